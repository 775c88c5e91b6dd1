# Transfer on the wire, make before break: the target is rung and agrees with
# the called party on media; only then the calling one is let go of. After it
# the call answers under both keys.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
call_up alice bob
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
	| From: .*<sip:alice@example.com>;tag=.* | Request-URI: sip:carol@.*
carol sends 180
nobody hears nothing for 300 ms
END
expect_dialogs alice bob confirmed confirmed early
talk <<'END'
carol sends 200 with SDP
then bob receives INVITE with SDP of carol
alice hears nothing for 300 ms
bob sends 200 with SDP
then carol receives ACK with SDP of bob
bob receives ACK without SDP
alice receives BYE
alice sends 200
nobody hears nothing for 300 ms
END
expect_dialogs alice bob terminated confirmed confirmed
cat dialogs
get "$(path_of alice bob sipMethod=Invite)"
expect_code 200
cp "$BODY" first
get "$(path_of carol bob agent=alice sipMethod=Invite)"
expect_code 200
cmp -s first "$BODY" ||
	fail "not the same under the target's key: $(cat "$BODY")"
# What goes on between bob and carol now.
talk <<'END'
carol sends INVITE with SDP hold
bob receives INVITE with SDP of carol
bob sends 200 with SDP
carol receives 200 with SDP of bob
carol sends ACK
bob receives ACK
bob sends INFO with body Signal=1\r\n | Content-Type: application/dtmf-relay
carol receives INFO with body Signal=1
carol sends 200
bob receives 200
END
# It can be hung up under the target's key.
hang_up carol bob agent=alice sipMethod=Invite
expect_code 200
both_end bob carol
expect_over alice bob sipMethod=Invite
expect_over carol bob agent=alice sipMethod=Invite
phones_end
