# A phone takes its re-INVITE back: the CANCEL is passed on, 487 to all.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
for pair in 'alice bob' 'bob alice'; do
	set -- $pair
	talk <<-END
	$1 sends INVITE with SDP video
	$2 receives INVITE with SDP of $1
	$2 sends 180
	$1 sends CANCEL
	$1 receives 200 to CANCEL
	$2 receives CANCEL
	$2 sends 200 to CANCEL
	$2 sends 487 to INVITE
	$1 receives 487 to INVITE
	END
done
expect_dialogs alice bob confirmed confirmed

# The 200 crosses the CANCEL: what the other phone says counts for both.
talk <<'END'
alice sends INVITE with SDP audio hold
bob receives INVITE with SDP of alice
bob sends 180
wait 100
alice sends CANCEL
alice receives 200 to CANCEL
bob receives CANCEL
bob sends 200 to INVITE with SDP
bob sends 481 to CANCEL
alice receives 200 to INVITE with SDP of bob
alice sends ACK
bob receives ACK without SDP
END
leave alice bob
phones_end
