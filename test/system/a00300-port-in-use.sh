# A port that somebody else has: told by its number, and no half service.
. "$(dirname "$0")/lib.sh"

start_daemon
for setting in http-port=$HTTP_PORT sip-port=$SIP_PORT; do
	for option in '' -t; do
		run_daemon --set http-port=0 --set sip-port=0 \
			--set "$setting" $option
		[ $RESULT -ne 124 ] || fail "$setting: it runs"
		[ $RESULT -ne 0 ] || fail "$setting: exit code 0 $option"
		expect_result 71
		expect_said "${setting#*=}"
	done
done
get "$(path_of user1 user2)"
expect_code 200
