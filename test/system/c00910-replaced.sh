# A POST on a key whose call is still being set up replaces it.
. "$(dirname "$0")/lib.sh"

phone_start alice -m 2 <<'END'
receive INVITE
send 180 Ringing
receive CANCEL
send 200 OK to CANCEL
send 487 Request Terminated to INVITE
receive ACK
stay 500
END
start_daemon_for alice
call user1 user2
first=$CALL_ID
wait_for_status user1 user2 'INVITE SIP/2.0 180 Ringing'
call user1 user2 timeout=2
[ "$CALL_ID" != "$first" ] || fail "the new call has the old one's id"
phone_done alice
expect_count alice 2 '> CANCEL'
# The key shows the latest call alone.
expect_record user1 user2 <<'END'
INVITE SIP/2.0 180 Ringing
INVITE SIP/2.0 487 Request Terminated
END

say "a call whose leg is up is hung up"
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 180 Ringing
receive 200
receive BYE
send 200 OK
END
call user1 user3
wait_for_status user1 user3 'NOTIFY SIP/2.0 180 Ringing'
# The phone takes one call; the second INVITE finds it ended or not. Only the
# BYE for the first matters here.
call user1 user3 timeout=1
phone_done alice
expect_count alice 1 '> BYE'
