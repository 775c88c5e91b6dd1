# A request with a number below the last one is refused with 500 (RFC 3261
# 12.2.2); a gap is nothing.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
alice sends INFO numbered 500 with body 1
bob receives INFO with body 1
bob sends 200
alice receives 200
alice sends INFO numbered 400 with body 2
alice receives 500
bob hears nothing for 200 ms
alice sends INVITE numbered 900 with SDP hold
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice receives 200
alice sends ACK
bob receives ACK
END
leave alice bob
phones_end
