# The default flow from one end to the other, with a phone that does it all.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 100 Trying
send 180 Ringing
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 100 Trying
receive 200
notify active SIP/2.0 180 Ringing
receive 200
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
stay 700
END
start_daemon_for alice
call user1 user2
expect_record user1 user2 <<'END'
INVITE SIP/2.0 100 Trying
INVITE SIP/2.0 180 Ringing
INVITE SIP/2.0 200 OK
NOTIFY SIP/2.0 100 Trying
NOTIFY SIP/2.0 180 Ringing
NOTIFY SIP/2.0 200 OK
END
phone_done alice

expect_count alice 1 '> INVITE'
expect_count alice 1 '> ACK'
expect_count alice 1 '> REFER'
expect_count alice 1 '> BYE'
expect_header alice '> INVITE' '^INVITE sip:user1@example.com;'
expect_header alice '> INVITE' '^Contact: .*<sip:callcontroller@127.0.0.1:'
expect_header alice '> INVITE' '^From: .*<sip:user1@example.com>;tag='
expect_header alice '> INVITE' '^To: .*<sip:user1@example.com>$'
expect_header alice '> INVITE' '^Route: .*;lr'
expect_header alice '> INVITE' '^User-Agent: '
expect_header alice '> INVITE' '^Allow: .*NOTIFY'
expect_header alice '> INVITE' '^Accept: application/sdp'
expect_header alice '> INVITE' '^m=audio 9 RTP/AVP 0 8 101'
expect_header alice '> REFER' '^Refer-To: .*<sip:user2@example.com>'
expect_header alice '> REFER' '^Referred-By: .*<sip:user1@example.com>'
# A reliable provisional response would need a PRACK, which is not wanted.
expect_no_header alice '^(Supported|Require): .*100rel'
