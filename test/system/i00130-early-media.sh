# Provisional responses of every kind, with and without SDP, from both parties:
# recorded, and nothing else comes of them.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 100
alice sends 180
alice sends 183 with SDP
alice sends 181
alice sends 200 with SDP
alice receives ACK without SDP
bob receives INVITE without SDP
bob sends 100
bob sends 180
bob sends 183 with SDP
bob sends 180
nobody hears nothing for 600 ms
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 100
alice sends 180
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
expect_json alice bob '[.lines[].code] as $c | all(100, 180, 183, 181, 200;
	. as $x | $c | index($x))'
leave bob alice
phones_end

# The answer was in the 183 only, as some phones have it.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 183 with SDP
alice sends 200
alice receives ACK without SDP
bob receives INVITE without SDP
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob
phones_end
