# The target answers just while a phone's re-INVITE is out: its offer waits
# until the called party is free (RFC 3261 14.1).
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
for who in alice bob; do
	[ $who = alice ] && other=bob || other=alice
	call_up alice bob
	transfer alice bob carol
	talk <<-END
	carol receives INVITE without SDP
	carol sends 180
	$who sends INVITE with SDP hold
	$other receives INVITE with SDP of $who
	carol sends 200 with SDP
	nobody hears nothing for 300 ms
	$other sends 200 with SDP
	$who receives 200 with SDP of $other
	$who sends ACK
	$other receives ACK
	bob receives INVITE within 5 s with SDP of carol
	carol sends INVITE with SDP hold
	carol receives 491
	bob sends 200 with SDP
	carol receives ACK with SDP of bob
	bob receives ACK
	alice receives BYE
	alice sends 200
	END
	leave carol bob
	expect_over alice bob sipMethod=Invite
done
phones_end

# Another transfer, and the end of the first, while its target's offer is out.
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol
END
post "$(path_of alice bob sipMethod=Invite action=Transfer target=alice)"
say "a transfer now is answered $CODE: $(cat "$BODY")"
[ "$CODE" = 409 ] || [ "$CODE" = 200 ] || fail "answered $CODE"
talk <<'END'
bob sends 200 with SDP
carol receives ACK with SDP of bob
bob receives ACK
alice receives BYE
alice sends 200
END
leave carol bob
phones_end
