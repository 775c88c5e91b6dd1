# What the system tests are written in: start the daemon, place calls with
# curl, be the phone with SIPp, and say what must have happened. A test is a
# bash script that sources this file; "run" gives it an empty folder (TEST_DIR,
# also its working folder) and a hard time limit. The first thing that is not
# as expected ends the test.

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
: "${TEST_DIR:=$(mktemp -d)}" "${PORT_LOCKS:=$TEST_DIR}"
: "${CALLCONTROLLERD:=$top/callcontrollerd}"
cd "$TEST_DIR" || exit 1
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

SCHEMAS=${SCHEMAS:-$top/xml}
DOMAIN=example.com
PROCESSES=()		# what is still to be stopped, newest last
DAEMON_PID=

say()	{ printf '%s\n' "$*"; }

fail()
{
	say "FAIL: $*"
	local i
	for ((i = 1; i < ${#BASH_SOURCE[@]}; i++)); do
		case ${BASH_SOURCE[i]} in
		*/lib.sh)	;;
		*)	say "  at ${BASH_SOURCE[i]##*/}:${BASH_LINENO[i-1]}"
			break ;;
		esac
	done
	exit 1
}

skip()	{ say "SKIP: $*"; exit 77; }

need()
{
	local program
	for program; do
		command -v "$program" >/dev/null || skip "no $program here"
	done
}

# until SECONDS COMMAND...: repeats the command until it succeeds.
until_true()
{
	local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
	shift
	until "$@"; do
		[ "${EPOCHREALTIME/./}" -lt $end ] || return 1
		sleep 0.05
	done
}

now_ms()	{ say $((${EPOCHREALTIME/./} / 1000)); }

# --- processes and ports ---------------------------------------------------

# A port nobody uses, below those that the system hands out by itself, and
# with the next one free as well. Taken for this test until the suite ends.
free_port()
{
	local port hex
	while :; do
		port=$((10000 + (RANDOM % 5000) * 2))
		printf -v hex ':%04X ' $port
		grep -qs "$hex" /proc/net/{udp,tcp}{,6} && continue
		printf -v hex ':%04X ' $((port + 1))
		grep -qs "$hex" /proc/net/{udp,tcp}{,6} && continue
		mkdir "$PORT_LOCKS/$port" 2>/dev/null && break
	done
	say $port
}

alive()		{ kill -0 "$1" 2>/dev/null; }
gone()		{ ! alive "$1"; }
started()	{ PROCESSES+=("$1"); }

# stop_process PID: politely, then not.
stop_process()
{
	kill "$1" 2>/dev/null || return 0
	until_true 2 gone "$1" || kill -9 "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	return 0
}

finish_test()
{
	local result=$? i
	trap - EXIT INT TERM
	if [ -n "$DAEMON_PID" ]; then
		if ! end_daemon && [ $result -eq 0 ]; then
			say "FAIL: $WHY"
			result=1
		fi
	fi
	# The newest first: a phone says good-bye to its proxy.
	for ((i = ${#PROCESSES[@]} - 1; i >= 0; i--)); do
		stop_process "${PROCESSES[i]}"
	done
	[ $result -eq 0 ] && { (check_log) || result=1; }
	[ $result -eq 0 ] && say "passed"
	exit $result
}
trap finish_test EXIT
trap 'exit 1' INT TERM

# --- the daemon ------------------------------------------------------------

DAEMON_LOG=$TEST_DIR/daemon.log

# launch_daemon ARGUMENTS...: starts it on loopback with ports of its own
# choice; waits for nothing. What is given comes last and so counts.
launch_daemon()
{
	[ -x "$CALLCONTROLLERD" ] || fail "no program $CALLCONTROLLERD"
	ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0} \
	UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1} \
	"$CALLCONTROLLERD" --set ip-address=127.0.0.1 --set http-port=0 \
		--set sip-port=0 --set log-level=debug "$@" \
		</dev/null 2>>"$DAEMON_LOG" >>"$DAEMON_LOG" &
	DAEMON_PID=$!
}

ready_line()	{ grep -m 1 'event=ready' "$DAEMON_LOG" >/dev/null 2>&1; }
ready_or_dead()	{ ready_line || gone "$DAEMON_PID"; }

# start_daemon ARGUMENTS...: as launch_daemon, and waits until it is ready.
# Sets HTTP (base URL of the inside port), HTTP_PORT, SIP_PORT and DOMAIN.
start_daemon()
{
	: >"$DAEMON_LOG"
	launch_daemon "$@"
	until_true 10 ready_or_dead || fail "the daemon says no ready line"
	ready_line || fail "the daemon did not start: $(tail -3 "$DAEMON_LOG")"
	local line
	line=$(grep -m 1 'event=ready' "$DAEMON_LOG")
	HTTP_PORT=$(sed 's/.* http=[^ ]*:\([0-9]*\).*/\1/' <<<"$line")
	SIP_PORT=$(sed 's/.* sip=[^ ]*:\([0-9]*\).*/\1/' <<<"$line")
	DOMAIN=$(sed 's/.* domain="\{0,1\}\([^ "]*\).*/\1/' <<<"$line")
	HTTP=http://127.0.0.1:$HTTP_PORT
}

# start_daemon_for PHONE ARGUMENTS...: for the domain example.com, with that
# phone as the outbound proxy, and the users of write_users.
start_daemon_for()
{
	local port_of_phone=${1}_port transport=${1}_transport
	shift
	[ -e users.xml ] || write_users user1 user2 user3
	start_daemon --set sipx-proxy-domain=example.com \
		--set realm=example.com --set users-file="$TEST_DIR/users.xml" \
		--set "outbound-proxy=sip:127.0.0.1:${!port_of_phone}${!transport}" \
		"$@"
}

# Two SIGTERMs: it drains, then ends every leg at once. It must end with 0.
stop_daemon()	{ end_daemon || fail "$WHY"; }

end_daemon()
{
	local result=0 pid=$DAEMON_PID
	WHY=
	kill "$pid" 2>/dev/null || WHY="the daemon is not there any more"
	if ! until_true "${DRAIN:-3}" gone "$pid"; then
		kill "$pid" 2>/dev/null
		until_true 8 gone "$pid" ||
			WHY="the daemon does not stop after two SIGTERM"
		kill -9 "$pid" 2>/dev/null
	fi
	wait "$pid" 2>/dev/null || result=$?
	DAEMON_PID=
	[ $result -eq 0 ] || WHY="${WHY:-the daemon} (exit code $result)
$(grep -a -m 1 -A 12 -e ERROR: -e 'runtime error:' "$DAEMON_LOG")"
	[ -z "$WHY" ]
}

check_log()
{
	local trouble
	trouble=$(grep -a -m 5 -e 'ERROR: AddressSanitizer' \
		-e 'ERROR: LeakSanitizer' -e 'runtime error:' \
		-e 'Assertion.*failed' "$TEST_DIR"/*.log 2>/dev/null)
	[ -z "$trouble" ] || fail "in the log: $trouble"
	set -- "$TEST_DIR"/core*
	[ ! -e "$1" ] || fail "the daemon left a core"
}

# run_daemon ARGUMENTS...: for what must end by itself, with no defaults of
# ours; sets RESULT, and SAID is the file with all that it said.
SAID=$TEST_DIR/said.log
run_daemon()
{
	RESULT=0
	COMMAND="callcontrollerd $*"
	timeout -k 1 5 "$CALLCONTROLLERD" "$@" </dev/null >"$SAID" 2>&1 ||
		RESULT=$?
}

expect_result()
{
	[[ " $* " == *" $RESULT "* ]] ||
		fail "$COMMAND: exit code $RESULT, not $*: $(head -5 "$SAID")"
}

expect_said()
{
	grep -aEq -e "$1" "$SAID" || fail "$COMMAND does not say $1: $(head -5 "$SAID")"
}

wait_for_log()
{
	until_true "${2:-5}" grep -aqe "$1" "$DAEMON_LOG" ||
		fail "the daemon's log never says: $1"
}

expect_no_log()
{
	! grep -aqe "$1" "$DAEMON_LOG" || fail "the daemon's log says: $1"
}

md5()	{ printf '%s' "$1" | md5sum | cut -d ' ' -f 1; }

# write_users NAME...: a file as sipXecs writes it. "NAME:DISPLAY NAME:ALIAS"
# gives more; PIN is 123, the SIP password "secret".
write_users()
{
	local entry name display alias
	{
	say '<?xml version="1.0" encoding="UTF-8"?>'
	say '<validusers xmlns="http://www.sipfoundry.org/sipX/schema/xml/validusers-00-00">'
	for entry; do
		IFS=: read -r name display alias <<<"$entry"
		say '  <user>'
		say "    <identity>$name@example.com</identity>"
		say "    <userName>$name</userName>"
		say "    <aliases>${alias:+<alias>$alias</alias>}</aliases>"
		say "    ${display:+<displayName>$display</displayName>}"
		say "    <contact>&quot;$display&quot;&lt;sip:$name@example.com&gt;</contact>"
		say "    <pintoken>$(md5 "$name:example.com:123")</pintoken>"
		say "    <passtoken>$(md5 "$name:example.com:secret")</passtoken>"
		say '    <inDirectory>true</inDirectory>'
		say '    <hasVoicemail>true</hasVoicemail>'
		say '    <moh>~~mh~</moh>'
		say '  </user>'
	done
	say '</validusers>'
	} >users.xml
}

# --- HTTP ------------------------------------------------------------------

BODY=$TEST_DIR/body
HEAD=$TEST_DIR/head

# http METHOD PATH CURL-ARGUMENTS...: sets CODE, fills the files BODY and HEAD.
http()
{
	local method=$1 path=$2 method_option=(-X "$1")
	shift 2
	[ "$method" = HEAD ] && method_option=(-I)
	: >"$BODY"; : >"$HEAD"
	CODE=$(curl -sS --max-time 20 --noproxy '*' -g --path-as-is \
		"${method_option[@]}" -o "$BODY" -D "$HEAD" -w '%{http_code}' \
		"$@" "$HTTP$path" 2>curl.err) || CURL_FAILED=$?
	REQUEST="$method $path"
}

post()	{ http POST "$@"; }
get()	{ http GET "$@"; }

# path_of CALLING CALLED PARAMETER=VALUE...: the path of a call.
path_of()
{
	local path=/callcontroller/$1/$2
	shift 2
	local IFS='&'
	say "$path${*:+?$*}"
}

# call CALLING CALLED PARAMETER=VALUE...: places it, which must succeed.
call()
{
	post "$(path_of "$@")"
	expect_code 200
	expect_http_header 'Content-Length: 0'
	CALL_ID=$(http_header X-Call-Id)
}

hang_up()	{ post "$(path_of "$@" action=Hangup)"; }

http_header()
{
	tr -d '\r' <"$HEAD" | sed -n "s/^$1: *//Ip" | tail -1
}

expect_code()
{
	[ "$CODE" = "$1" ] || fail "$REQUEST answered $CODE, not $1: $(
		head -c 300 "$BODY") $(cat curl.err)"
}

# expect_http_header REGEX: one line of the head of the last answer.
expect_http_header()
{
	tr -d '\r' <"$HEAD" | grep -Eiq "^$1\$" ||
		fail "$REQUEST: no header line $1 in: $(cat "$HEAD")"
}

expect_body()
{
	grep -aEq -e "$1" "$BODY" ||
		fail "$REQUEST: the body does not say $1: $(head -c 500 "$BODY")"
}

# One line of plain text, which is what an error is explained in.
expect_one_line()
{
	expect_http_header 'Content-Type: text/plain.*'
	[ "$(wc -l <"$BODY")" -eq 1 ] && [ -s "$BODY" ] ||
		fail "$REQUEST: not one line of text: $(cat "$BODY")"
}

# raw_http BYTES: sends what printf's %b makes of it (\0 is a NUL) and keeps all
# that comes back within three seconds in the file BODY; CODE is of the first
# answer, or 000. The connection's end shows in CLOSED.
raw_http()
{
	REQUEST=$1 CODE=000
	trap '' PIPE		# it may close before all is sent
	exec 8<>"/dev/tcp/127.0.0.1/$HTTP_PORT" || fail "cannot connect"
	printf '%b' "$1" >&8 2>/dev/null
	if timeout 3 cat <&8 >"$BODY"; then CLOSED=yes; else CLOSED=no; fi
	exec 8>&- 8<&-
	[ -s "$BODY" ] && CODE=$(head -1 "$BODY" | cut -d ' ' -f 2)
	tr -d '\r' <"$BODY" | sed '/^$/q' >"$HEAD"
}

# refused CODES BYTES: is answered with one of the codes, and the next client is
# served. Counts in FAULTS, so that a test can tell all that is wrong.
FAULTS=0
refused()
{
	raw_http "$2"
	if [[ " $1 " != *" $CODE "* ]]; then
		say "answered $CODE, not one of $1: ${2:0:100}"
		FAULTS=$((FAULTS + 1))
	fi
	get /callcontroller/user1/user2
	expect_code 200
}

validate_xml()
{
	xmllint --noout --nonet --schema "$SCHEMAS/$1-00-00.xsd" "${2:-$BODY}" \
		2>xmllint.err || fail "$REQUEST: $(head -3 xmllint.err)"
}

# The call is over: there is nothing to hang up any more. (The parameter tells
# this POST from those before, whose repetition it would be for two seconds.)
is_over()	{ hang_up "$@" resultCacheTime=$RANDOM; [ "$CODE" = 404 ]; }
expect_over()
{
	until_true 3 is_over "$@" || fail "the call of $1 and $2 is not over"
}

# --- the record of a call --------------------------------------------------

# Fetches the record; RECORD gets one line an entry: "INVITE SIP/2.0 200 OK".
status()
{
	get "$(path_of "$@")"
	expect_code 200
	validate_xml call-status
	xmllint --nonet --format "$BODY" | sed -n \
		-e 's:.*<method>\(.*\)</method>.*:\1:p' \
		-e 's:.*<status-line>\(.*\)</status-line>.*:\1:p' \
		-e 's:.*<status-line/>.*::p' | paste -d ' ' - - >record
}

record_has()	{ status "$1" "$2" && grep -qxE "$3" record; }
record_is()	{ status "$1" "$2" && cmp -s record expected; }

# wait_for_status CALLING CALLED LINE [SECONDS]: LINE is a regular expression.
wait_for_status()
{
	until_true "${4:-5}" record_has "$1" "$2" "$3" ||
		fail "the record of $1 and $2 never says $3:
$(cat record)"
}

# expect_line LINE: in the record fetched last.
expect_line()
{
	grep -qxE "$1" record || fail "no line $1 in the record:
$(cat record)"
}

# expect_order LINE...: in the record fetched last, each is found after the one
# before it.
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

# expect_record CALLING CALLED [SECONDS] <<END: it becomes exactly this.
expect_record()
{
	cat >expected
	until_true "${3:-5}" record_is "$1" "$2" ||
		fail "the record of $1 and $2 is not as expected:
$(diff expected record)"
}

. "$here/phone.sh"
