# The offer without media of RFC 3725, where the configuration wants it: the
# calling party gets its media only with the called party's offer.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob -- --set offer=no-media
place alice bob
talk <<'END'
alice receives INVITE with SDP 0
alice sends 200 with SDP
alice receives ACK without SDP
bob receives INVITE without SDP
bob sends 200 with SDP audio video
alice receives INVITE with SDP of bob 2
alice sends 200 with SDP
bob receives ACK with SDP of alice 2
alice receives ACK
END
leave alice bob
phones_end
