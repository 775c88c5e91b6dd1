# NOTIFYs as they should not be. Each is answered, and the leg comes to its BYE.
. "$(dirname "$0")/lib.sh"

n=0
told()		# the NOTIFYs are standard input
{
	phone_start alice < <(
		printf '%s\n' 'receive INVITE' 'send 200 OK' 'receive ACK' \
			'receive REFER' 'send 202 Accepted'
		sed 's/^notify.*/&\nreceive 200/'
		printf '%s\n' 'receive BYE' 'send 200 OK' 'stay 300')
	[ -z "$DAEMON_PID" ] && start_daemon_for alice
	n=$((n + 1))
	call user1 "called$n"
	phone_done alice
	expect_count alice 1 '> BYE'
}

say "terminated, and no final response"
told <<'END'
notify active SIP/2.0 180 Ringing
notify terminated SIP/2.0 100 Trying
END
expect_record user1 "called$n" <<'END'
INVITE SIP/2.0 200 OK
NOTIFY SIP/2.0 180 Ringing
NOTIFY SIP/2.0 100 Trying
END

say "terminated without a body"
told <<'END'
notify terminated -
END

say "without a body, then with one"
told <<'END'
notify active -
notify terminated SIP/2.0 200 OK
END
wait_for_status user1 "called$n" 'NOTIFY SIP/2.0 200 OK'

say "the called party is busy"
told <<'END'
notify active SIP/2.0 100 Trying
notify terminated SIP/2.0 486 Busy Here
END
expect_header alice '> BYE' '^Reason: SIP ?; ?cause=486'
wait_for_status user1 "called$n" 'NOTIFY SIP/2.0 486 Busy Here'

say "the called party declines, told in an active subscription"
told <<'END'
notify active SIP/2.0 603 Decline
END
expect_header alice '> BYE' '^Reason: SIP ?; ?cause=603'

say "no sipfrag at all, then one"
told <<'END'
notify active hello world, this is no sipfrag
notify active SIP/2.0 999999999999 Big
notify active SIP/3.0 200 No
notify active <status>]]&gt;</status>
notify terminated SIP/2.0 200 OK
END
status user1 "called$n"
[ "$(tail -1 record)" = 'NOTIFY SIP/2.0 200 OK' ] || fail "$(cat record)"

say "nothing but garbage"
told <<'END'
notify terminated garbage
END

say "no Subscription-State would be wrong, an odd one less so"
told <<'END'
notify pending;expires=30 SIP/2.0 100 Trying
notify odd-state SIP/2.0 180 Ringing
notify terminated SIP/2.0 200 OK
END

say "the Event has the id of the REFER (RFC 3515 2.4.6)"
told <<'END'
notify active SIP/2.0 100 Trying | Event: refer;id=[$id_REFER]
notify terminated SIP/2.0 200 OK | Event: refer;id=[$id_REFER]
END
wait_for_status user1 "called$n" 'NOTIFY SIP/2.0 200 OK'

say "without Subscription-State, as old phones send them"
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
send NOTIFY | Event: refer
receive 200
send NOTIFY | Event: refer
receive 200
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
stay 300
END
n=$((n + 1))
call user1 "called$n"
phone_done alice
wait_for_status user1 "called$n" 'NOTIFY SIP/2.0 200 OK'
expect_count alice 1 '> BYE'
