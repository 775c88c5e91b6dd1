# Challenges that come in one response: another algorithm beside MD5, in either
# order (RFC 8760), and those of several realms (RFC 3261 22.3).
. "$(dirname "$0")/lib.sh"

n=0
expect_nonce()	# HEADER NONCE: in the second INVITE
{
	wire alice -v want='>' | grep -q "^$1: .*nonce=\"$2\"" ||
		fail "no $1 for nonce $2: $(wire alice -v want='>')"
}

challenged()	# STATUS HEADER...
{
	local status=$1 headers=
	shift
	for header; do headers="$headers | $header"; done
	phone_start alice <<END
receive INVITE
send $status Again$headers
receive ACK
receive INVITE
send 486 Busy Here
receive ACK
END
	[ -z "$DAEMON_PID" ] && start_daemon_for alice
	n=$((n + 1))
	call user1 "called$n"
	phone_done alice
	expect_record user1 "called$n" <<END
INVITE SIP/2.0 $status Again
INVITE SIP/2.0 486 Busy Here
END
}
md5='Digest realm="example.com", nonce="md5", algorithm=MD5'
sha='Digest realm="example.com", nonce="sha", algorithm=SHA-256'

challenged 401 "WWW-Authenticate: $sha" "WWW-Authenticate: $md5"
expect_nonce Authorization md5
challenged 401 "WWW-Authenticate: $md5" "WWW-Authenticate: $sha"
expect_nonce Authorization md5
challenged 401 'WWW-Authenticate: Basic realm="b"' "WWW-Authenticate: $md5"
expect_nonce Authorization md5

say "two proxies"
challenged 407 "Proxy-Authenticate: $md5" \
	'Proxy-Authenticate: Digest realm="other", nonce="other"'
expect_nonce Proxy-Authorization md5
expect_nonce Proxy-Authorization other

say "nothing that can be answered"
phone_start alice <<END
receive INVITE
send 401 Again | WWW-Authenticate: $sha
receive ACK
stay 300
END
call user1 user3
phone_done alice
expect_count alice 1 '> INVITE'
