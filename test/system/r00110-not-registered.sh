# Stand-alone, and the parties are not there: the record shows it.
. "$(dirname "$0")/lib.sh"

start_daemon
call user1 user2
wait_for_status user1 user2 'INVITE SIP/2.0 480 .*'
sleep 0.3
status user1 user2
[ "$(wc -l <record)" -eq 1 ] || fail "$(cat record)"

post "$(path_of nobody user2)"
expect_code 403
call nobody user2 agent=user1
get "$(path_of nobody user2 agent=user1)"
until_true 3 eval 'get "$(path_of nobody user2 agent=user1)"
	grep -q "SIP/2.0 404" "$BODY"' || fail "$(cat "$BODY")"
# Digits as PIN, the sample users' own, are not asked for inside.
post "$(path_of user1 user3)" -u user1:wrong
expect_code 200
