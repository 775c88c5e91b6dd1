# GET, HEAD and POST on the paths of the API; everything else is refused in
# HTTP's own words.
. "$(dirname "$0")/lib.sh"

start_daemon
path=$(path_of user1 user2)

get "$path"
expect_code 200
expect_http_header 'Content-Type: text/xml; *charset=utf-8'
expect_http_header 'Content-Length: [0-9]+'
expect_http_header 'Cache-Control: no-store'
! grep -qi '^transfer-encoding' "$HEAD" || fail "chunked"
validate_xml call-status
! grep -q '<!--' "$BODY" || fail "a comment in the document"
length=$(http_header Content-Length)
[ "$length" -eq "$(wc -c <"$BODY")" ] || fail "Content-Length is $length"

http HEAD "$path"
expect_code 200
expect_http_header "Content-Length: $length"
raw_http "HEAD $path HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
tr -d '\r' <"$BODY" | sed '1,/^$/d' | grep -q . && fail "HEAD has a body"

for method in PUT DELETE PATCH OPTIONS TRACE; do
	http $method "$path"
	expect_code 405
	expect_http_header 'Allow: .*GET.*'
	expect_http_header 'Allow: .*HEAD.*'
	expect_http_header 'Allow: .*POST.*'
done
http FROB "$path"
case $CODE in 405|501) ;; *) fail "FROB answered $CODE" ;; esac

for bad in /nothing /callcontrollerx/user1/user2 /callcontroller/user1/user2/user3 \
    /callcontroller /my/callcontroller/user1/user2; do
	get "$bad"
	expect_code 404
done
for bad in /callcontroller/user1 /callcontroller/user1/ /callcontroller//user2 \
    /callcontroller// /callcontroller/; do
	post "$bad"
	case $CODE in 400|404) ;; *) fail "POST $bad answered $CODE" ;; esac
done

# The paths that the documents give for clients outside.
for prefix in /my/redirect /sipxconfig/rest/my/redirect; do
	get "$prefix$path"
	expect_code 200
	validate_xml call-status
	http PUT "$prefix$path"
	expect_code 405
done
