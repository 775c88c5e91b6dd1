# The 200 crosses our CANCEL: the phone is off hook and must be let go.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 180 Ringing
receive CANCEL
send 200 OK to INVITE
receive ACK
receive BYE
send 200 OK
send 481 Too Late to CANCEL
stay 1000
END
start_daemon_for alice
call user1 user2 timeout=1
expect_record user1 user2 <<'END'
INVITE SIP/2.0 180 Ringing
INVITE SIP/2.0 200 OK
END
phone_done alice
expect_count alice 0 '> REFER'
expect_count alice 1 '> BYE'
expect_count alice 1 '> ACK'

# The CANCEL is answered first, and still there comes a 200.
phone_start alice <<'END'
receive INVITE
send 180 Ringing
receive CANCEL
send 200 OK to CANCEL
send 200 OK to INVITE
receive ACK
receive BYE
send 200 OK
stay 1000
END
call user1 user3 timeout=1
phone_done alice
expect_count alice 0 '> REFER'
expect_count alice 1 '> BYE'
