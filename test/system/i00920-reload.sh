# SIGHUP in the middle of a call: nothing is lost.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
call_up alice bob
transfer alice bob carol
talk_line carol receives INVITE
kill -HUP "$DAEMON_PID"
wait_for_log 'event=reload'
talk <<'END'
carol sends 200 with SDP
bob receives INVITE with SDP of carol
bob sends 200 with SDP
carol receives ACK with SDP of bob
bob receives ACK
alice receives BYE
alice sends 200
END
leave carol bob
phones_end
