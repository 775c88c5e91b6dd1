# Phones that insist on reliable provisional responses (RFC 3262): 421, and
# those that send them without asking.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob
talk <<'END'
alice receives INVITE with SDP | !Require
alice sends 421 | Require: 100rel
alice receives INVITE with SDP | Supported/Require: .*100rel.*
alice sends 180 reliably
alice receives PRACK without SDP
alice sends 200 to PRACK
alice sends 183 reliably with SDP
alice receives PRACK without SDP
alice sends 200 to PRACK
alice sends 200
alice receives ACK without SDP
bob receives INVITE without SDP
bob sends 421 | Require: 100rel
bob receives INVITE without SDP | Supported/Require: .*100rel.*
bob sends 180 reliably
bob receives PRACK
bob sends 200 to PRACK
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob
phones_end

# bob's offer comes in a reliable 183: its PRACK must have an answer, which is
# none for now; when he answers, he is asked again.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 183 reliably with SDP
bob receives PRACK with SDP
bob sends 200 to PRACK
bob sends 200
bob receives ACK without SDP
bob receives INVITE without SDP
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob
phones_end
