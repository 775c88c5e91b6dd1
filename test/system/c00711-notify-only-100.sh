# Only a 100 is told, and then nothing more: the backstop is for this too.
. "$(dirname "$0")/lib.sh"

PHONE_TIMEOUT=55 phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
send 202 Accepted
notify active SIP/2.0 100 Trying
receive 200
receive BYE
send 200 OK
END
start_daemon_for alice
call user1 user2
phone_done alice 50
expect_count alice 1 '> BYE'
