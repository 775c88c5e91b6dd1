# A phone has lost the dialog (481) or does not answer (408) what the other one
# asks: the call is over for both (RFC 3261 12.2.1.2).
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
for code in 481 408; do
	for pair in 'alice bob' 'bob alice'; do
		set -- $pair
		call_up alice bob
		talk <<-END
		$1 sends INVITE with SDP hold
		$2 receives INVITE with SDP of $1
		$2 sends $code
		$1 receives 480
		$1 receives BYE
		$1 sends 200
		$2 receives BYE
		$2 sends 481
		END
		expect_over alice bob sipMethod=Invite
		expect_json alice bob '.verdict == "ended-lost"'
	done
done
# A digit or a NOTIFY that a phone does not know costs nobody the call.
call_up alice bob
talk <<'END'
alice sends INFO with body Signal=1\r\n | Content-Type: application/dtmf-relay
bob receives INFO
bob sends 481
alice receives 480
bob sends NOTIFY with body SIP/2.0 486 Busy\r\n | Event: refer | Content-Type: message/sipfrag | Subscription-State: terminated
alice receives NOTIFY
alice sends 481
bob receives 481
nobody hears nothing for 300 ms
END
leave alice bob
expect_over alice bob sipMethod=Invite
phones_end
