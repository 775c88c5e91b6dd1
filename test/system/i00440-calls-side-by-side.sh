# Several calls at once between the same phones and others: each has dialogs of
# its own, and none hears of another's.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
call_up alice bob
place carol alice
talk <<'END'
carol receives INVITE with SDP
carol sends 200 with SDP
carol receives ACK
alice#2 receives INVITE without SDP
alice#2 sends 200 with SDP
carol receives INVITE with SDP of alice#2
carol sends 200 with SDP
alice#2 receives ACK with SDP of carol
carol receives ACK
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
carol sends INVITE with SDP inactive
alice#2 receives INVITE with SDP of carol
alice#2 sends 200 with SDP
bob sends 200 with SDP
carol receives 200 with SDP of alice#2
alice receives 200 with SDP of bob
carol sends ACK
alice sends ACK
alice#2 receives ACK
bob receives ACK
END
leave carol alice#2
expect_dialogs alice bob confirmed confirmed
leave bob alice
phones_end
