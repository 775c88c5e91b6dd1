# The default flow with a phone behind a TCP connection.
. "$(dirname "$0")/lib.sh"

phone_start alice -t t1 <<'END'
receive INVITE
send 100 Trying
send 180 Ringing
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 180 Ringing
receive 200
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
END
start_daemon_for alice
call user1 user2
expect_record user1 user2 <<'END'
INVITE SIP/2.0 100 Trying
INVITE SIP/2.0 180 Ringing
INVITE SIP/2.0 200 OK
NOTIFY SIP/2.0 180 Ringing
NOTIFY SIP/2.0 200 OK
END
phone_done alice
expect_header alice '> INVITE' '^Via: SIP/2.0/TCP '
expect_header alice '> REFER' '^Via: SIP/2.0/TCP '
expect_header alice '> BYE' '^Via: SIP/2.0/TCP '
expect_header alice '> INVITE' '^Contact: .*<sip:callcontroller@'
expect_count alice 1 '> BYE'
