# TCP connections are reset in the middle of a call: the next request opens one
# again (RFC 3261 18), and the call goes on.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

PHONES_TRANSPORT=tcp
for route in '' --route; do
	start_talking $route alice bob
	call_up alice bob
	talk <<-'END'
	alice resets connections
	bob resets connections
	wait 100
	alice sends INVITE with SDP hold
	bob receives INVITE with SDP of alice
	bob sends 200 with SDP
	alice receives 200 with SDP of bob
	alice sends ACK
	bob receives ACK
	alice resets connections
	bob resets connections
	wait 100
	END
	hang_up alice bob sipMethod=Invite
	both_end alice bob
	phones_end
	stop_daemon
	stop_process "$phones_pid"
done
