# Nobody listens at the proxy's port: told at once, over UDP (ICMP) and TCP.
. "$(dirname "$0")/lib.sh"

write_users user1 user2
for transport in udp tcp; do
	nobody_port=$(free_port)
	nobody_transport=";transport=$transport"
	start_daemon_for nobody
	post "$(path_of user1 user2)"
	case $CODE in
	200)	wait_for_status user1 user2 'INVITE SIP/2.0 50[03] .*' 3 ;;
	502)	expect_one_line ;;
	*)	fail "answered $CODE" ;;
	esac
	stop_daemon
done
