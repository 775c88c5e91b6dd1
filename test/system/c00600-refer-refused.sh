# The phone refuses the REFER: the leg that is up must not be left up. The BYE
# says why (RFC 3326).
. "$(dirname "$0")/lib.sh"

n=0
for code in 403 404 405 410 420 481 488 500 501 502 503 602 603 604 302; do
	phone_start alice <<END
receive INVITE
send 200 OK
receive ACK
receive REFER
send $code Refused
receive BYE
send 200 OK
stay 200
END
	[ $n -eq 0 ] && start_daemon_for alice --set refer-fallback=off
	n=$((n + 1))
	call user1 "called$n"
	phone_done alice
	expect_count alice 1 '> BYE'
	expect_header alice '> BYE' "^Reason: SIP ?; ?cause=$code"
	expect_record user1 "called$n" <<'END'
INVITE SIP/2.0 200 OK
END
done
