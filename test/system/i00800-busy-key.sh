# One call a key: while it is there, the next POST is told so; a repetition of
# the same POST is not; the key is free the moment that the last leg is gone.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

busy()
{
	post "$(path_of alice bob sipMethod=Invite resultCacheTime=$RANDOM)"
	expect_code 409
	expect_body 'Call in progress'
	post "$(path_of alice bob sipMethod=Invite resultCacheTime=$RANDOM)" \
		-H 'Accept: application/xml'
	expect_code 409
	validate_xml call-status
	expect_body '<error-code>403</error-code>'
}

start_talking alice bob carol
call alice bob sipMethod=Invite
id=$CALL_ID
call alice bob sipMethod=Invite		# libcurl's second time
[ "$CALL_ID" = "$id" ] || fail "a repetition is another call"
busy
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 180
END
busy
talk <<'END'
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
busy
# The key after a transfer is taken as well.
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 200 with SDP
bob receives INVITE with SDP of carol
bob sends 200 with SDP
carol receives ACK with SDP of bob
bob receives ACK
alice receives BYE
alice sends 200
END
post "$(path_of carol bob agent=alice sipMethod=Invite)"
expect_code 409
busy
talk <<'END'
bob sends BYE
bob receives 200
carol receives BYE
END
busy
talk <<'END'
carol sends 200
END
expect_over alice bob sipMethod=Invite
call_up alice bob
leave alice bob
phones_end
