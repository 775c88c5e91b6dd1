# A phone asks the other for an offer: it comes in the 200, the answer in the
# ACK, all the way through.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
for pair in 'alice bob' 'bob alice' 'alice bob'; do
	set -- $pair
	talk <<-END
	$1 sends INVITE
	$2 receives INVITE without SDP
	$2 sends 200 with SDP audio video
	$1 receives 200 with SDP of $2
	$2 hears nothing for 200 ms
	$1 sends ACK with SDP
	$2 receives ACK with SDP of $1
	END
done
leave alice bob
phones_end
