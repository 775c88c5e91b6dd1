# A re-INVITE without SDP whose answer does not come as it should: the other
# phone gets its ACK in any case, with what was agreed before.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
talk <<'END'
alice sends INVITE
bob receives INVITE without SDP
bob sends 200 with SDP
alice receives 200 with SDP of bob
alice sends ACK
bob receives ACK with SDP
# The call goes on.
bob sends INVITE with SDP hold
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives 200 with SDP of alice
bob sends ACK
alice receives ACK
# Refused, cancelled, without SDP in the 200.
alice sends INVITE
bob receives INVITE without SDP
bob sends 488
alice receives 488
alice sends INVITE
bob receives INVITE without SDP
bob sends 180
alice sends CANCEL
alice receives 200 to CANCEL
bob receives CANCEL
bob sends 200 to CANCEL
bob sends 487 to INVITE
alice receives 487 to INVITE
alice sends INVITE
bob receives INVITE without SDP
bob sends 200
bob receives ACK
alice receives 488|500
END
# The one who asked hangs up instead of its ACK.
talk <<'END'
alice sends INVITE
bob receives INVITE without SDP
bob sends 200 with SDP
alice receives 200 with SDP of bob
alice sends BYE
alice receives 200 to BYE
bob receives ACK with SDP
bob receives BYE
bob sends 200
alice sends ACK with SDP
END
expect_over alice bob sipMethod=Invite
phones_end
