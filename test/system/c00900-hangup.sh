# action=Hangup in every state of the call.
. "$(dirname "$0")/lib.sh"

say "nothing to hang up"
phone_start alice <<'END'
receive INVITE
send 180 Ringing
receive CANCEL
send 200 OK to CANCEL
send 487 Request Terminated to INVITE
receive ACK
stay 500
END
start_daemon_for alice
hang_up user1 user2
expect_code 404
expect_one_line

say "while it rings"
call user1 user2
wait_for_status user1 user2 'INVITE SIP/2.0 180 Ringing'
hang_up user1 user2
expect_code 200
expect_record user1 user2 <<'END'
INVITE SIP/2.0 180 Ringing
INVITE SIP/2.0 487 Request Terminated
END
phone_done alice
until_true 3 eval 'hang_up user1 user2; [ "$CODE" = 404 ]' ||
	fail "hanging up an ended call answers $CODE"

say "while the REFER is unanswered: the BYE does not wait for it"
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
receive BYE
send 200 OK to BYE
send 202 Accepted to REFER
stay 500
END
call user1 user3
wait_for_wire alice '> REFER'
hang_up user1 user3
expect_code 200
phone_done alice
expect_count alice 1 '> BYE'

say "after the 202, and what is told afterwards is still recorded"
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 100 Trying
receive 200
receive BYE
send 200 OK to BYE
notify terminated SIP/2.0 200 OK
receive 200
stay 500
END
call user1 user4
wait_for_status user1 user4 'NOTIFY SIP/2.0 100 Trying'
hang_up user1 user4
expect_code 200
wait_for_status user1 user4 'NOTIFY SIP/2.0 200 OK'
phone_done alice
expect_count alice 1 '> BYE'

say "twice at once"
phone_start alice <<'END'
receive INVITE
send 180 Ringing
receive CANCEL
send 200 OK to CANCEL
wait 500
send 487 Request Terminated to INVITE
receive ACK
stay 500
END
call user1 user5
wait_for_status user1 user5 'INVITE SIP/2.0 180 Ringing'
hang_up user1 user5
expect_code 200
hang_up user1 user5 x=1
phone_done alice
expect_count alice 1 '> CANCEL'

say "before the phone said anything: no CANCEL until it does"
phone_start alice -pause_msg_ign <<'END'
receive INVITE
wait 800
send 180 Ringing
receive CANCEL
send 200 OK to CANCEL
send 487 Request Terminated to INVITE
receive ACK
stay 300
END
call user1 user6
hang_up user1 user6
expect_code 200
phone_done alice
