# No response before the timeout: no CANCEL yet (RFC 3261 9.1). The phone wakes
# up late: with a provisional response, which is cancelled then.
. "$(dirname "$0")/lib.sh"

phone_start alice -pause_msg_ign <<'END'
receive INVITE
wait 2500
send 180 Ringing
receive CANCEL
send 200 OK
send 487 Request Terminated to INVITE
receive ACK
stay 500
END
start_daemon_for alice
call user1 user2 timeout=1
sleep 2
[ "$(wire alice | grep -c CANCEL)" -eq 0 ] || fail "CANCEL before a response"
wait_for_status user1 user2 'INVITE SIP/2.0 487 Request Terminated'
phone_done alice
expect_count alice 1 '> CANCEL'
