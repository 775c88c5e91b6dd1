# Nobody reads standard error: lines are lost, and counted, and nothing waits.
. "$(dirname "$0")/lib.sh"

mkfifo pipe
exec 8<>pipe
: >"$DAEMON_LOG"
start()
{
	DAEMON_LOG=pipe launch_daemon --set log-level=info
	line=
	until [[ $line == *event=ready* ]]; do
		read -r -t 10 line <&8 || fail "no ready line"
	done
}

start
HTTP_PORT=$(sed 's/.* http=[^ ]*:\([0-9]*\).*/\1/' <<<"$line")
HTTP=http://127.0.0.1:$HTTP_PORT

# More than ten times what a pipe takes.
long=$(printf 'x%.0s' {1..400})
timeout 20 curl -sS --noproxy '*' -o /dev/null -w '%{http_code}\n' \
	"$HTTP/callcontroller/$long/[1-2000]?q=$long" >codes 2>curl.err ||
	fail "no more than $(grep -c '^4' codes) answers"
[ "$(grep -c '^4' codes)" -eq 2000 ] || fail "$(sort codes | uniq -c)"

say "there is room again, and the last line counts"
timeout 1 cat <&8 >log
kill "$DAEMON_PID"
until_true 8 gone "$DAEMON_PID" || fail "does not stop"
wait "$DAEMON_PID" || fail "exit code $?"
DAEMON_PID=
timeout 1 cat <&8 >>log
dropped=$(sed -n 's/.*event=stopped .*dropped=\([0-9]*\).*/\1/p' log)
[ "${dropped:-0}" -gt 100 ] || fail "dropped: $(tail -1 log)"
refused=$(grep -c event=refused log)
[ $((refused + dropped)) -eq 2000 ] ||
	fail "$refused lines and $dropped dropped are not 2000"

say "and it stops without room"
start
timeout 1 dd if=/dev/zero bs=65536 count=16 >&8 2>/dev/null
kill "$DAEMON_PID"
until_true 8 gone "$DAEMON_PID" || fail "does not stop without room"
wait "$DAEMON_PID" || fail "exit code $?"
DAEMON_PID=
