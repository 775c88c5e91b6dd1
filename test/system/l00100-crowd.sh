# Many calls to phones that misbehave by chance, with and without loss: each
# record ends in one final state, and at no phone a leg is left up.
# limit: 300 s
. "$(dirname "$0")/lib.sh"
need python3

# crowd CALLS SEED LOSS: as many calls, a hundred a second.
crowd()
{
	local calls=$1 seed=$2 loss=$3 i ended
	crowd_port=$(free_port) crowd_transport=
	python3 "$here/crowd.py" "$crowd_port" "$calls" "$seed" "$loss" \
		>crowd.out 2>&1 &
	crowd_pid=$!
	started $crowd_pid
	until_true 5 listening "$crowd_port" || fail "no crowd: $(cat crowd.out)"
	start_daemon_for crowd --set timeout=2 --set log-level=info \
		--set max-pending=0 --set refer-fallback=off
	for ((i = 1; i <= calls; i++)); do
		say "url = $HTTP/callcontroller/user1/c$i"
		say 'output = /dev/null'
	done >urls
	curl -sS -X POST --rate 6000/m -K urls -w '%{http_code}\n' >codes \
		2>curl.err || fail "curl: $(head -3 curl.err)"
	[ "$(grep -c 200 codes)" -eq "$calls" ] ||
		fail "not all placed: $(sort codes | uniq -c)"
	until_true 90 gone $crowd_pid || fail "the crowd does not end"
	wait $crowd_pid || fail "$(cat crowd.out)"
	tail -1 crowd.out
	# The service itself holds each call to have ended, once; draining
	# ends what only listens for late NOTIFYs.
	DRAIN=40 stop_daemon
	ended=$(grep -c event=call-ended "$DAEMON_LOG")
	[ "$ended" -eq "$calls" ] || fail "$ended of $calls calls ended"
	ended=$(sed -n 's/.*call=\([^ ]*\) event=call-ended.*/\1/p' \
		"$DAEMON_LOG" | sort | uniq -d | head -1)
	[ -z "$ended" ] || fail "call $ended has ended twice"
	sed -n 's/.* \(verdict=[^ ]*\) .*/\1/p' "$DAEMON_LOG" | sort | uniq -c
}

crowd "${CROWD_CALLS:-400}" "${CROWD_SEED:-1}" "${CROWD_LOSS:-0}"
