# Reliable provisional responses to a re-INVITE (RFC 3262): the one that comes
# is acknowledged; a phone that demands them of us is told that there are none.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 183 reliably
bob receives PRACK without SDP
bob sends 200 to PRACK
bob sends 200 to INVITE with SDP
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK without SDP
# The answer is in the 183 already.
alice sends INVITE with SDP
bob receives INVITE with SDP of alice
bob sends 183 reliably with SDP
bob receives PRACK without SDP
bob sends 200 to PRACK
bob sends 200 to INVITE
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK without SDP
bob sends INVITE with SDP hold | Require: 100rel
bob receives 420 | Unsupported: .*100rel.*
bob sends INVITE with SDP hold | Supported: 100rel
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives 200 with SDP of alice
bob sends ACK
alice receives ACK
END
leave alice bob
phones_end
