# The calling party has the other on hold while it transfers, as people do; and
# when the target does not want to, the hold is still there.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
call_up alice bob
talk <<'END'
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK
END
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 180
# A hold meanwhile is relayed as ever.
alice sends INVITE with SDP inactive
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK
carol sends 486
nobody hears nothing for 300 ms
END
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol sendrecv
bob sends 200 with SDP
carol receives ACK with SDP of bob sendrecv
bob receives ACK
alice receives BYE
alice sends 200
END
leave bob carol
phones_end

# alice takes back the hold just while carol's offer is out to bob: 491.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol
alice sends INVITE with SDP hold
alice receives 491
bob sends 200 with SDP
carol receives ACK with SDP of bob
bob receives ACK
alice receives BYE
alice sends 200
END
leave carol bob
phones_end
