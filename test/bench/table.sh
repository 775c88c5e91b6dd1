# The table and the plot out of the figures in $out; sourced by run.
# shellcheck shell=bash disable=SC2154 # run has the variables

configs="daemon-udp daemon-tcp kamailio-udp kamailio-tcp"

# cell FILE FORMAT KEY...: the figures of a point, or a dash
cell()
{
	local file=$out/$1.json format=$2 k v values=()
	shift 2
	for k in "$@"; do
		v=$(value "$file" "$k")
		[ -n "$v" ] || { printf -- '–'; return; }
		values+=("$v")
	done
	# shellcheck disable=SC2059 # the formats are ours
	printf "$format" "${values[@]}"
}

# ratio POINT KEY KIND: the daemon's best over Kamailio's best; KIND tells
# whether more or less is better
ratio()
{
	local d='' k='' c v
	for c in $configs; do
		v=$(value "$out/$c-$1.json" "$2")
		[ -n "$v" ] || continue
		case $c in
		daemon-*) d=$(better "$3" "$d" "$v") ;;
		*) k=$(better "$3" "$k" "$v") ;;
		esac
	done
	if [ -z "$d" ] || [ -z "$k" ]; then
		printf -- '–'
	else
		awk -v d="$d" -v k="$k" 'BEGIN {
			if (k > 0) printf "%.2f", d / k; else printf "–" }'
	fi
}

better()
{
	[ -n "$2" ] || { echo "$3"; return; }
	awk -v kind="$1" -v a="$2" -v b="$3" 'BEGIN {
		print ((kind == "more") == (a > b)) ? a : b }'
}

# line TITLE POINT FORMAT RATIO-KEY KIND KEY...: nothing when the point was
# not measured
line()
{
	local title=$1 point=$2 format=$3 rkey=$4 kind=$5 c
	shift 5
	[ -n "$(ls "$out"/*-"$point".json 2>/dev/null)" ] || return 0
	printf '| %s |' "$title"
	for c in $configs; do
		printf ' %s |' "$(cell "$c-$point" "$format" "$@")"
	done
	printf ' %s |\n' "$([ "$rkey" = - ] || ratio "$point" "$rkey" "$kind")"
}

latency_lines()
{
	line "POST to INVITE at $1, p50 / p99, ms" "$2" '%.2f / %.2f' \
		invite_p99_ms less invite_p50_ms invite_p99_ms
}

# Until the ACK of the called party: then both can talk.
connect_line()
{
	line "POST to connected at $1, p50 / p99, ms" "$2" '%.2f / %.2f' - - \
		connect_p50_ms connect_p99_ms
}

invite_lines()
{
	ls "$out"/*-i[lmsr]*.json >/dev/null 2>&1 || return 0
	printf '| **Invite flow** | | | | | |\n'
	latency_lines '200/s' ilatency
	connect_line '200/s' ilatency
	latency_lines '1,000/s' imemory
	connect_line '1,000/s' imemory
	line 'CPU at 1,000/s, %; per call, µs' imemory '%.0f; %.0f' - - \
		cpu_percent cpu_us_per_call
	line 'memory (PSS) at 1,000/s, MB' imemory '%.0f' - - pss_mb
	line 'most calls a second, clean' isat '%.0f' - - goodput_per_s
	line 'there: CPU, %; PSS, MB' isat '%.0f; %.0f' - - cpu_percent pss_mb
	line 'there: CPU per call, µs' isat '%.0f' - - cpu_us_per_call
	latency_lines 'that load' isat
	connect_line 'that load' isat
	latency_lines 'half of it' ihalf
	connect_line 'half of it' ihalf
	line 'offered twice that: calls/s done, 503/s' iover '%.0f, %.0f' - - \
		goodput_per_s busy_per_s
	line 'there: repeated INVITEs' iover '%.0f' - - dup_invites
	line 'calls up at rest; memory of one, KB' irest '%.0f; %.1f' - - \
		held kb_per_call
	line 'with all that setting them up has left behind, KB' irest \
		'%.1f' - - kb_per_call_all
	line 'other processes at 1,000/s, % of a core' imemory '%.0f' - - \
		others_percent
}

print_table()
{
	local half
	half=$(best offered_per_s daemon-udp-half daemon-tcp-half \
		kamailio-udp-half kamailio-tcp-half)
	printf '| **Refer flow** | daemon UDP | daemon TCP | Kamailio UDP |'
	printf ' Kamailio TCP | best : best |\n|---|---|---|---|---|---|\n'
	line 'idle: CPU ticks in 5 s, wake-ups a second' idle '%.0f, %.1f' \
		- - ticks wakeups_per_s
	latency_lines '200/s' latency
	latency_lines '1,400/s' memory
	line 'CPU at 1,400/s, %; per call, µs' memory '%.0f; %.0f' \
		cpu_us_per_call less cpu_percent cpu_us_per_call
	line 'memory (PSS) at 1,400/s, MB' memory '%.0f' pss_mb less pss_mb
	latency_lines "$(whole "$half")/s (half of Kamailio's most)" half
	line 'most calls a second, clean' sat '%.0f' goodput_per_s more \
		goodput_per_s
	line 'there: CPU, %; PSS, MB' sat '%.0f; %.0f' - - cpu_percent pss_mb
	line 'there: CPU per call, µs' sat '%.0f' cpu_us_per_call less \
		cpu_us_per_call
	latency_lines 'that load' sat
	line 'offered twice that: calls/s done, 503/s' over '%.0f, %.0f' \
		goodput_per_s more goodput_per_s busy_per_s
	line 'there: p99 of the 503, ms' over '%.2f' - - busy_reply_p99_ms
	line 'there: repeated INVITEs' over '%.0f' - - dup_invites
	line 'other processes at 1,400/s, % of a core' memory '%.0f' - - \
		others_percent
	line 'other processes at the most, % of a core' sat '%.0f' - - \
		others_percent
	line 'GET of a status, 1/s; p99, ms' get '%.0f; %.2f' - - gets_per_s \
		get_p99_ms
	invite_lines
	printf '\nThe last column is better than 1 where it is %s.\n' \
		'more for calls, less for milliseconds, percent and MB'
	printf '"Clean": all calls done, no 503, at most one message in a'
	printf ' thousand calls repeated.\n\n'
	[ -f "$out/machine.txt" ] && cat "$out/machine.txt"
}

make_table()
{
	print_table >"$out/table.md"
	cat "$out/table.md"
}

# make_plot: one line a point for the plot
make_plot()
{
	local c p f name
	for c in $configs; do
		for p in {,i}{latency,memory,half,sat,above1,above2,over5,over}; do
			f=$out/$c-$p.json
			[ -f "$f" ] || continue
			name=$c
			[ "${p#i}" = "$p" ] || name=$c-invite
			printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$name" \
				"$(value "$f" offered_per_s)" \
				"$(value "$f" goodput_per_s)" \
				"$(value "$f" invite_p50_ms)" \
				"$(value "$f" invite_p99_ms)" \
				"$(value "$f" pss_mb)"
		done
	done | sort -t"$(printf '\t')" -k1,1 -k2,2n >"$out/points.tsv"
	awk -f "$here/plot.awk" "$out/points.tsv" >"$out/bench.svg" &&
		say "table and plot: $out/table.md $out/bench.svg"
}
