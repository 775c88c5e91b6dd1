# A phone that never answers anything: the INVITE is repeated, given up after
# 32 s, and the record says so. Hanging up meanwhile changes nothing on the wire.
. "$(dirname "$0")/lib.sh"

PHONE_TIMEOUT=45 phone_start alice -pause_msg_ign <<'END'
receive INVITE
wait 36000
END
start_daemon_for alice
call user1 user2 timeout=60
expect_record user1 user2 36 <<'END'
INVITE SIP/2.0 408 Request Timeout
END
n=$(wire alice -v all=1 | grep -c '^> INVITE')
[ "$n" -ge 6 ] && [ "$n" -le 8 ] || fail "the INVITE was sent $n times"
expect_count alice 0 '> CANCEL'
