# The phone repeats its 200 (it lost our ACK): an ACK each, nothing else twice.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 180 Ringing
send 180 Ringing
send 200 OK {retrans="0"}
receive ACK
receive REFER
send 200 OK to INVITE {retrans="0"}
receive ACK
send 202 Accepted to REFER
send 200 OK to INVITE {retrans="0"}
receive ACK
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
send 200 OK to BYE
stay 700
END
start_daemon_for alice
call user1 user2
wait_for_status user1 user2 'NOTIFY SIP/2.0 200 OK'
phone_done alice
expect_count alice 1 '> REFER'
expect_count alice 1 '> BYE'
status user1 user2
[ "$(grep -c 'INVITE SIP/2.0 200' record)" -eq 1 ] ||
	fail "a repeated 200 was recorded: $(cat record)"
