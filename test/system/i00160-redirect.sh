# A phone that points elsewhere (302): followed where forwarding is allowed,
# else the same as a refusal.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 302 | Contact: <sip:carol@example.com>
alice receives BYE | Reason: SIP ?; ?cause=302\b.*
alice sends 200
carol hears nothing for 100 ms
END
expect_json alice bob '.verdict == "called-refused"' '.code == 302'

place alice bob isForwardingAllowed=True
talk <<'END'
alice receives INVITE with SDP
alice sends 302 | Contact: <sip:carol@example.com>
carol receives INVITE with SDP inactive
carol sends 200 with SDP
carol receives ACK
bob receives INVITE without SDP
bob sends 200 with SDP
carol receives INVITE with SDP of bob
carol sends 200 with SDP
bob receives ACK with SDP of carol
carol receives ACK
END
leave carol bob
phones_end
