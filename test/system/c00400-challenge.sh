# 407 and 401 are answered with the agent's credentials, of which only the hash
# is known.
. "$(dirname "$0")/lib.sh"

challenged()	# CODE HEADER
{
	phone_start alice <<END
receive INVITE
send 100 Trying
send $1 Challenge | $2: Digest realm="example.com", nonce="n0nce", qop="auth", algorithm=MD5
receive ACK
receive INVITE
send 100 Trying
send 180 Ringing
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 100 Trying
receive 200
notify terminated SIP/2.0 200 OK
receive 200
receive BYE
send 200 OK
END
}

challenged 407 Proxy-Authenticate
start_daemon_for alice
call user1 user2 agent=user3
expect_record user1 user2?agent=user3 <<'END'
INVITE SIP/2.0 100 Trying
INVITE SIP/2.0 407 Challenge
INVITE SIP/2.0 100 Trying
INVITE SIP/2.0 180 Ringing
INVITE SIP/2.0 200 OK
NOTIFY SIP/2.0 100 Trying
NOTIFY SIP/2.0 200 OK
END
phone_done alice
expect_digest alice Proxy-Authorization user3 secret
expect_count alice 2 '> INVITE'

challenged 401 WWW-Authenticate
call user1 user2
wait_for_status user1 user2 'NOTIFY SIP/2.0 200 OK'
phone_done alice
expect_digest alice Authorization user1 secret
expect_no_log secret
expect_no_log n0nce
