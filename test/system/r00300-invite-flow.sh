# The stand-alone mode: three real phones that are registered with the daemon, a
# call that it stays in, hold, transfer, hangup.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"
. "$here/baresip.sh"
need baresip

start_daemon
for user in user1 user2 user3; do
	baresip_start $user 123 "127.0.0.1:$SIP_PORT"
done
wait_registered user1 user2 user3
call user1 user2 sipMethod=Invite timeout=10
expect_dialogs user1 user2 confirmed confirmed
expect_flows user1-user2 user2-user1
hold_by user1 user2 x 1
expect_flows
hold_by user1 user2 X 2
expect_flows user1-user2 user2-user1
transfer user1 user2 user3
expect_dialogs user1 user2 terminated confirmed confirmed
expect_flows user2-user3 user3-user2
hang_up user1 user2 sipMethod=Invite
expect_code 200
no_call_left
