# A 100 and then silence: that is a provisional response, CANCEL may follow.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 100 Trying
receive CANCEL
send 200 OK
send 487 Request Terminated to INVITE
receive ACK
END
start_daemon_for alice
call user1 user2 timeout=1
expect_record user1 user2 <<'END'
INVITE SIP/2.0 100 Trying
INVITE SIP/2.0 487 Request Terminated
END
phone_done alice
