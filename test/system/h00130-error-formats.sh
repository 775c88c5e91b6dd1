# One fault, told in text, XML or JSON, as the client likes it.
. "$(dirname "$0")/lib.sh"

start_daemon
path=$(path_of user1 user2 timeout='<0>&"')

fault()	{ post "$path" "$@"; expect_code 400; }
is_xml()
{
	expect_http_header 'Content-Type: (text|application)/xml.*'
	validate_xml call-status
	expect_body '<error-flag>ERROR</error-flag>'
	expect_body '<error-code>400</error-code>'
	expect_body '<error-text>.*timeout.*</error-text>'
}

fault
expect_one_line
fault -H 'Accept: text/plain'
expect_one_line
fault -H 'Accept: image/png'
[ -s "$BODY" ] || fail "no explanation"
fault -H 'Accept: application/xml'
is_xml
fault -H 'Accept: text/xml'
is_xml
fault -H 'Accept: text/plain;q=0.1, text/xml;q=0.9'
is_xml
fault -H 'Accept: application/json'
expect_http_header 'Content-Type: application/problem\+json.*'
jq -e '.status == 400 and (.title | length > 0) and
	(.detail | test("timeout"))' "$BODY" >/dev/null ||
	fail "not an RFC 9457 problem: $(cat "$BODY")"

get /nothing -H 'Accept: application/json'
expect_code 404
jq -e '.status == 404' "$BODY" >/dev/null || fail "$(cat "$BODY")"
get /nothing -H 'Accept: text/xml'
expect_code 404
validate_xml call-status
stop_daemon

# As the original did it, for those that ask for nothing special.
start_daemon --set error-format=sipxrest
fault
is_xml
fault -H 'Accept: text/plain'
expect_one_line
