# Somebody hangs up in the middle of a transfer.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol

# alice, while carol rings: she wanted to leave; the rest goes on.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 180
alice sends BYE
alice receives 200
bob hears nothing for 300 ms
carol sends 200 with SDP
bob receives INVITE with SDP of carol
bob sends 200 with SDP
carol receives ACK with SDP of bob
bob receives ACK
END
leave bob carol
expect_over alice bob sipMethod=Invite
phones_end

# ... and then carol does not want to: nobody is left for bob.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 180
alice sends BYE
alice receives 200
carol sends 486
bob receives BYE | Reason: SIP ?; ?cause=486\b.*
bob sends 200
END
expect_over alice bob sipMethod=Invite
phones_end

# bob, while carol rings: the end of all.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 180
bob sends BYE
bob receives 200
carol receives CANCEL
alice receives BYE
carol sends 200 to CANCEL
carol sends 487 to INVITE
alice sends 200
END
expect_over alice bob sipMethod=Invite
phones_end

# bob, while carol's offer is out to him.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol
bob sends BYE
bob receives 200
bob sends 487 to INVITE
carol receives ACK with SDP refused
carol receives BYE
alice receives BYE
carol sends 200
alice sends 200
END
expect_over alice bob sipMethod=Invite
phones_end

# carol, while her offer is out to bob: what bob has taken must be undone, so
# that he hears alice again.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol
carol sends BYE
carol receives 200
bob sends 200 with SDP
bob receives ACK without SDP
# Her 200 must be ACKed, whatever else there is.
carol receives ACK with SDP refused
bob receives INVITE without SDP
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
expect_dialogs alice bob confirmed confirmed terminated
leave alice bob
expect_over alice bob sipMethod=Invite
phones_end

# carol, while her offer is out, and bob refuses it: as it was.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol
carol sends BYE
carol receives 200
carol receives ACK with SDP refused
bob sends 488
nobody hears nothing for 300 ms
END
leave bob alice
phones_end
