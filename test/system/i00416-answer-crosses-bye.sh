# A re-INVITE is passed on, its sender hangs up, and the other phone answers it
# with 200 all the same: that is ACKed, and there is one BYE.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
for pair in 'alice bob' 'bob alice'; do
	set -- $pair
	call_up alice bob
	talk <<-END
	$1 sends INVITE with SDP hold
	$2 receives INVITE with SDP of $1
	$2 sends 180
	$1 sends BYE
	$1 receives 200 to BYE
	$1 receives 487 to INVITE
	$2 may receive CANCEL
	$2 receives BYE
	$2 sends 200 to INVITE with SDP
	$2 sends 200 to BYE
	$2 receives ACK
	nobody hears nothing for 700 ms
	END
	expect_over alice bob sipMethod=Invite
done
phones_end
