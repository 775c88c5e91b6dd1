# How many connections there may be, and what happens when there are more than
# the daemon, or the system, can take.
. "$(dirname "$0")/lib.sh"

FDS=()
open()		# COUNT: connections that say nothing
{
	local i fd
	for ((i = 0; i < $1; i++)); do
		exec {fd}<>"/dev/tcp/127.0.0.1/$HTTP_PORT" ||
			fail "cannot connect"
		FDS+=("$fd")
	done
}
close_all()
{
	local fd
	for fd in "${FDS[@]}"; do
		exec {fd}>&-
	done
	FDS=()
}
served()	{ get "$path" "$@"; [ "$CODE" = 200 ]; }
turned_away()
{
	get "$path" "$@"
	[ "$CODE" = 000 ] || fail "one too many is answered $CODE"
}

path=$(path_of user1 user2)
ns='xmlns="http://www.sipfoundry.org/sipX/schema/xml/rest-config-00-00"'
config()	{ printf '%s\n' "<rest-config $ns>" "$@" '</rest-config>' >config.xml; }
reload()
{
	: >"$DAEMON_LOG"
	kill -HUP "$DAEMON_PID"
	wait_for_log event=reloaded
}

config '<max-connections>5</max-connections>'
start_daemon -c "$TEST_DIR/config.xml"
open 4
served || fail "below the limit: $CODE"
open 1
turned_away
turned_away
wait_for_log 'event=connection-refused.*max-connections'
[ "$(grep -c event=connection-refused "$DAEMON_LOG")" -eq 1 ] ||
	fail "a line for each refused connection"
close_all
until_true 2 served || fail "all are gone, and it is refused"

say "one address"
config '<max-connections-per-address>2</max-connections-per-address>'
reload
open 2
turned_away
served --interface 127.0.0.2 || fail "another address is refused: $CODE"
close_all
until_true 2 served || fail "the address is free again, and it is refused"
open 1
served || fail "below the limit of an address: $CODE"

say "all limits are live, for a connection that is open as well"
exec 7<>"/dev/tcp/127.0.0.1/$HTTP_PORT"
config '<max-target-size>64</max-target-size>' \
	'<max-header-count>4</max-header-count>' \
	'<max-head-size>1024</max-head-size>' '<max-body-size>3</max-body-size>' \
	'<head-timeout>1</head-timeout>'
reload
many='1: 1\r\n2: 2\r\n3: 3\r\n4: 4\r\n'
long=$(printf 'x%.0s' {1..1100})
printf 'GET /%s HTTP/1.1\r\nHost: x\r\n\r\n' "${long:0:64}" >&7
timeout 3 cat <&7 >"$BODY"
exec 7>&-
head -1 "$BODY" | grep -q '^HTTP/1.1 414 ' || fail "$(head -1 "$BODY")"
refused 431 "GET $path HTTP/1.1\r\nHost: x\r\n$many\r\n"
refused 431 "GET $path HTTP/1.1\r\nHost: x\r\nA: $long\r\n\r\n"
refused 413 "GET $path HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd"
refused 408 "GET $path HTTP/1.1\r\n"
config '<max-body-size>8000</max-body-size>' '<max-head-size>20000</max-head-size>' \
	'<max-target-size>4000</max-target-size>'
reload
get "$path?x=$(printf 'x%.0s' {1..3000})" -H "A: $(printf 'x%.0s' {1..12000})"
expect_code 200
[ $FAULTS -eq 0 ] || fail "$FAULTS requests were not refused"
close_all
stop_daemon

say "no descriptor left"
need prlimit
start_daemon
set -- /proc/$DAEMON_PID/fd/*
prlimit --pid "$DAEMON_PID" --nofile=$(($# + 3)):$(($# + 3))
open 20
wait_for_log event=accept-paused
ticks()	{ awk '{ print $14 + $15 }' "/proc/$DAEMON_PID/stat"; }
before=$(ticks)
sleep 1
after=$(ticks)
[ $((after - before)) -lt 20 ] ||
	fail "it is busy doing nothing: $((after - before)) ticks in a second"
close_all
until_true 3 served || fail "descriptors are free again, and it is refused"
