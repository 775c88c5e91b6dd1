# bye-on=ringing, as the original did: BYE as soon as the called party rings;
# what is told after that still gets its 200 and its line.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 100 Trying
receive 200
notify active SIP/2.0 180 Ringing
receive 200
receive BYE
send 200 OK
wait 700
notify active SIP/2.0 183 Session Progress
receive 200
notify terminated SIP/2.0 200 OK
receive 200
stay 500
END
start_daemon_for alice --set bye-on=ringing
call user1 user2 
expect_record user1 user2 <<'END'
INVITE SIP/2.0 200 OK
NOTIFY SIP/2.0 100 Trying
NOTIFY SIP/2.0 180 Ringing
NOTIFY SIP/2.0 183 Session Progress
NOTIFY SIP/2.0 200 OK
END
phone_done alice
expect_count alice 1 '> BYE'
