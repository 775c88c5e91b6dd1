# A body of any kind is accepted and ignored.
. "$(dirname "$0")/lib.sh"

phone_start alice -m 20 <<'END'
receive INVITE
send 486 Busy Here
receive ACK
stay 50
END
start_daemon_for alice
n=0
with()
{
	n=$((n + 1))
	post "$(path_of user1 "called$n")" "$@"
	expect_code 200
	expect_http_header 'Content-Length: 0'
	[ ! -s "$BODY" ] || fail "the answer has a body"
	wait_for_status user1 "called$n" 'INVITE SIP/2.0 486 Busy Here'
}

printf '\0' >nul
head -c 3000 /dev/zero | tr '\0' x >long
with
with -d ''
with -H 'Content-Length: 0'
with --data-binary @nul -H 'Content-Type: application/octet-stream'
with -d a=b
with -F foo=bar
with -H 'Content-Type: application/json' -d '{"x":1}'
with --data-binary @long
with --data-binary @long -H 'Transfer-Encoding: chunked'
with --data-binary @long -H 'Expect: 100-continue'
with -d x -H 'Transfer-Encoding: chunked' -H 'Expect: 100-continue'
with -d @/dev/null -H 'Transfer-Encoding: chunked'
with --http1.0
with --http1.0 -d x
# The clients of the inside port with a password that nobody asks for.
with --digest -u user1:123
with -u user1:123
with -u user1:wrong -k
raw_http "POST $(path_of user1 raw1) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
[ "$CODE" = 200 ] || fail "POST without Content-Length answered $CODE"
# Two requests in one packet, and the second is answered as well.
raw_http "POST $(path_of user1 raw2) HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET $(path_of user1 raw2) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
[ "$(grep -ac '^HTTP/1.1 200' "$BODY")" -eq 2 ] ||
	fail "pipelined: $(cat "$BODY")"

# Too much is too much.
head -c 100000 /dev/zero >huge
post "$(path_of user1 huge)" --data-binary @huge
expect_code 413
post "$(path_of user1 huge)" --data-binary @huge -H 'Transfer-Encoding: chunked' \
	-H 'Expect:'
expect_code 413
