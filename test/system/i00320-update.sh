# UPDATE (RFC 3311): with an offer it becomes a re-INVITE to the other phone;
# without, it only says that the phone lives.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
for pair in 'alice bob' 'bob alice'; do
	set -- $pair
	talk <<-END
	$1 sends UPDATE with SDP hold
	$2 receives INVITE with SDP of $1
	$2 sends 200 with SDP
	$1 receives 200 to UPDATE with SDP of $2
	$2 receives ACK without SDP
	$1 sends UPDATE with SDP
	$2 receives INVITE with SDP of $1
	$2 sends 488
	$1 receives 488 to UPDATE
	$1 sends UPDATE | Supported: timer
	$1 receives 200 to UPDATE without SDP
	END
done
leave alice bob
phones_end
