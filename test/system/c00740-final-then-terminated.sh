# The final response is told in an active subscription, the end comes after
# the BYE: answered, recorded.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
wait 300
notify terminated SIP/2.0 200 OK
receive 200
END
start_daemon_for alice
call user1 user2
expect_record user1 user2 <<'END'
INVITE SIP/2.0 200 OK
NOTIFY SIP/2.0 200 OK
NOTIFY SIP/2.0 200 OK
END
phone_done alice
expect_count alice 1 '> BYE'

# It comes while our BYE is still unanswered.
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 200 OK
receive 200
receive BYE
notify terminated SIP/2.0 200 OK
receive 200
send 200 OK to BYE
END
call user1 user3
phone_done alice
expect_count alice 1 '> BYE'
