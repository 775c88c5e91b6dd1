# A page from elsewhere must not place calls with the help of a browser inside.
. "$(dirname "$0")/lib.sh"

phone_start alice <<<'receive INVITE'
start_daemon_for alice
path=$(path_of user1 user2)
for header in 'Origin: http://evil.example' 'Referer: http://evil.example/x' \
    'Sec-Fetch-Site: cross-site' 'Origin: null'; do
	post "$path" -H "$header"
	expect_code 403
done
# A name that was bent to our address.
post "$path" -H 'Host: evil.example' -H 'Origin: http://evil.example'
expect_code 403
[ -z "$(wire alice)" ] || fail "something went out: $(wire alice)"
get "$path" -H "Origin: http://127.0.0.1:$HTTP_PORT"
expect_code 200
get "$path" -H 'Host: any.name.example'
expect_code 200
