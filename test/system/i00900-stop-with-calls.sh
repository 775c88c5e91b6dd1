# SIGTERM while calls are up and being set up: they have the drain-timeout, then
# every leg is ended.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol dave -- --set drain-timeout=1
call_up alice bob
place carol dave
talk <<'END'
carol receives INVITE with SDP
carol sends 200 with SDP
carol receives ACK
dave receives INVITE without SDP
dave sends 180
END
kill "$DAEMON_PID"
wait_for_log 'event=stopping'
post "$(path_of alice carol sipMethod=Invite)"
expect_code 503
talk <<'END'
dave receives CANCEL within 3 s
carol receives BYE
alice receives BYE
bob receives BYE
dave sends 200 to CANCEL
dave sends 487 to INVITE
carol sends 200
alice sends 200
bob sends 200
END
pid=$DAEMON_PID
until_true 5 gone "$pid" || fail "the daemon does not stop"
wait "$pid" || fail "exit code $?"
DAEMON_PID=
phones_end
