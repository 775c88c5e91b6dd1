# Two phones of the transfer's target answer: the first one is connected, the
# second gets ACK and BYE.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 180
carol/B sends 180
carol/B sends 200 with SDP
bob receives INVITE with SDP of carol/B
carol sends 200 with SDP
carol receives ACK with SDP refused
carol receives BYE
carol sends 200
bob sends 200 with SDP
carol/B receives ACK with SDP of bob
bob receives ACK
alice receives BYE
alice sends 200
END
leave carol/B bob
phones_end
