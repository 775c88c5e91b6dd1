# A phone's second re-INVITE before the first is answered: 500 with Retry-After
# (RFC 3261 14.2); the first goes its way.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
for pair in 'alice bob' 'bob alice'; do
	set -- $pair
	talk <<-END
	$1 sends INVITE with SDP hold
	$2 receives INVITE with SDP of $1
	$1 sends INVITE
	$1 receives 500 | Retry-After: ([0-9]|10)\\b.*
	$2 sends 200 with SDP
	$1 receives 200 with SDP of $2
	$1 sends ACK
	$2 receives ACK
	$1 sends INVITE with SDP
	$2 receives INVITE with SDP of $1
	$2 sends 200 with SDP
	$1 receives 200 with SDP of $2
	$1 sends ACK
	$2 receives ACK
	END
done
leave alice bob
phones_end
