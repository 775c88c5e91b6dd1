# 3xx is recorded, and followed only when forwarding is allowed; and then to
# users of our domain alone, without what the Contact adds.
. "$(dirname "$0")/lib.sh"

moved='302 Moved Temporarily | Contact: <sip:user3@example.com;x=y?X-Evil=1&Replaces=a>'
phone_start alice <<END
receive INVITE
send $moved
receive ACK
stay 1000
END
start_daemon_for alice
call user1 user2
expect_record user1 user2 <<'END'
INVITE SIP/2.0 302 Moved Temporarily
END
phone_done alice
expect_count alice 1 '> INVITE'

phone_start alice <<END
receive INVITE
send $moved
receive ACK
receive INVITE
send 486 Busy Here
receive ACK
END
call user1 user2 isForwardingAllowed=true
expect_record user1 user2 <<'END'
INVITE SIP/2.0 302 Moved Temporarily
INVITE SIP/2.0 486 Busy Here
END
phone_done alice
wire alice | grep -q '^> INVITE sip:user3@example.com' ||
	fail "the second INVITE goes elsewhere: $(wire alice)"
expect_no_header alice 'X-Evil|Replaces'

# Elsewhere is not allowed.
phone_start alice <<'END'
receive INVITE
send 301 Moved | Contact: <sip:user3@elsewhere.example.net>
receive ACK
stay 1000
END
call user1 elsewhere isForwardingAllowed=True
expect_record user1 elsewhere <<'END'
INVITE SIP/2.0 301 Moved
END
phone_done alice

# Round and round: it gives up after a few.
phone_start alice -m 5 -timeout 4s <<'END'
receive INVITE
send 302 Moved | Contact: <sip:user1@example.com>
receive ACK
END
call user1 circle isForwardingAllowed=True
sleep 2
status user1 circle
n=$(grep -c 302 record)
[ "$n" -ge 1 ] && [ "$n" -le 4 ] || fail "$n redirections were followed"
