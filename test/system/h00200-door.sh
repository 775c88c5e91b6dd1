# The door in front of HTTP: how long each phase of a request may take, what is
# answered before a bad request, and how a connection ends.
. "$(dirname "$0")/lib.sh"

# within MIN MAX: the time since BEGUN, in ms.
within()
{
	local took=$(($(now_ms) - BEGUN))
	[ $took -ge "$1" ] && [ $took -le "$2" ] ||
		fail "$WHAT took $took ms, not $1 to $2"
}

# talk WHAT BYTES [MORE SECONDS]...: sends, and further bytes after so many
# seconds each; all that comes back is in BODY, its codes in CODES.
talk()
{
	WHAT=$1 CODES= BEGUN=$(now_ms)
	local bytes=$2
	shift 2
	trap '' PIPE
	exec 8<>"/dev/tcp/127.0.0.1/$HTTP_PORT" || fail "cannot connect"
	(
		printf '%b' "$bytes" >&8
		while [ $# -gt 0 ]; do
			sleep "$2"
			printf '%b' "$1" >&8 || break
			shift 2
		done
	) 2>/dev/null &
	local writer=$!
	timeout 8 cat <&8 >"$BODY" || fail "$WHAT: not closed"
	kill $writer 2>/dev/null
	wait $writer 2>/dev/null
	exec 8>&- 8<&-
	CODES=$(grep -a '^HTTP/1.1 ' "$BODY" | cut -d ' ' -f 2 | tr '\n' ' ')
}

expect_codes()
{
	[ "$CODES" = "${*:+$* }" ] ||
		fail "$WHAT: answered $CODES, not $*: $(head -c 600 "$BODY")"
}

drip()		# TEXT: one argument pair for talk, many times
{
	local i
	DRIP=()
	for ((i = 0; i < 30; i++)); do
		DRIP+=("$1" 0.1)
	done
}

start_daemon --set head-timeout=1 --set body-timeout=1 --set idle-timeout=1
path=$(path_of user1 user2)
host='Host: x\r\n'
get="GET $path HTTP/1.1\r\n$host"
post="POST $path?action=hangup HTTP/1.1\r\n$host"

# Each phase has its time, and a byte now and then prolongs nothing.
talk silence ''
expect_codes
within 900 2600
talk 'half a head' 'GET / HT'
expect_codes 408
within 900 2600
tail -1 "$BODY" | grep -q 'too long' || fail "408 without a reason"
drip a
talk 'a dripping target' 'GET /' "${DRIP[@]}"
expect_codes 408
within 900 2600
drip 'a: b\r\n'
talk 'dripping headers' "$get" "${DRIP[@]}"
expect_codes 408
within 900 2600
drip a
talk 'a dripping body' "${post}Content-Length: 100\r\n\r\n" "${DRIP[@]}"
expect_codes 408
within 900 2600
drip '1\r\na\r\n'
talk 'dripping chunks' "${post}Transfer-Encoding: chunked\r\n\r\n" "${DRIP[@]}"
expect_codes 408
within 900 2600
drip '\r\n'
talk 'dripping empty lines' "" "${DRIP[@]}"
expect_codes 400
talk 'an idle connection' "$get\r\n"
expect_codes 200
within 900 2600
talk 'one more just in time' "$get\r\n" "$get\r\n" 0.5
expect_codes 200 200
within 1400 3000
talk 'half a head behind a request' "$get\r\nGET /"
expect_codes 200 408
within 900 2600
# A request that waits is not idle.
get "$path"
tag=$(http_header ETag)
wait="GET $path?wait=2 HTTP/1.1\r\n${host}If-None-Match: $tag\r\n\r\n"
talk 'waiting' "$wait"
expect_codes 304
within 2900 4500
talk 'bad behind one that waits' "$wait\x01"
expect_codes 304 400
within 1900 2900

# What was good before a bad request is answered first.
BEGUN=$(now_ms)
talk 'good and bad' "$get\r\n$get\r\n${get}A : b\r\n\r\n$get\r\n"
expect_codes 200 200 400
within 0 900
talk 'bad in two pieces' "$get\r\n${get}A" ' : b\r\n\r\n' 0.3
expect_codes 200 400
talk 'bad after a while' "$get\r\n" "$get\r\n\0" 0.3
expect_codes 200 200 400
talk 'a bad chunk' "${post}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\nx"
expect_codes 400
talk 'HEAD' "HEAD $path HTTP/1.1\r\n$host A: b\r\n"
expect_codes 400
tail -1 "$BODY" | tr -d '\r' | grep -q . && fail "HEAD was answered with a body"
talk 'a body that is too large' "$get\r\n${post}Content-Length: 99999\r\n\r\n"
expect_codes 200 413

# Empty lines and chunk extensions are passed over.
close='Connection: close\r\n\r\n'
talk 'empty lines' "\r\n\r\n$get$close"
expect_codes 200
talk 'half an empty line' '\r' '\n' 0.2 "$get$close" 0.2
expect_codes 200
talk 'a line behind a body' "${get}Content-Length: 1\r\n\r\na\r\n$get$close"
expect_codes 200 200
talk 'chunk extensions' "${get}Transfer-Encoding: chunked\r\n\r\n1;a=b\r\na\r\n0;c\r\n\r\n\r\n$get$close"
expect_codes 200 200
chunk='1;a\r\na\r\n'
talk 'pieces' '\r\nG' "ET $path HTTP/1.1\r" 0.05 "\n${host}Transfer-Encoding: chunk" \
	0.05 "ed\r\n\r" 0.05 '\n1' 0.05 ';' 0.05 'x\r\na\r\n0' 0.05 '\r\n\r' 0.05 \
	"\n$get$close" 0.05
expect_codes 200 200
# Other forms of a target.
talk 'an absolute target' "GET http://x:1$path HTTP/1.1\r\n$host\r\n"
expect_codes 200

# The answer to one who goes on sending arrives whole.
head -c 3000000 /dev/zero >zeros
for i in 1 2 3; do
	post "$path" --data-binary @zeros -H 'Expect:'
	expect_code 413
	expect_one_line
	expect_http_header 'Connection: close'
	expect_http_header 'Content-Type: text/plain; charset=utf-8'
done

# One who asks and asks and reads nothing costs little, and is closed.
rss()	{ awk '/^VmRSS/ { print $2 }' "/proc/$DAEMON_PID/status"; }
before=$(rss)
flooder()
{
	local i lot=
	for ((i = 0; i < 200; i++)); do
		lot+="$get\r\n"
	done
	lot=$(printf '%b.' "$lot")
	exec 8<>"/dev/tcp/127.0.0.1/$HTTP_PORT"
	for ((i = 0; i < 500; i++)); do
		printf %s "${lot%.}" >&8
	done
}
flooder & flood=$!
started $flood
sleep 1.5
get "$path"
expect_code 200
after=$(rss)
if ! grep -q __asan_init "$CALLCONTROLLERD"; then
	[ $((after - before)) -lt 4000 ] ||
		fail "a flood of requests cost $((after - before)) KiB"
fi
stop_process $flood
