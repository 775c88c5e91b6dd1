# A call between two baresip phones behind Kamailio, which the tests share.

real_call()	# TRANSPORT of the daemon to the proxy
{
	need kamailio baresip
	kamailio_start "$1"
	baresip_start user1 secret example.com "sip:127.0.0.1:$proxy_port"
	baresip_start user2 secret example.com "sip:127.0.0.1:$proxy_port"
	wait_registered user1 user2
	start_daemon_for proxy
	call user1 user2 timeout=10
	wait_for_status user1 user2 'NOTIFY SIP/2.0 200 .*' 15

	# Of the provisional lines, some may be missing or come twice; the
	# order of what the documents show may not change.
	expect_order 'INVITE SIP/2.0 100 Trying' \
		'INVITE SIP/2.0 407 Proxy Authentication Required' \
		'INVITE SIP/2.0 100 Trying' \
		'INVITE SIP/2.0 180 Ringing' \
		'INVITE SIP/2.0 200 .*' \
		'NOTIFY SIP/2.0 1.*' \
		'NOTIFY SIP/2.0 200 .*'
	cat record

	# Both phones have a call with each other, and the daemon has left.
	wait_for_phone user2 'Call established: sip:user1@'
	wait_for_phone user1 'Call established: sip:user2@'
	wait_for_phone user1 'session closed'
	expect_audio user1
	expect_audio user2
}

# Each line is found after the one before it.
expect_order()
{
	local line n=0 found
	for line; do
		found=$(tail -n +$((n + 1)) record | grep -nxE "$line" |
			head -1 | cut -d : -f 1)
		[ -n "$found" ] || fail "no $line after line $n of the record:
$(cat record)"
		n=$((n + found))
	done
}

# Sound comes in, and at the rate of the codec both ways.
expect_audio()
{
	wait_for_phone "$1" "incoming rtp for 'audio' established"
	wait_for_phone "$1" 'audio=6[0-9]{4}/6[0-9]{4} ' 12
}
