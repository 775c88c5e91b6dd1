# The phone of a system test: SIPp plays the conversation that the test writes
# down (talk.awk says how), and keeps all that went over the wire.

# phone_start NAME [SIPP-ARGUMENTS...] <<END: starts one; sets NAME_port. It takes
# one call, or "-m N" of them. Started again, it has the port it had.
phone_start()
{
	local name=$1 port transport=
	shift
	port=${name}_port
	port=${!port:-$(free_port)}
	case " $* " in
	*' -t t1 '*|*' -t tn '*)	transport=';transport=tcp' ;;
	esac
	printf -v "${name}_port" %s "$port"
	printf -v "${name}_transport" %s "$transport"
	awk -f "$here/talk.awk" >"$name.xml" || fail "phone $name: no scenario"
	start_phone "$name" "$@"
}

# start_phone NAME [SIPP-ARGUMENTS...]: the part after the scenario is there.
start_phone()
{
	local name=$1 port=${1}_port
	shift
	rm -f "$name.wire" "$name.err"
	TERM=dumb sipp -sf "$name.xml" -i 127.0.0.1 -p "${!port}" -m 1 \
		-nostdin -timeout "${PHONE_TIMEOUT:-30}s" -timeout_error \
		-trace_msg -message_file "$name.wire" \
		-trace_err -error_file "$name.err" "$@" \
		>"$name.out" 2>&1 </dev/null &
	printf -v "${name}_pid" %s $!
	started $!
	until_true 5 listening "${!port}" ||
		fail "phone $name does not start: $(tail -3 "$name.out")"
}

listening()
{
	local hex
	printf -v hex ':%04X 00000000:0000' "$1"
	grep -qs "$hex" /proc/net/udp /proc/net/tcp
}

# phone_done NAME [SECONDS]: the conversation was held as written.
phone_done()
{
	local pid=${1}_pid result=0
	until_true "${2:-10}" gone "${!pid}" ||
		fail "phone $1 still waits; it saw:
$(wire "$1")
$(cat "$1.err" 2>/dev/null)"
	wait "${!pid}" || result=$?
	[ $result -eq 0 ] || fail "phone $1 heard something else (sipp: $result):
$(wire "$1")
$(grep -av '^$' "$1.err" 2>/dev/null | head -20)"
}

# Held to the end by all who have a part in it.
phones_done()
{
	local name
	for name; do
		phone_done "$name"
	done
}

# wire NAME [AWK-ARGUMENTS]: what went over the wire, one line a message.
wire()
{
	local name=$1
	shift
	[ -e "$name.wire" ] || return 0
	awk "$@" -f "$here/wire.awk" "$name.wire"
}

# expect_count NAME N MESSAGE: that message (as in wire) was seen N times,
# repetitions by the transport not counted.
expect_count()
{
	local n
	n=$(wire "$1" | grep -c "^$3\( \|\$\)")
	[ "$n" -eq "$2" ] || fail "phone $1: $n of $3, not $2:
$(wire "$1")"
}

wire_has()	{ wire "$1" | grep -q "^$2\( \|\$\)"; }

# wait_for_wire NAME MESSAGE [SECONDS]
wait_for_wire()
{
	until_true "${3:-5}" wire_has "$1" "$2" || fail "phone $1: no $2:
$(wire "$1")"
}

# expect_header NAME MESSAGE REGEX: the first such message has that line.
expect_header()
{
	wire "$1" -v want="$2" | grep -Eq "$3" ||
		fail "phone $1: $2 has no line $3:
$(wire "$1" -v want="$2")"
}

# expect_no_header NAME REGEX: nothing that came has such a line.
expect_no_header()
{
	! wire "$1" -v want='>' | grep -aE "$2" ||
		fail "phone $1 was sent $2"
}

# header NAME MESSAGE HEADER: prints its value.
header()
{
	wire "$1" -v want="$2" | sed -n "s/^$3: *//Ip" | head -1
}

# expect_digest NAME HEADER USER PASSWORD: the credentials of the last INVITE
# that had any are right.
expect_digest()
{
	local value uri nonce nc cnonce ha1 ha2
	value=$(wire "$1" -v want='> INVITE' -v last=1 |
		sed -n "s/^$2: *Digest *//Ip")
	[ -n "$value" ] || fail "phone $1: no $2"
	field() { sed -n "s/.*[ ,]$1=\"\{0,1\}\([^\",]*\).*/\1/p" <<<",$value"; }
	[ "$(field username)" = "$3" ] || fail "phone $1: user in $value"
	uri=$(field uri) nonce=$(field nonce) nc=$(field nc)
	cnonce=$(field cnonce)
	ha1=$(md5 "$3:$(field realm):$4")
	ha2=$(md5 "INVITE:$uri")
	[ "$(field response)" = "$(md5 "$ha1:$nonce:$nc:$cnonce:auth:$ha2")" ] ||
		fail "phone $1: wrong response in $value"
}

# ask_sip MESSAGE-LINE...: sends a request to the daemon's SIP port by UDP as
# a stranger would. SIP_ANSWER is the status line of what comes back within
# two seconds, the file "answer" all of it.
ask_sip()
{
	exec 9<>"/dev/udp/127.0.0.1/$SIP_PORT"
	printf '%s\r\n' "$@" '' >request
	cat request >&9
	sip_answer
	# What came before the final response does not count.
	while [[ $SIP_ANSWER == 'SIP/2.0 1'* ]]; do
		sip_answer
	done
	exec 9>&- 9<&-
}

# One datagram is one read.
sip_answer()
{
	timeout 2 dd bs=65536 count=1 status=none <&9 2>/dev/null |
		tr -d '\r\0' >answer
	SIP_ANSWER=$(head -1 answer)
}

# sip_request METHOD URI CSEQ HEADER...: asks with such a request.
sip_request()
{
	local method=$1 uri=$2 cseq=$3
	shift 3
	ask_sip "$method $uri SIP/2.0" \
		"Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bK$RANDOM$RANDOM" \
		"Max-Forwards: 70" \
		"From: <sip:stranger@127.0.0.1>;tag=$RANDOM$RANDOM" \
		"Call-ID: ${SIP_CALL_ID:-$RANDOM$RANDOM@127.0.0.1}" \
		"CSeq: $cseq $method" "$@" "Content-Length: 0"
}

expect_sip_answer()
{
	[[ $SIP_ANSWER == "SIP/2.0 $1"* ]] ||
		fail "answered '$SIP_ANSWER', not $1:
$(cat request)"
}

# expect_sip_header REGEX: of the answer; no_sip_header: none is there.
expect_sip_header()
{
	grep -Eiq "$1" answer || fail "no $1 in the answer: $(cat answer)"
}

no_sip_header()
{
	! grep -Eiq "$1" answer || fail "$1 in the answer: $(cat answer)"
}
