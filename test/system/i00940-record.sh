# The record of an Invite call tells all of it: both legs and the target's, each
# response, times, the transfer, one verdict; the documents validate and only
# grow.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob carol
place alice bob subject=Tea
talk <<'END'
alice receives INVITE with SDP
alice sends 100
alice sends 407
alice receives INVITE with SDP with credentials of alice
alice sends 180
END
expect_json alice bob '.method == "Invite" and .flow == "Invite"' \
	'.agent == "alice@example.com" and .subject == "Tea"' \
	'.verdict == "ongoing" and .ended == null and .transfer == null' \
	'(.legs | length) == 1' \
	'.legs[0] | .address == "alice@example.com" and .role == "calling" and
	 .code == 180 and .ringing != null and .answered == null'
talk <<'END'
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 183 Wait a bit
bob sends 200 with SDP
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
END
expect_json alice bob '(.legs | length) == 2' \
	'.legs[1] | .address == "bob@example.com" and .role == "called" and
	 .code == 200 and .answered != null and .ended == null' \
	'[.lines[] | select(.method == "INVITE") | [.party, .code]] ==
	 [[0,100],[0,407],[0,180],[0,200],[1,183],[1,200]]' \
	'.lines | map(select(.code == 183))[0].reason == "Wait a bit"'
sip_id=$(jq -r '.legs[0].sipCallId' "$BODY")
grep -q "^Call-ID: $sip_id\$" phones.wire || fail "no such Call-ID $sip_id"
get "$(path_of alice bob sipMethod=Invite)"
grep -q "$sip_id" "$BODY" || say "the dialog-id has no Call-ID: $(cat "$BODY")"
etag=$(http_header ETag)
get "$(path_of alice bob sipMethod=Invite)" -H "If-None-Match: $etag"
expect_code 304

transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 180
END
expect_json alice bob '.transfer.state == "ongoing"' \
	'.legs[2].role == "target"'
talk <<'END'
carol sends 200 with SDP
bob receives INVITE with SDP of carol
bob sends 200 with SDP
carol receives ACK with SDP of bob
bob receives ACK
alice receives BYE
alice sends 200
END
expect_json alice bob '.transfer.state == "done"' \
	'.legs[0].ended != null and .legs[0].role == null' \
	'.legs[2].role == "calling"' '.verdict == "ongoing"'
leave carol bob
expect_json alice bob '.verdict == "ended-by-calling" and .ended != null' \
	'.durationMs > 0' '[.legs[].ended] | all' '[.legs[].code] == [200,200,200]'
jq . "$BODY"
expect_dialogs alice bob terminated terminated terminated
# A key without a call.
get "$(path_of bob alice sipMethod=Invite)"
expect_code 200
validate_xml call-status
expect_body '<dialogs'
phones_end
