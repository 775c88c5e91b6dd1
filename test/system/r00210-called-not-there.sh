# The calling phone is real, the called party is not registered or does not
# exist: its phone tells, and the record shows it; the leg ends.
. "$(dirname "$0")/lib.sh"
. "$here/baresip.sh"
need baresip

start_daemon
baresip_start user1 123 "127.0.0.1:$SIP_PORT"
wait_registered user1
call user1 user2
wait_for_status user1 user2 'NOTIFY SIP/2.0 480 .*' 10
wait_for_phone user1 'session closed'
call user1 nobody
wait_for_status user1 nobody 'NOTIFY SIP/2.0 404 .*' 10
until_true 5 eval 'hang_up user1 nobody; [ "$CODE" = 404 ]' ||
	fail "the call to nobody is still up"
