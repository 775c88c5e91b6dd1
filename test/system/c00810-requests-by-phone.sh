# What else a phone may send in the dialog: each gets an answer, and the call
# goes on as if nothing had been.
. "$(dirname "$0")/lib.sh"

with()		# STEPS from standard input, put after the 202
{
	phone_start alice < <(
		printf '%s\n' 'receive INVITE' 'send 200 OK' 'receive ACK' \
			'receive REFER' 'send 202 Accepted'
		cat
		printf '%s\n' 'notify terminated SIP/2.0 200 OK' \
			'receive 200' 'receive BYE' 'send 200 OK' 'stay 300')
	[ -z "$DAEMON_PID" ] && start_daemon_for alice
	call user1 "called$RANDOM"
	phone_done alice
# RFC 3264 8: one session id within the dialog, and the version goes up by one.
wire alice -v want='>' | sed -n 's/^o=- \([0-9]* [0-9]*\) .*/\1/p' | uniq >sdp
[ "$(cut -d' ' -f1 sdp | sort -u | wc -l)" -eq 1 ] ||
	fail "more than one session: $(cat sdp)"
[ "$(cut -d' ' -f2 sdp | tr '\n' ' ')" = "$(seq -s ' ' "$(wc -l <sdp)") " ] ||
	fail "the versions are $(cat sdp)"
	expect_count alice 1 '> BYE'
}

say "OPTIONS"
with <<'END'
send OPTIONS
receive 200
END

say "re-INVITE (hold)"
with <<'END'
send INVITE
maybe 100
receive 200
send ACK
END
expect_header alice '> 200 INVITE' '^m=audio '

say "INFO: not taken, but answered"
with <<'END'
send INFO
receive 200|405|415|501
END

say "UPDATE"
with <<'END'
send UPDATE
receive 200|405|488|501
END

say "REFER, MESSAGE, SUBSCRIBE by the phone are refused"
with <<'END'
send REFER | Refer-To: <sip:evil@example.net>
receive 403|405|501|603
send MESSAGE
receive 405|501
send SUBSCRIBE | Event: dialog
receive 405|489|501
END
