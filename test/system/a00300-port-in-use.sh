# A port that somebody else has: told by its number, and no half service.
. "$(dirname "$0")/lib.sh"

start_daemon
for setting in http-port=$HTTP_PORT sip-port=$SIP_PORT; do
	run_daemon --set http-port=0 --set sip-port=0 --set "$setting"
	[ $RESULT -ne 124 ] || fail "$setting: it runs"
	expect_result 71
	expect_said "${setting#*=}"
	# Checking beside a running instance is no fault, but is said.
	run_daemon --set http-port=0 --set sip-port=0 --set "$setting" -t
	expect_result 0
	expect_said "note: .*${setting#*=} is in use"
done
get "$(path_of user1 user2)"
expect_code 200
