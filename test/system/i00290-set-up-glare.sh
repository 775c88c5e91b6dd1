# The calling party is about to change its media itself when the called party's
# offer comes: 491, and again after 2.1 to 4 s (RFC 3261 14.1).
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
alice sends 491
alice receives INVITE after 2.05-4.3 s with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob

# Its re-INVITE comes before there is anybody to talk to: it is answered for
# now without media, and all goes on.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 180
alice sends INVITE with SDP hold
alice receives 200 with SDP
alice sends ACK
bob sends 200 with SDP
alice receives INVITE with SDP of bob
# And now one crosses ours: each refuses the other's.
alice sends INVITE with SDP
alice receives 491
alice sends 491 to INVITE
alice receives INVITE after 2.05-4.3 s with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave bob alice
phones_end
