# The other phone takes its time: the one that asks repeats its request, which
# is passed on once; and many questions may be open at the same time.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
alice sends INFO with body Signal=1\r\n | Content-Type: application/dtmf-relay
bob receives INFO
bob hears nothing for 1200 ms
bob sends 200
alice receives 200
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
alice sends INFO with body Signal=2\r\n | Content-Type: application/dtmf-relay
bob receives INFO with body Signal=2
bob sends INFO with body Signal=3\r\n | Content-Type: application/dtmf-relay
alice receives INFO with body Signal=3
alice sends 200 to INFO
bob receives 200 to INFO
bob sends 200 to INFO
alice receives 200 to INFO
alice sends UPDATE
alice receives 200 to UPDATE
bob hears nothing for 1200 ms
bob sends 200 to INVITE with SDP
alice receives 200 to INVITE with SDP of bob
alice sends ACK
bob receives ACK
END
leave alice bob
phones_end
