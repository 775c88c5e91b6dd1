# A proxy that stays in the path: what is in a dialog goes along the route, in
# its order; over UDP and over TCP.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking --route alice bob
call_up alice bob
leave bob alice
phones_end
stop_daemon

PHONES_TRANSPORT=tcp
stop_process "$phones_pid"
start_talking --route alice bob
call_up alice bob
talk <<'END'
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK without SDP
END
leave alice bob
phones_end
stop_daemon

# The same without a route: the transport is that of each phone's Contact.
stop_process "$phones_pid"
start_talking alice bob
call_up alice bob
leave alice bob
phones_end
