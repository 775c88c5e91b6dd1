# A phone is asked for an offer by the other one's re-INVITE, and makes it in a
# reliable provisional response: that has to be answered at once (RFC 3262 5),
# with what was agreed before, so that it does not cost the two their sound.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
alice sends INVITE
bob receives INVITE without SDP
bob sends 183 reliably with SDP
bob receives PRACK with SDP sendrecv
bob sends 200 to PRACK
bob sends 200 to INVITE
bob receives ACK without SDP
alice receives 488|500 to INVITE
END
leave alice bob
phones_end
