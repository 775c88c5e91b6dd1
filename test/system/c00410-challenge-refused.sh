# Wrong credentials, stale nonces, endless challenges, another realm.
. "$(dirname "$0")/lib.sh"

nonce()	{ say "Proxy-Authenticate: Digest realm=\"${2:-example.com}\", nonce=\"$1\", qop=\"auth\", algorithm=MD5${3:-}"; }

# Refused a second time with the same nonce: that is the end.
phone_start alice <<END
receive INVITE
send 407 First | $(nonce one)
receive ACK
receive INVITE
send 407 Second | $(nonce one)
receive ACK
stay 1500
END
start_daemon_for alice
call user1 user2
expect_record user1 user2 <<'END'
INVITE SIP/2.0 407 First
INVITE SIP/2.0 407 Second
END
phone_done alice
expect_count alice 2 '> INVITE'

# A stale nonce is no refusal.
phone_start alice <<END
receive INVITE
send 407 First | $(nonce one)
receive ACK
receive INVITE
send 407 Stale | $(nonce two example.com ', stale=true')
receive ACK
receive INVITE
send 486 Busy Here
receive ACK
stay 500
END
call user1 stale
expect_record user1 stale <<'END'
INVITE SIP/2.0 407 First
INVITE SIP/2.0 407 Stale
INVITE SIP/2.0 486 Busy Here
END
phone_done alice

# For ever stale: it stops after a few.
phone_start alice < <(
	for i in 1 2 3 4 5 6 7 8; do
		say "receive INVITE"
		say "send 407 Stale | $(nonce "n$i" example.com ', stale=true')"
		say "receive ACK"
	done)
call user1 endless
sleep 2
n=$(wire alice | grep -c '^> INVITE')
[ "$n" -ge 2 ] && [ "$n" -le 5 ] || fail "$n INVITEs for endless challenges"
status user1 endless
[ "$(grep -c 407 record)" -eq "$n" ] || fail "record: $(cat record)"
stop_process "$alice_pid"
expect_over user1 endless

# No credentials fit: one INVITE, and the record says 407.
phone_start alice <<'END'
receive INVITE
send 407 Odd | Proxy-Authenticate: Digest realm="example.com", nonce="x", algorithm=SHA-512-256, qop="auth"
receive ACK
stay 1000
END
call user1 algorithm
expect_record user1 algorithm <<'END'
INVITE SIP/2.0 407 Odd
END
phone_done alice
expect_over user1 algorithm
phone_start alice <<'END'
receive INVITE
send 407 Nothing
receive ACK
stay 1000
END
call user1 nochallenge
expect_record user1 nochallenge <<'END'
INVITE SIP/2.0 407 Nothing
END
phone_done alice
expect_over user1 nochallenge
