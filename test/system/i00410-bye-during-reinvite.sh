# A phone hangs up while a re-INVITE is out, of its own or of the other's.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
for pair in 'alice bob' 'bob alice'; do
	set -- $pair
	# $1 asks, and hangs up before there is an answer.
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
	$2 sends 200 to BYE
	$2 sends 487 to INVITE
	END
	expect_over alice bob sipMethod=Invite

	# $1 asks, and the other one hangs up instead of an answer.
	call_up alice bob
	talk <<-END
	$1 sends INVITE with SDP hold
	$2 receives INVITE with SDP of $1
	$2 sends BYE
	$2 receives 200 to BYE
	$2 sends 487 to INVITE
	$1 receives 487 to INVITE
	$1 receives BYE
	$1 sends 200
	END
	expect_over alice bob sipMethod=Invite

	# The other one has answered, but the ACK never comes: BYE instead.
	call_up alice bob
	talk <<-END
	$1 sends INVITE with SDP hold
	$2 receives INVITE with SDP of $1
	$2 sends 200 with SDP
	$1 receives 200 with SDP of $2
	$1 sends ACK
	$1 sends BYE
	$1 receives 200 to BYE
	$2 receives ACK
	$2 receives BYE
	$2 sends 200
	END
	expect_over alice bob sipMethod=Invite
done
phones_end
