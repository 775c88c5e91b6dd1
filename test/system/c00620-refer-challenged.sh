# The phone's side challenges the REFER: repeated in the dialog with
# credentials; a second challenge ends the leg.
. "$(dirname "$0")/lib.sh"

for challenge in '401 No | WWW-Authenticate:' '407 No | Proxy-Authenticate:'; do
	phone_start alice <<END
receive INVITE
send 200 OK
receive ACK
receive REFER
send $challenge Digest realm="example.com", nonce="n0nce", qop="auth", algorithm=MD5
receive REFER
send 202 Accepted
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
END
	[ -z "$DAEMON_PID" ] && start_daemon_for alice
	call user1 "user-$RANDOM"
	phone_done alice
	expect_count alice 2 '> REFER'
	case $challenge in
	401*)	expect_no_header alice '^Proxy-Authorization:'
		wire alice -v want='>' | grep -q '^Authorization: Digest' ||
			fail "no credentials in the REFER" ;;
	407*)	wire alice -v want='>' | grep -q '^Proxy-Authorization: Dig' ||
			fail "no credentials in the REFER" ;;
	esac
	[ "$(wire alice -v want='>' | grep '^CSeq: .*REFER' | sort -u |
		wc -l)" -eq 2 ] || fail "the REFER was repeated with its CSeq"
done

phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 407 No | Proxy-Authenticate: Digest realm="example.com", nonce="a", qop="auth", algorithm=MD5
receive REFER
send 407 No | Proxy-Authenticate: Digest realm="example.com", nonce="a", qop="auth", algorithm=MD5
receive BYE
send 200 OK
stay 700
END
call user1 refused
phone_done alice
expect_count alice 2 '> REFER'
expect_count alice 1 '> BYE'
