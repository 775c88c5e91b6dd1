# As before, but it wakes up with a 200: ACK, BYE, and no REFER.
. "$(dirname "$0")/lib.sh"

phone_start alice -pause_msg_ign <<'END'
receive INVITE
wait 2500
send 200 OK
receive ACK
receive BYE
send 200 OK
stay 500
END
start_daemon_for alice
call user1 user2 timeout=1
wait_for_status user1 user2 'INVITE SIP/2.0 200 OK'
phone_done alice
expect_count alice 0 '> CANCEL'
expect_count alice 0 '> REFER'
expect_count alice 1 '> BYE'
