# SIGTERM: no new calls, those being set up come to their end, then exit code 0.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 180 Ringing
wait 1500
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
END
start_daemon_for alice
call user1 user2
wait_for_status user1 user2 'INVITE SIP/2.0 180 Ringing'
kill "$DAEMON_PID"
sleep 0.3
post "$(path_of user1 user3)"
case $CODE in
503)	expect_http_header 'Retry-After: [0-9]+' ;;
000)	;;			# does not listen any more
*)	fail "a new call while draining: $CODE" ;;
esac
phone_done alice
until_true 5 gone "$DAEMON_PID" || fail "it does not end when all is done"
wait "$DAEMON_PID" || fail "exit code $?"
DAEMON_PID=

say "a second SIGTERM ends everything at once"
phone_start alice <<'END'
receive INVITE
send 180 Ringing
receive CANCEL
send 200 OK to CANCEL
send 487 Request Terminated to INVITE
receive ACK
END
start_daemon_for alice
call user1 user2
wait_for_status user1 user2 'INVITE SIP/2.0 180 Ringing'
kill "$DAEMON_PID"
sleep 0.2
kill "$DAEMON_PID"
phone_done alice
until_true 5 gone "$DAEMON_PID" || fail "still there after two SIGTERM"
wait "$DAEMON_PID" || fail "exit code $?"
DAEMON_PID=
