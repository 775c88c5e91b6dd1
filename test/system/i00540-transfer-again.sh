# A transfer is replaced by another while its target rings; and a call that was
# transferred is transferred on.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol dave
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 180
END
transfer alice bob dave
talk <<'END'
carol receives CANCEL
dave receives INVITE without SDP
carol sends 200 to CANCEL
carol sends 487 to INVITE
dave sends 180
nobody hears nothing for 200 ms
dave sends 200 with SDP
bob receives INVITE with SDP of dave
bob sends 200 with SDP
dave receives ACK with SDP of bob
bob receives ACK
alice receives BYE
alice sends 200
END
# Now dave is who hands bob over.
transfer dave bob carol agent=alice
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol
bob sends 200 with SDP
carol receives ACK with SDP of bob
bob receives ACK
dave receives BYE
dave sends 200
END
# And once more, under the first key, back to alice.
transfer alice bob alice
talk <<'END'
alice receives INVITE without SDP
alice sends 200 with SDP
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice receives ACK with SDP of bob
bob receives ACK
carol receives BYE
carol sends 200
END
expect_dialogs alice bob terminated confirmed terminated terminated \
	terminated confirmed
leave bob alice
expect_over alice bob sipMethod=Invite
phones_end
