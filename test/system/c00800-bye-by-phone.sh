# The phone hangs up, in every state that has a dialog.
. "$(dirname "$0")/lib.sh"

say "while the REFER is unanswered"
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send BYE
receive 200
send 481 Gone to REFER
stay 1000
END
start_daemon_for alice
call user1 called1
phone_done alice
expect_count alice 0 '> BYE'

say "and the REFER is accepted nevertheless"
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send BYE
receive 200
send 202 Accepted to REFER
stay 1000
END
call user1 called2
phone_done alice
expect_count alice 0 '> BYE'

say "after the 202"
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
send BYE
receive 200
stay 1000
END
call user1 called3
phone_done alice
expect_count alice 0 '> BYE'

say "after a 180 was told; the last NOTIFY comes after its BYE"
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 180 Ringing
receive 200
send BYE
receive 200
notify terminated SIP/2.0 200 OK
receive 200
stay 700
END
call user1 called4
phone_done alice
expect_count alice 0 '> BYE'
expect_record user1 called4 <<'END'
INVITE SIP/2.0 200 OK
NOTIFY SIP/2.0 180 Ringing
NOTIFY SIP/2.0 200 OK
END

say "crossing our BYE: both are answered"
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send BYE
receive 200
send 200 OK to BYE
stay 700
END
call user1 called5
phone_done alice
expect_count alice 1 '> BYE'

# Nothing of all this is still in use: the same key can be called again.
phone_start alice <<'END'
receive INVITE
send 486 Busy Here
receive ACK
END
call user1 called3 timeout=9
expect_record user1 called3 <<'END'
INVITE SIP/2.0 486 Busy Here
END
phone_done alice
