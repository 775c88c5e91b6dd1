# A fax machine changes the call to T.38 (an image line comes to the audio), and
# back; a phone that cannot do so refuses, and the call goes on.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
bob sends INVITE with SDP image
alice receives INVITE with SDP of bob 2
alice sends 488
bob receives 488
nobody hears nothing for 200 ms
bob sends INVITE with SDP image
alice receives INVITE with SDP of bob 2
alice sends 200 with SDP image
bob receives 200 with SDP of alice 2
bob sends ACK
alice receives ACK
bob sends INVITE with SDP audio
alice receives INVITE with SDP of bob 2
alice sends 200 with SDP audio
bob receives 200 with SDP of alice 2
bob sends ACK
alice receives ACK
END
leave bob alice
phones_end
