# Over a limit: a clear answer to the one who is over it, and service as before
# for what is under it.
. "$(dirname "$0")/lib.sh"

phone_start alice -m 2 <<'END'
receive INVITE
send 180 Ringing
receive CANCEL
send 200 OK to CANCEL
send 487 Request Terminated to INVITE
receive ACK
END
start_daemon_for alice --set max-calls=1
call user1 user2
post "$(path_of user1 user3)"
expect_code 503
expect_one_line
expect_http_header 'Retry-After: [0-9]+'
get "$(path_of user1 user2)"
expect_code 200
hang_up user1 user2
expect_code 200
until_true 3 eval 'post "$(path_of user1 user4)"; [ "$CODE" = 200 ]' ||
	fail "the place of an ended call is not free: $CODE"
stop_daemon
phone_done alice

# Without an answer of the phone a request is pending.
phone_start alice -pause_msg_ign -m 2 <<'END'
receive INVITE
wait 1000
send 486 Busy Here
receive ACK
END
start_daemon_for alice --set max-pending=1
call user1 user2
post "$(path_of user1 user3)"
expect_code 503
expect_http_header 'Retry-After: [0-9]+'
until_true 3 eval 'post "$(path_of user1 user4)"; [ "$CODE" = 200 ]' ||
	fail "$CODE"
phone_done alice
stop_daemon

phone_start alice -m 3 <<'END'
receive INVITE
send 486 Busy Here
receive ACK
END
start_daemon_for alice --set max-calls-per-second=2
codes=
for i in 1 2 3 4; do
	post "$(path_of user1 "called$i")"
	codes+=" $CODE"
done
case $codes in
*200*503*)	;;
*)	fail "four calls in a second answered$codes" ;;
esac
stop_process "$alice_pid"
stop_daemon

# Of many records the oldest ended one is dropped.
phone_start alice -m 4 <<'END'
receive INVITE
send 486 Busy Here
receive ACK
stay 50
END
start_daemon_for alice --set max-records=2
for i in 1 2 3 4; do
	call user1 "called$i"
	wait_for_status user1 "called$i" 'INVITE SIP/2.0 486 Busy Here'
done
status user1 called1
[ ! -s record ] || fail "more records than max-records"
status user1 called4
expect_line 'INVITE SIP/2.0 486 Busy Here'
phone_done alice
