# The Invite flow with a real proxy and three real phones: a call, hold and
# resume by a phone, transfer by a client, hangup by a phone. After each step
# sound flows between the right phones directly, and none through the daemon.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"
. "$here/baresip.sh"

three_phones ''
call user1 user2 sipMethod=Invite timeout=10
expect_dialogs user1 user2 confirmed confirmed
wait_for_phone user1 'Call established'
wait_for_phone user2 'Call established'
expect_flows user1-user2 user2-user1

# The set-up was user1's first re-INVITE.
hold_by user2 user1 x 2
expect_flows
hold_by user2 user1 X 3
expect_flows user1-user2 user2-user1

transfer user1 user2 user3
expect_dialogs user1 user2 terminated confirmed confirmed
wait_for_phone user3 'Call established'
wait_for_phone user1 'session closed'
expect_flows user2-user3 user3-user2

press user3 b
wait_for_phone user2 'session closed'
expect_dialogs user1 user2 terminated terminated terminated
no_call_left
