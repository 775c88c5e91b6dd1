# Hung up while the REFER is unanswered, which is then refused or challenged:
# the BYE is sent at once, and once.
. "$(dirname "$0")/lib.sh"

n=0
for code in 401 404 407 410 481 502 603; do
	header=
	case $code in
	401)	header=' | WWW-Authenticate: Digest realm="x", nonce="1"' ;;
	407)	header=' | Proxy-Authenticate: Digest realm="x", nonce="1"' ;;
	esac
	phone_start alice <<END
receive INVITE
send 200 OK
receive ACK
receive REFER
receive BYE
send $code Refused to REFER$header
wait 300
send 200 OK to BYE
stay 300
END
	[ $n -eq 0 ] && start_daemon_for alice
	n=$((n + 1))
	call user1 "called$n"
	wait_for_wire alice '> REFER'
	hang_up user1 "called$n"
	expect_code 200
	phone_done alice
	expect_count alice 1 '> BYE'
	expect_count alice 1 '> REFER'
done
