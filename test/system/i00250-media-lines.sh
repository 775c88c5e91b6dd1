# The two parties have different numbers of media: in each dialog an offer never
# has fewer lines than before, an answer has as many as its offer (RFC 3264).
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
place alice bob
talk <<'END'
alice receives INVITE with SDP inactive 1
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP audio video image
alice receives INVITE with SDP of bob 3
alice sends 200 with SDP audio video
bob receives ACK with SDP of alice 3
alice receives ACK
# A hold without the third medium still has its line.
bob sends INVITE with SDP audio hold
alice receives INVITE with SDP of bob 3
alice sends 200 with SDP
bob receives 200 with SDP of alice 3
bob sends ACK
alice receives ACK
END
# The target has one medium; the dialog of bob has three by now.
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP audio
bob receives INVITE with SDP of carol 3
bob sends 200 with SDP audio
carol receives ACK with SDP of bob 1
bob receives ACK
alice receives BYE
alice sends 200
# bob offers three lines in carol's dialog now.
bob sends INVITE with SDP audio video image
carol receives INVITE with SDP of bob 3
carol sends 200 with SDP
bob receives 200 with SDP of carol 3
bob sends ACK
carol receives ACK
carol sends INVITE with SDP hold
bob receives INVITE with SDP of carol 3
bob sends 200 with SDP
carol receives 200 with SDP of bob 3
carol sends ACK
bob receives ACK
END
leave bob carol
phones_end
