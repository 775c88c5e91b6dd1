# In the background: the first process ends when all is ready, the pid file
# names the second.
. "$(dirname "$0")/lib.sh"

run_daemon -d -p "$TEST_DIR/pid" --set ip-address=127.0.0.1 --set http-port=0 \
	--set sip-port=0 --set log-directory="$TEST_DIR"
expect_result 0
pid=$(cat pid) || fail "no pid file"
alive "$pid" || fail "process $pid is not there"
started "$pid"
until_true 3 grep -q event=ready "$TEST_DIR"/*.log ||
	fail "no log file with a ready line: $(ls)"
kill "$pid"
until_true 5 gone "$pid" || fail "does not stop"
[ ! -e pid ] || fail "the pid file is left"

# What fails is told by the first process.
run_daemon -d -p "$TEST_DIR/pid" --set http-port=x
expect_result 64 78
run_daemon -d -p /nonexistent/pid --set http-port=0 --set sip-port=0
expect_result 71 73 77
expect_said '/nonexistent/pid'
