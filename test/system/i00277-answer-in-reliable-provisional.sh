# The calling phone answers the called one's offer in a reliable provisional
# response, and its 200 has no SDP any more (RFC 3262 5): that was the answer.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 183 reliably with SDP
alice receives PRACK without SDP
alice sends 200 to PRACK
alice sends 200 to INVITE
bob receives ACK with SDP of alice
alice receives ACK without SDP
END
leave alice bob
phones_end
