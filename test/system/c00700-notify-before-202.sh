# NOTIFYs overtake the answer to the REFER (RFC 3515 2.4.4).
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
notify active SIP/2.0 100 Trying
receive 200
notify active SIP/2.0 180 Ringing
receive 200
send 202 Accepted to REFER
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
END
start_daemon_for alice
call user1 user2
expect_record user1 user2 <<'END'
INVITE SIP/2.0 200 OK
NOTIFY SIP/2.0 100 Trying
NOTIFY SIP/2.0 180 Ringing
NOTIFY SIP/2.0 200 OK
END
phone_done alice

# Even the last one does; the 202 comes when all is over.
phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
notify terminated SIP/2.0 200 OK
receive 200
send 202 Accepted to REFER
receive BYE
send 200 OK
stay 500
END
call user1 user3
phone_done alice
expect_count alice 1 '> BYE'
expect_record user1 user3 <<'END'
INVITE SIP/2.0 200 OK
NOTIFY SIP/2.0 200 OK
END
