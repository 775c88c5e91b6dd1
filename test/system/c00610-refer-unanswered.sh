# No answer to the REFER at all: BYE after 32 s at the latest.
. "$(dirname "$0")/lib.sh"

PHONE_TIMEOUT=45 phone_start alice <<'END'
receive INVITE
send 200 OK
receive ACK
receive REFER
receive BYE
send 200 OK
END
start_daemon_for alice
call user1 user2
phone_done alice 40
expect_count alice 1 '> BYE'
expect_count alice 1 '> REFER'
