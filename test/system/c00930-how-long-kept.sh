# Records live resultCacheTime after the call was placed, and in any case as
# long as the call.
. "$(dirname "$0")/lib.sh"

phone_start alice <<'END'
receive INVITE
send 180 Ringing
wait 2500
send 486 Busy Here
receive ACK
END
start_daemon_for alice
empty()	{ status user1 user2 && [ ! -s record ]; }

call user1 user2 resultCacheTime=1
sleep 2
status user1 user2
expect_line 'INVITE SIP/2.0 180 Ringing'
phone_done alice
until_true 3 empty || fail "kept too long: $(cat record)"

phone_start alice <<'END'
receive INVITE
send 486 Busy Here
receive ACK
END
call user1 user2 resultCacheTime=3
wait_for_status user1 user2 'INVITE SIP/2.0 486 Busy Here'
sleep 1
status user1 user2
expect_line 'INVITE SIP/2.0 486 Busy Here'
until_true 4 empty || fail "kept too long: $(cat record)"
phone_done alice
