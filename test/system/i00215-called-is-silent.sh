# A called party that says nothing at all: no CANCEL before a provisional
# response (RFC 3261 9.1), and the calling party does not wait for it. Whoever
# stops the service then does not wait for it either.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob timeout=1
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
alice receives BYE after 0.8-2.0 s
alice sends 200
bob hears nothing for 500 ms
bob dies
END
phones_end
kill "$DAEMON_PID"
sleep 0.3
kill "$DAEMON_PID"
until_true 8 gone "$DAEMON_PID" || fail "the daemon does not stop"
wait "$DAEMON_PID" || fail "exit code $?"
DAEMON_PID=
