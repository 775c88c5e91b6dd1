# A phone that has not seen our ACK yet answers the re-INVITE with 500 and a
# Retry-After (RFC 3261 14.2): it is sent again when that time is over.
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
alice sends 500 | Retry-After: 1
nobody hears nothing for 700 ms
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
leave alice bob
phones_end
