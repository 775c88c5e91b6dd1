# Nobody picks up: after the timeout CANCEL, and the 487 is recorded.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 100 Trying
send 180 Ringing
receive CANCEL
send 200 OK to CANCEL
send 487 Request Terminated to INVITE
receive ACK
stay 1000
END
start_daemon_for alice
begin=$(now_ms)
call user1 user2 timeout=2
expect_record user1 user2 <<'END'
INVITE SIP/2.0 100 Trying
INVITE SIP/2.0 180 Ringing
INVITE SIP/2.0 487 Request Terminated
END
took=$(($(now_ms) - begin))
[ $took -ge 1900 ] && [ $took -lt 4000 ] || fail "cancelled after $took ms"
phone_done alice
expect_count alice 1 '> CANCEL'
expect_count alice 1 '> ACK'
