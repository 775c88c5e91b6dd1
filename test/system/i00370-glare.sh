# Both phones re-INVITE at once (RFC 3261 14.1, 14.2): who comes second gets
# 491, and has its way after the pause.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
for pair in 'alice bob' 'bob alice'; do
	set -- $pair
	talk <<-END
	# $2 gets the other's, while its own is out: it says 491 as well.
	$1 sends INVITE with SDP hold
	$2 receives INVITE with SDP of $1
	$2 sends INVITE with SDP inactive
	$2 receives 491
	$2 sends 491 to INVITE
	$1 receives 491
	# Now one after the other.
	$2 sends INVITE with SDP inactive
	$1 receives INVITE with SDP of $2
	$1 sends 200 with SDP
	$2 receives 200 with SDP of $1
	$2 sends ACK
	$1 receives ACK
	# $2 has answered, but the ACK is not there: still 491.
	$1 sends INVITE with SDP
	$2 receives INVITE with SDP of $1
	$2 sends 200 with SDP
	$2 sends INVITE with SDP
	$2 receives 491
	$1 receives 200 with SDP of $2
	$1 sends ACK
	$2 receives ACK
	END
done
leave alice bob
phones_end
