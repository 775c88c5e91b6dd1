# Either phone hangs up, or both at once: each leg is ended exactly once.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
call_up alice bob
leave alice bob
expect_over alice bob sipMethod=Invite
expect_dialogs alice bob terminated terminated
expect_json alice bob '.verdict == "ended-by-calling"'

call_up alice bob
leave bob alice
expect_dialogs alice bob terminated terminated
expect_json alice bob '.verdict == "ended-by-called"'

# BYE crosses BYE: alice's is answered, and ours to her is 481 or 200.
call_up alice bob
talk <<'END'
bob sends BYE
bob receives 200
alice receives BYE
alice sends BYE
alice receives 200|481
alice sends 200
END
expect_over alice bob sipMethod=Invite
call_up alice bob
talk <<'END'
alice sends BYE
bob receives BYE
bob sends BYE
bob receives 200|481
bob sends 481 to BYE
alice receives 200
END
expect_over alice bob sipMethod=Invite
phones_end

# The calling party hangs up while the called one rings.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 180
alice sends BYE
alice receives 200
bob receives CANCEL
bob sends 200 to CANCEL
bob sends 487 to INVITE
END
expect_over alice bob sipMethod=Invite
expect_json alice bob '.verdict == "calling-left"'

# The same before bob's phone has said anything: the CANCEL waits for its first
# response (RFC 3261 9.1).
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
alice sends BYE
alice receives 200
bob hears nothing for 300 ms
bob sends 180
bob receives CANCEL
bob sends 200 to CANCEL
bob sends 487 to INVITE
END

# Either hangs up while the offer of the called one is out to the other.
for who in alice bob; do
	place alice bob
	talk <<-END
	alice receives INVITE with SDP
	alice sends 200 with SDP
	alice receives ACK
	bob receives INVITE without SDP
	bob sends 200 with SDP
	alice receives INVITE with SDP of bob
	$who sends BYE
	$who receives 200
	END
	if [ $who = alice ]; then
		talk <<-END
		bob receives ACK with SDP refused
		bob receives BYE
		bob sends 200
		alice sends 487 to INVITE
		END
	else
		talk <<-END
		bob receives ACK with SDP refused
		alice may receive CANCEL
		alice receives BYE
		alice sends 200 to BYE
		alice sends 487 to INVITE
		END
	fi
	expect_over alice bob sipMethod=Invite
done
phones_end
