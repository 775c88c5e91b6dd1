# The inside port is for trusted networks alone; others are told where to go,
# whatever headers they send.
. "$(dirname "$0")/lib.sh"

phone_start alice <<<'receive INVITE'
start_daemon_for alice --set trusted-networks=192.0.2.0/24
for header in 'X: y' 'X-Forwarded-For: 192.0.2.1' 'Host: 192.0.2.1:6667' \
    'Forwarded: for=192.0.2.1' 'X-Real-IP: 192.0.2.1' 'sipx-user: user1'; do
	post "$(path_of user1 user2)" -H "$header"
	expect_code 403
	expect_one_line
	expect_body '[Hh][Tt][Tt][Pp][Ss]'
	get "$(path_of user1 user2)" -H "$header"
	expect_code 403
done
post "$(path_of user1 user2)" -u user1:123
expect_code 403
wait_for_log '127\.0\.0\.1'
[ -z "$(wire alice)" ] || fail "something went out: $(wire alice)"
stop_daemon
stop_process "$alice_pid"

# The defaults let loopback in; a list of several does as well.
for networks in '127.0.0.0/8' '192.0.2.0/24, 127.0.0.1' '192.0.2.1 127.0.0.0/24'; do
	start_daemon --set "trusted-networks=$networks"
	get "$(path_of user1 user2)"
	expect_code 200
	stop_daemon
done
