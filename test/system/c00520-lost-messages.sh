# One message in ten is lost on either side, over and over: every call still
# comes to its end, and every record has each line once.
. "$(dirname "$0")/lib.sh"

PHONE_TIMEOUT=50 phone_start alice -m 12 -lost 10 <<'END'
receive INVITE
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
stay 5000
END
start_daemon_for alice
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	call user1 "called$i"
done
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	wait_for_status user1 "called$i" 'NOTIFY SIP/2.0 200 OK' 30
	for line in 'INVITE SIP/2.0 200 OK' 'NOTIFY SIP/2.0 200 OK'; do
		[ "$(grep -c "$line" record)" -eq 1 ] ||
			fail "$line not once: $(cat record)"
	done
done
