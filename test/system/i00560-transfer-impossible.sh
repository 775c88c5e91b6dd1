# What cannot be transferred: no such call, one that is still being set up, one
# that was set up with Refer, no target.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
transfer_code()
{
	post "$(path_of alice bob action=Transfer "$@")"
	expect_code "$CODE_WANTED"
}
CODE_WANTED=404
transfer_code sipMethod=Invite target=carol
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 180
END
transfer_code sipMethod=Invite target=carol
CODE_WANTED=400
transfer_code sipMethod=Invite
talk <<'END'
alice sends 486
END
expect_over alice bob sipMethod=Invite

call alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
alice receives REFER
END
CODE_WANTED=409
transfer_code sipMethod=Invite target=carol
talk <<'END'
alice sends 202
alice sends BYE
alice receives 200
END
phones_end
