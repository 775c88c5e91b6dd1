# Two phones answer one INVITE: both get their ACK, the second one a BYE.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 180 Ringing tagged A
send 180 Ringing tagged B
send 200 OK
receive ACK
receive REFER
send 202 Accepted
send 200 OK to INVITE tagged B {retrans="0"}
receive ACK
receive BYE
send 200 OK
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
stay 700
END
start_daemon_for alice
call user1 user2
wait_for_status user1 user2 'NOTIFY SIP/2.0 200 OK'
phone_done alice
wire alice -v want='>' | grep -A 9 '^BYE' | grep -q '^To: .*p1B$' ||
	fail "no BYE for the second phone"
wire alice -v want='>' | grep -A 9 '^BYE' | grep -q '^To: .*p1$' ||
	fail "no BYE for the first phone"
expect_count alice 2 '> BYE'
expect_count alice 1 '> REFER'
# RFC 3261 8.1.1: each request has one.
requests=$(wire alice -v want='>' | grep -c '^CSeq: ')
[ "$(wire alice -v want='>' | grep -c '^Max-Forwards: ')" -ge 6 ] ||
	fail "$requests messages, but not all requests have Max-Forwards:
$(wire alice -v want='>')"
