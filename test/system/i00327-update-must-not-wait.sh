# An UPDATE about media is to be answered at once (RFC 3311 5.2): where the other
# phone takes its time, it is 504, and the re-INVITE there is taken back.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
alice sends UPDATE with SDP hold
bob receives INVITE with SDP of alice
bob sends 180
alice hears nothing for 5000 ms
alice receives 504 within 5 s
bob receives CANCEL
bob sends 200 to CANCEL
bob sends 487 to INVITE
alice sends UPDATE with SDP hold
bob receives INVITE with SDP of alice
bob sends 200 with SDP
bob receives ACK
alice receives 200 with SDP of bob
END
leave alice bob
phones_end
