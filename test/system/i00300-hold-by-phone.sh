# Hold, resume and another codec by re-INVITE of either phone: the other one
# gets it, and the answer comes back; the ACK too.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
for pair in 'alice bob' 'bob alice'; do
	set -- $pair
	for kind in hold inactive '' video ''; do
		talk <<-END
		$1 sends INVITE with SDP audio $kind
		$2 receives INVITE with SDP of $1 | Contact: .*<sip:callcontroller@.*
		$2 sends 180
		$2 sends 200 with SDP
		$1 receives 200 with SDP of $2 | Contact: .*<sip:callcontroller@.*
		$1 sends ACK
		$2 receives ACK without SDP
		END
	done
done
expect_dialogs alice bob confirmed confirmed
leave alice bob
phones_end
