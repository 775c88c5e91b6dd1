# The called party is not registered, the target neither: 480 by the proxy. Who
# is there is let go of, or talks on.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"
. "$here/baresip.sh"

three_phones ''
call user1 nobody sipMethod=Invite timeout=10
wait_for_phone user1 'session closed'
expect_json user1 nobody '.verdict == "called-refused"' '.code == 480'

call user1 user2 sipMethod=Invite timeout=10
expect_flows user1-user2 user2-user1
transfer user1 user2 nobody
expect_dialogs user1 user2 confirmed confirmed terminated
expect_flows user1-user2 user2-user1
press user1 b
no_call_left
