# Two phones of the called party answer the same INVITE: the first is connected,
# the second gets its ACK, with an answer to its offer, and a BYE.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 180
bob/B sends 180
bob sends 200 with SDP
bob/B sends 200 with SDP
alice receives INVITE with SDP of bob
bob/B receives ACK with SDP refused
bob/B receives BYE
bob/B sends 200
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob
phones_end

# And two of the calling party, the second one late.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 180
alice/B sends 180
alice/B sends 200 with SDP
alice/B receives ACK without SDP
bob receives INVITE without SDP
alice sends 200 with SDP
alice receives ACK without SDP
alice receives BYE
alice sends 200
bob sends 200 with SDP
alice/B receives INVITE with SDP of bob
alice/B sends 200 with SDP
bob receives ACK with SDP of alice/B
alice/B receives ACK
END
leave alice/B bob
phones_end
