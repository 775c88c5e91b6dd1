# Starting and stopping of the servers under test; sourced by run.
# shellcheck shell=bash disable=SC2154,SC2034 # run has the variables

http=
pids=
server_pid=
target=()

# free_port: a port that nobody listens on, UDP and TCP, below the range
# that the kernel gives out
free_port()
{
	local p
	while :; do
		p=$((20000 + RANDOM % 10000))
		ss -Hlntu "sport = :$p" 2>/dev/null | grep -q . || break
	done
	echo "$p"
}

# prepare: whatever is needed to run at all
prepare()
{
	if [ ! -x "$callgen" ]; then
		say "building $callgen"
		mkdir -p "$(dirname "$callgen")"
		${CC:-cc} -std=c17 -D_GNU_SOURCE -O2 -o "$callgen" \
			"$here"/*.c || return 1
	fi
	case ,$only, in
	*,kamailio-*)
		command -v kamailio >/dev/null || get_kamailio ||
			say "no Kamailio: only the daemon is measured" ;;
	esac
	case ,$only, in
	*,daemon-*)
		[ -x "$daemon" ] || say "no daemon at $daemon" ;;
	esac
	if [ "$(nproc)" -lt 2 ]; then
		say "only one core: server and phones disturb each other"
		cpu_phones=$cpu_server
	fi
	if awk '{ exit !($1 > 0.5) }' /proc/loadavg; then
		say "other work is running here (load $(cut -d' ' -f1 \
			/proc/loadavg)): the figures will suffer"
	fi
	phone_port=$(free_port)
	users_file
}

# Kamailio from the distribution; its service is not left running.
get_kamailio()
{
	[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
	say "installing kamailio and kamailio-extra-modules"
	apt-get install -y --no-install-recommends kamailio \
		kamailio-extra-modules >/dev/null || return 1
	[ -d /run/systemd/system ] && systemctl disable --now kamailio \
		>/dev/null 2>&1
	return 0
}

users_file()
{
	cat >"$work/validusers.xml" <<-EOF
	<?xml version="1.0" encoding="UTF-8"?>
	<validusers xmlns="http://www.sipfoundry.org/sipX/schema/xml/validusers-00-00">
	 <user>
	  <identity>bench@bench.test</identity>
	  <userName>bench</userName>
	  <displayName>Bench</displayName>
	  <pintoken>0123456789abcdef0123456789abcdef</pintoken>
	  <passtoken>0123456789abcdef0123456789abcdef</passtoken>
	 </user>
	</validusers>
	EOF
}

# start_server CONFIG: sets http, pids, target
start_server()
{
	case $1 in
	daemon-*) start_daemon "${1#daemon-}" ;;
	kamailio-*) start_kamailio "${1#kamailio-}" ;;
	*) say "$1: no such server"; return 1 ;;
	esac
}

start_daemon()
{
	local proxy=sip:127.0.0.1:$phone_port i line
	[ "$1" = tcp ] && proxy="$proxy;transport=tcp"
	[ -x "$daemon" ] || return 1
	target=(--target daemon --query "${query:+&$query}")
	"${prio[@]}" taskset -c "$cpu_server" "$daemon" --set ip-address=127.0.0.1 \
		--set http-port=0 --set sip-port=0 \
		--set sipx-proxy-domain=bench.test \
		--set users-file="$work/validusers.xml" \
		--set outbound-proxy="$proxy" \
		"${daemon_sets[@]}" >"$work/daemon.out" 2>"$work/daemon.log" &
	server_pid=$!
	pids=$server_pid
	for i in $(seq 100); do
		line=$(grep -h -m1 'event=ready' "$work/daemon.log" \
			"$work/daemon.out" 2>/dev/null)
		http=$(printf '%s\n' "$line" |
			sed -n 's/.*[ ]http=[^ ]*:\([0-9]*\).*/\1/p')
		[ -n "$http" ] && return 0
		kill -0 "$server_pid" 2>/dev/null || break
		sleep 0.1
	done
	say "the daemon does not get ready:"
	tail -3 "$work/daemon.log" >&2
	stop_server
	return 1
}

start_kamailio()
{
	local sip param='' i
	command -v kamailio >/dev/null || return 1
	http=$(free_port)
	sip=$(free_port)
	[ "$1" = tcp ] && param=';transport=tcp'
	target=(--target kamailio --transport "$1")
	sed -e "s/@HTTP@/$http/g;s/@SIP@/$sip/g;s/@TRANSPORT@/$param/g" \
	    -e "s/@TCP@/1/g" "$here/kamailio.cfg" >"$work/kamailio.cfg"
	mkdir -p "$work/k"
	"${prio[@]}" taskset -c "$cpu_server" kamailio -f "$work/kamailio.cfg" -DD -E \
		-x "$kamailio_malloc" -X "$kamailio_malloc" -m 3072 -M 64 \
		-b 4194304 -Y "$work/k" -P "$work/k/pid" \
		>"$work/kamailio.log" 2>&1 &
	server_pid=$!
	for i in $(seq 50); do
		sleep 0.1
		ss -Hlnt "sport = :$http" | grep -q . && break
	done
	sleep 1
	if ! kill -0 "$server_pid" 2>/dev/null; then
		say "Kamailio does not start:"
		tail -3 "$work/kamailio.log" >&2
		server_pid=
		return 1
	fi
	pids=$server_pid$(ps -o pid= --ppid "$server_pid" |
		awk '{ printf ",%d", $1 }')
	return 0
}

# stop_server: politely, then not
stop_server()
{
	local i
	[ -n "$server_pid" ] || return 0
	kill -TERM "$server_pid" 2>/dev/null
	for i in $(seq 100); do
		kill -0 "$server_pid" 2>/dev/null || break
		sleep 0.1
		[ "$i" = 20 ] && kill -TERM "$server_pid" 2>/dev/null
	done
	kill -KILL "$server_pid" 2>/dev/null
	wait "$server_pid" 2>/dev/null
	server_pid=
}

# usage_of PID,PID...: ticks of CPU, and voluntary context switches
usage_of()
{
	local p t=0 s=0 v
	for p in ${1//,/ }; do
		v=$(sed 's/.*)//' "/proc/$p/stat" | awk '{ print $12 + $13 }')
		t=$((t + v))
		v=$(awk '/^voluntary_ctxt/ { print $2 }' "/proc/$p/status")
		s=$((s + v))
	done
	echo "$t $s"
}

# machine: what was measured on
machine()
{
	printf -- '- %s, %s cores, server on core %s, phones on core %s\n' \
		"$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo |
		head -1)" "$(nproc)" "$cpu_server" "$cpu_phones"
	printf -- '- %s, %s\n' "$(uname -sr)" \
		"$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)"
	dpkg-query -W -f '- ${Package} ${Version}\n' kamailio \
		libsofia-sip-ua0 libevent-2.1-7 libc6 2>/dev/null
	[ -x "$daemon" ] && printf -- '- %s\n' "$("$daemon" -V 2>&1 | head -1)"
	printf -- '- Kamailio: -x %s, 1 UDP and 1 TCP worker\n' \
		"$kamailio_malloc"
	[ -n "${GLIBC_TUNABLES:-}" ] && printf -- '- GLIBC_TUNABLES=%s\n' \
		"$GLIBC_TUNABLES"
	[ -n "${LD_PRELOAD:-}" ] && printf -- '- LD_PRELOAD=%s\n' "$LD_PRELOAD"
	[ "${BENCH_NICE:-0}" != 0 ] && printf -- '- nice %s\n' "$BENCH_NICE"
	printf -- '- %s s a point after %s s of warm-up; %s\n' "$secs" "$warm" \
		"$(date -u '+%F %H:%M UTC')"
}
