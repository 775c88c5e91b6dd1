# ACKs are lost: each 200 that comes again is ACKed again, with the same SDP.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice loses ACK
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP
alice receives INVITE with SDP of bob
# While the answer is not there yet, the 200 comes again and again.
wait 1700
alice sends 200 with SDP
bob loses ACK
alice loses ACK
bob receives ACK with SDP of alice
alice receives ACK without SDP
bob sends 200 again
bob receives ACK again
alice sends 200 again
alice receives ACK again
END
# Of the phones' own re-INVITE too.
talk <<'END'
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice receives 200 with SDP of bob
wait 700
alice sends ACK
bob loses ACK
bob receives ACK
END
leave alice bob
phones_end
