# Hangup by the client in every phase of a call: CANCEL or BYE on each leg,
# once; and the record says who wanted it.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

hangup()
{
	hang_up alice bob sipMethod=Invite
	expect_code 200
}

over()
{
	expect_over alice bob sipMethod=Invite
	expect_json alice bob ".verdict == \"$1\""
}

start_talking alice bob carol
hang_up alice bob sipMethod=Invite
expect_code 404

# The calling party rings.
place alice bob
talk <<'END'
alice receives INVITE
alice sends 180
END
hangup
talk <<'END'
alice receives CANCEL
alice sends 200 to CANCEL
alice sends 487 to INVITE
END
over hung-up

# The called one rings.
place alice bob
talk <<'END'
alice receives INVITE
alice sends 200 with SDP
alice receives ACK
bob receives INVITE
bob sends 180
END
hangup
talk <<'END'
bob receives CANCEL
alice receives BYE
bob sends 200 to CANCEL
bob sends 487 to INVITE
alice sends 200
END
over hung-up

# The offer is out to the calling one.
place alice bob
talk <<'END'
alice receives INVITE
alice sends 200 with SDP
alice receives ACK
bob receives INVITE
bob sends 200 with SDP
alice receives INVITE with SDP of bob
END
hangup
talk <<'END'
bob receives ACK with SDP refused
bob receives BYE
bob sends 200
alice may receive CANCEL
alice receives BYE
alice sends 200 to BYE
alice sends 487 to INVITE
END
over hung-up

# They talk.
call_up alice bob
hangup
both_end alice bob
over ended-by-request
expect_dialogs alice bob terminated terminated

# A phone puts the other on hold.
call_up alice bob
talk <<'END'
bob sends INVITE with SDP hold
alice receives INVITE with SDP of bob
END
hangup
talk <<'END'
bob receives 487 to INVITE
alice may receive CANCEL
alice receives BYE
bob receives BYE
alice sends 200 to BYE
alice sends 487 to INVITE
bob sends 200
END
over ended-by-request

# A transfer's target rings.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 180
END
hangup
talk <<'END'
carol receives CANCEL
alice receives BYE
bob receives BYE
alice sends 200
bob sends 200
carol sends 200 to CANCEL
carol sends 487 to INVITE
END
over ended-by-request

# ... or its offer is out.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol
END
hangup
talk <<'END'
carol receives ACK with SDP refused
carol receives BYE
alice receives BYE
bob may receive CANCEL
bob receives BYE
alice sends 200
bob sends 200 to BYE
bob sends 487 to INVITE
carol sends 200
END
over ended-by-request

# And a second Hangup while the first is on its way.
call_up alice bob
hangup
hang_up alice bob sipMethod=Invite
both_end alice bob
over ended-by-request
phones_end
