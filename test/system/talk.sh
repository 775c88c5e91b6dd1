# Several phones in one conversation: phones/talk.py says what a step may be.
# Here they are started, and a test hands them its steps.

# phones_start [--route] NAME...: phones of these users. For start_daemon_for
# they are "phones". With --route their proxy stays in the path.
phones_start()
{
	local name port arguments=()
	[ "$1" = --route ] && { arguments=(--route); shift; }
	phones_port=$(free_port)
	phones_transport=${PHONES_TRANSPORT:+;transport=$PHONES_TRANSPORT}
	arguments+=("$phones_port")
	for name; do
		port=$(free_port)
		printf -v "${name}_port" %s "$port"
		arguments+=("$name=$port")
	done
	[ -e users.xml ] || write_users "$@"
	rm -f phones.in phones.out
	mkfifo phones.in phones.out
	python3 -B "$here/phones/talk.py" "${arguments[@]}" \
		<phones.in >phones.out 2>phones.err &
	phones_pid=$!
	started $!
	exec {TO_PHONES}>phones.in {FROM_PHONES}<phones.out
	phones_answer
}

# What the phones say to the last block of steps.
phones_answer()
{
	local line said=
	while IFS= read -r -t "${TALK_LIMIT:-40}" -u "$FROM_PHONES" line; do
		[ "$line" = . ] && break
		said+=$line$'\n'
	done
	case $line in
	.)	;;
	*)	fail "the phones say nothing any more: $(cat phones.err)" ;;
	esac
	[ "$said" = $'ok\n' ] || fail "the conversation went wrong
$said"
}

# talk <<END: these steps happen, in this order.
talk()
{
	{ cat; say .; } >&"$TO_PHONES" || fail "no phones: $(cat phones.err)"
	phones_answer
}

# One step, as arguments.
talk_line()	{ talk <<<"$*"; }

# The end of all conversations: nothing was left over.
phones_end()	{ talk <<<end; }

# What went over the wire, one line a message.
phones_wire()	{ sed -n 's/^--- *//p' phones.wire; }

# connect CALLING CALLED: what both phones see of a call's set-up.
connect()
{
	talk <<-END
	$1 receives INVITE with SDP inactive
	$1 sends 180
	$1 sends 200 with SDP
	$1 receives ACK without SDP
	$2 receives INVITE without SDP
	$2 sends 180
	$2 sends 200 with SDP
	$1 receives INVITE with SDP of $2
	$1 sends 200 with SDP
	$2 receives ACK with SDP of $1
	$1 receives ACK without SDP
	END
}

# place CALLING CALLED PARAMETER=VALUE...: an Invite call, which must succeed as
# soon as the last one of this key is over. A parameter tells it from that one,
# or it would be its repetition for two seconds.
PLACED=180
placed()	{ post "$1"; [ "$CODE" = 200 ]; }
place()
{
	local path
	PLACED=$((PLACED + 1))
	path=$(path_of "$@" sipMethod=Invite resultCacheTime=$PLACED)
	until_true 1 placed "$path" || expect_code 200
	CALL_ID=$(http_header X-Call-Id)
}

# call_up CALLING CALLED PARAMETER=VALUE...: a call in which both talk.
call_up()
{
	place "$@"
	connect "$1" "$2"
}

# leave WHO OTHER: one phone hangs up, which ends the other's leg.
leave()
{
	talk <<-END
	$1 sends BYE
	$1 receives 200
	$2 receives BYE
	$2 sends 200
	END
}

# both_end A B: the daemon ends both legs.
both_end()
{
	talk <<-END
	$1 receives BYE
	$2 receives BYE
	$1 sends 200
	$2 sends 200
	END
}

# transfer CALLING CALLED TARGET PARAMETER=VALUE...
transfer()
{
	PLACED=$((PLACED + 1))
	post "$(path_of "$1" "$2" sipMethod=Invite action=Transfer \
		target="$3" resultCacheTime=$PLACED "${@:4}")"
	expect_code 200
}

# start_talking [--route] NAME... [-- DAEMON-ARGUMENTS]: phones and daemon.
start_talking()
{
	local names=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		names+=("$1")
		shift
	done
	[ $# -gt 0 ] && shift
	phones_start "${names[@]}"
	start_daemon_for phones "$@"
}

# --- the documents -----------------------------------------------------------

# dialogs CALLING CALLED PARAMETER=VALUE...: the file "dialogs" gets one line a
# dialog: "local remote state".
dialogs()
{
	get "$(path_of "$@" sipMethod=Invite)"
	expect_code 200
	validate_xml call-status
	grep -q '<dialogs' "$BODY" ||
		fail "$REQUEST: no <dialogs>: $(cat "$BODY")"
	xmllint --nonet --format "$BODY" | sed -n \
		-e 's:.*<local-party>\(.*\)</local-party>.*:\1:p' \
		-e 's:.*<remote-party>\(.*\)</remote-party>.*:\1:p' \
		-e 's:.*<dialog-state>\(.*\)</dialog-state>.*:\1:p' |
		paste -d ' ' - - - >dialogs
}

dialogs_are()
{
	dialogs "$1" "$2"
	cut -d ' ' -f 3- dialogs | cmp -s - expected
}

# expect_dialogs CALLING CALLED STATE...: these are the states, in this order:
# null, early, confirmed, terminated.
expect_dialogs()
{
	local state
	for state in "${@:3}"; do
		case $state in
		null)	say null ;;
		*)	say "${state^} Dialog" ;;
		esac
	done >expected
	until_true 3 dialogs_are "$1" "$2" ||
		fail "the dialogs of $1 and $2 are not ${*:3}: $(cat dialogs)"
}

# The call as JSON in the file BODY.
resource()
{
	get "$(path_of "$@")" -H 'Accept: application/json'
	expect_code 200
	jq . "$BODY" >/dev/null || fail "$REQUEST: no JSON: $(cat "$BODY")"
}

# expect_json CALLING CALLED FILTER...: each filter of jq says true, soon.
json_says()	{ resource "$1" "$2"; jq -e "$3" "$BODY" >/dev/null; }
expect_json()
{
	local calling=$1 called=$2 filter
	shift 2
	for filter; do
		until_true 3 json_says "$calling" "$called" "$filter" ||
			fail "not $filter: $(jq . "$BODY")"
	done
}

# --- minutes within seconds --------------------------------------------------

# fast_clock [SPEED]: the daemons that are started from now on have a clock that
# is so many times as fast (SIP timers as well); the phones have not.
fast_clock()
{
	need "${CC:-cc}"
	"${CC:-cc}" -shared -fPIC -O1 -o fastclock.so "$here/fastclock.c" -ldl ||
		fail "fastclock.c does not compile"
	cat >fast-daemon <<-END
	#!/bin/sh
	ASAN_OPTIONS=\$ASAN_OPTIONS:verify_asan_link_order=0 \\
	FAST_CLOCK=${1:-20} LD_PRELOAD=$TEST_DIR/fastclock.so \\
	exec "$CALLCONTROLLERD" "\$@"
	END
	chmod +x fast-daemon
	CALLCONTROLLERD=$TEST_DIR/fast-daemon
}
