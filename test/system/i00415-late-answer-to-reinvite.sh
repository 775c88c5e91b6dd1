# Both are let go of while a relayed re-INVITE is out, and the phone that has it
# says 200 all the same: that 200 gets its ACK, and no second BYE.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice
bob sends 180
alice sends BYE
alice receives 200 to BYE
alice receives 487 to INVITE
bob may receive CANCEL
bob receives BYE
bob sends 200 to BYE
bob sends 200 to INVITE with SDP
bob receives ACK
bob hears nothing for 500 ms
END
expect_over alice bob sipMethod=Invite
phones_end
