# Real phones (baresip without a head) and a real proxy (Kamailio).

# A tone to send: 8 kHz, mono, 16 bit, a square wave of 400 Hz.
make_tone()
{
	local low high seconds=60 bytes
	bytes=$((seconds * 16000))
	low=$(printf '%20s' '')
	high=$(printf '\340%.0s' {1..20})
	{
		printf 'RIFF'; little_endian $((bytes + 36)); printf 'WAVEfmt '
		little_endian 16
		printf '\1\0\1\0'		# PCM, one channel
		little_endian 8000; little_endian 16000
		printf '\2\0\20\0data'; little_endian $bytes
		yes "$low$high" | tr -d '\n' | head -c $bytes
	} >"$1"
}

little_endian()
{
	local n=$1 i bytes=
	for i in 1 2 3 4; do
		printf -v bytes '%s\\x%02x' "$bytes" $((n & 255))
		n=$((n >> 8))
	done
	printf "$bytes"
}

# baresip_start USER PASSWORD DOMAIN [PROXY [ACCOUNT-PARAMETERS]]: a phone that
# registers with its domain, through the proxy (sip:host:port) if there is one,
# and answers by itself.
# What it says is in the file USER.phone/log.
baresip_start()
{
	local folder=$TEST_DIR/$1.phone port modules=
	mkdir -p "$folder"
	port=$(free_port)
	for modules in /usr/lib/baresip/modules /usr/lib/*/baresip/modules \
	    /usr/local/lib/baresip/modules; do
		[ -e "$modules/menu.so" ] && break
	done
	[ -e tone.wav ] || make_tone tone.wav
	cat >"$folder/config" <<END
module_path		$modules
module			stdio.so
module			g711.so
module			aufile.so
module_tmp		account.so
module_app		menu.so
sip_listen		127.0.0.1:$port
net_interface		127.0.0.1
rtp_ports		20000-32000
audio_source		aufile,$TEST_DIR/tone.wav
ausrc_srate		8000
ausrc_channels		1
END
	{
		printf '<sip:%s@%s>;auth_user=%s;auth_pass=%s;regint=60' \
			"$1" "$3" "$1" "$2"
		printf '%s' "${4:+;outbound=\"$4\"}" "${5:-;answermode=auto}"
		say
	} >"$folder/accounts"
	: >"$folder/contacts"
	mkfifo "$folder/input"
	# Opened both ways, the input neither blocks nor ends.
	(cd "$folder" && exec baresip -v -f "$folder" <>"$folder/input") \
		>"$folder/log" 2>&1 &
	printf -v "${1}_pid" %s $!
	started $!
}

phone_says()	{ grep -aqE "$2" "$TEST_DIR/$1.phone/log"; }

# wait_for_phone USER REGEX [SECONDS]
wait_for_phone()
{
	until_true "${3:-10}" phone_says "$1" "$2" ||
		fail "baresip of $1 never says $2:
$(tail -30 "$TEST_DIR/$1.phone/log")"
}

wait_registered()
{
	local user
	for user; do
		wait_for_phone "$user" '200 OK.*\[1 binding'
	done
}

# kamailio_start [TRANSPORT]: a proxy for example.com; sets proxy_port and, for
# start_daemon_for, proxy_transport.
kamailio_start()
{
	local run=$TEST_DIR/kamailio
	mkdir -p "$run"
	proxy_port=$(free_port)
	proxy_transport=${1:+;transport=$1}
	kamailio -DD -E -f "$here/kamailio.cfg" -w "$run" -Y "$run" -m 32 -M 4 \
		-l "udp:127.0.0.1:$proxy_port" -l "tcp:127.0.0.1:$proxy_port" \
		>kamailio.out 2>&1 &
	kamailio_pid=$!
	started $!
	until_true 10 listening "$proxy_port" ||
		fail "kamailio does not start: $(grep -v '^ *0(' kamailio.out |
			tail -5)"
}

# real_call TRANSPORT: a call between two phones behind Kamailio, from one end
# to the other; the transport is that of the daemon to the proxy.
real_call()
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

# Sound comes in, and at about the rate of the codec both ways (64 kbit/s; a
# machine that is busy spreads it unevenly over the phone's seconds).
expect_audio()
{
	wait_for_phone "$1" "incoming rtp for 'audio' established"
	wait_for_phone "$1" 'audio=[4-9][0-9]{4}/[4-9][0-9]{4} ' 12
}

# press USER KEY: in baresip, "x" is hold, "X" is resume, "b" is hang up.
press()	{ printf '%s' "$2" >"$TEST_DIR/$1.phone/input"; }

# flows USER...: for half a second, who sends RTP to whom among these phones and
# the daemon, into the file "flows": "FROM TO PACKETS". Without the right to
# listen to the loopback device there is none, and COUNTED is "no".
COUNTED=yes
flows()
{
	local user pid arguments=("daemon=$DAEMON_PID") result=0
	for user; do
		pid=${user}_pid
		arguments+=("$user=${!pid}")
	done
	python3 -B "$here/rtp.py" 0.5 "${arguments[@]}" >flows || result=$?
	[ $result -ne 77 ] || { COUNTED=no; return 0; }
	[ $result -eq 0 ] || fail "rtp.py: exit code $result"
}

# 50 packets a second are sent; a busy machine may be late.
flow_between()
{
	[ "$(awk -v a="$1" -v b="$2" '$1 == a && $2 == b { print $3 }' \
		flows)" -ge 12 ] 2>/dev/null
}
flows_are()
{
	local pair
	flows user1 user2 user3
	[ $COUNTED = yes ] || return 0
	[ "$(wc -l <flows)" -eq $# ] || return 1
	for pair; do
		flow_between ${pair/-/ } || return 1
	done
}

# expect_flows FROM-TO...: sound goes this way, and nowhere else; so none
# through the daemon.
expect_flows()
{
	until_true 8 flows_are "$@" || fail "RTP does not flow just $*:
$(cat flows)
$(tail -q -n 5 "$TEST_DIR"/user?.phone/log)"
	say "RTP (counted: $COUNTED): $(tr '\n' ';' <flows)"
}

# three_phones [TRANSPORT]: user1, user2 and user3 at a Kamailio; the daemon.
three_phones()
{
	need kamailio baresip python3
	local user
	kamailio_start "$1"
	for user in user1 user2 user3; do
		baresip_start "$user" secret example.com \
			"sip:127.0.0.1:$proxy_port"
	done
	wait_registered user1 user2 user3
	start_daemon_for proxy
}

# The legs of the call of user1 and user2 are all over, and no phone has one.
no_call_left()
{
	expect_over user1 user2 sipMethod=Invite
	sleep 0.3
	expect_flows
}

phone_says_times()
{
	[ "$(grep -aoE "$3" "$TEST_DIR/$1.phone/log" | wc -l)" -eq "$2" ]
}

# hold_by USER OTHER KEY N: hold (x) or resume (X) by the phone, and the other
# one hears of it; that is its Nth re-INVITE.
hold_by()
{
	press "$1" "$3"
	until_true 5 phone_says_times "$2" "$4" 'got re-INVITE' ||
		fail "$2 hears nothing of it: $(tail -c 600 "$2.phone/log")"
	wait_for_phone "$1" 'call: modify.*|got SDP answer'
}
