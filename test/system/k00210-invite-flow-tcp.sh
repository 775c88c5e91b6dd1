# The same by TCP to the proxy; hangup by the called phone, and by the client.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"
. "$here/baresip.sh"

three_phones tcp
call user1 user2 sipMethod=Invite timeout=10
expect_flows user1-user2 user2-user1
press user2 b
wait_for_phone user1 'session closed'
no_call_left

# With another timeout, or it would be taken for a repetition.
call user1 user2 sipMethod=Invite timeout=11
expect_flows user1-user2 user2-user1
hold_by user1 user2 x 1
expect_flows
hold_by user1 user2 X 2
expect_flows user1-user2 user2-user1
hang_up user1 user2 sipMethod=Invite
expect_code 200
no_call_left
