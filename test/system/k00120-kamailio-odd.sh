# Behind a real proxy: nobody picks up, nobody is there, the called party is
# busy, and the proxy does not know our password.
. "$(dirname "$0")/lib.sh"
. "$here/baresip.sh"
need kamailio baresip

kamailio_start
write_users user1 user2 user3 user4
start_daemon_for proxy
proxy="sip:127.0.0.1:$proxy_port"
baresip_start user1 secret example.com "$proxy"
baresip_start user2 secret example.com "$proxy" ';answermode=manual'
wait_registered user1 user2

say "user2's phone rings, nobody picks up"
call user2 user1 timeout=1
wait_for_status user2 user1 'INVITE SIP/2.0 487 .*'
wait_for_phone user2 'session closed'

say "user3 has no phone"
call user3 user1
wait_for_status user3 user1 'INVITE SIP/2.0 480 .*'

say "user1's phone calls user2, who rejects the call"
call user1 user2
wait_for_status user1 user2 'NOTIFY SIP/2.0 100 .*' 10
wait_for_phone user2 'Incoming call from: .*user1@'
printf b >user2.phone/input
wait_for_status user1 user2 'NOTIFY SIP/2.0 486 .*' 10
until_true 5 eval 'hang_up user1 user2; [ "$CODE" = 404 ]' ||
	fail "the leg of user1 is still up"

say "a wrong password"
stop_daemon
sed -i "s/$(md5 user1:example.com:secret)/$(md5 user1:example.com:other)/" \
	users.xml
start_daemon_for proxy
call user1 user2
wait_for_status user1 user2 'INVITE SIP/2.0 407 .*'
sleep 1
status user1 user2
[ "$(grep -c 407 record)" -eq 2 ] || fail "$(cat record)"
