# Who is in the call already cannot be its target: 409, by whatever name, and
# nobody's phone rings. Who has left can come back.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
call_up alice bob
in_call()
{
	PLACED=$((PLACED + 1))
	post "$(path_of alice bob sipMethod=Invite action=Transfer \
		target="$1" resultCacheTime=$PLACED)"
	expect_code 409
	expect_one_line
	expect_body "target.*$2@example\.com.*is in this call"
}
in_call bob bob
in_call alice alice
in_call bob@example.com bob
in_call alice@EXAMPLE.com alice
talk_line nobody hears nothing for 300 ms
expect_json alice bob '.transfer == null' '.verdict == "ongoing"'

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
in_call carol carol
in_call bob bob
transfer alice bob alice
talk <<'END'
alice receives INVITE without SDP
alice sends 200 with SDP
bob receives INVITE with SDP of alice
bob sends 200 with SDP
alice receives ACK with SDP of bob
bob receives ACK
carol receives BYE
carol sends 200
END
leave bob alice
expect_over alice bob sipMethod=Invite
phones_end
