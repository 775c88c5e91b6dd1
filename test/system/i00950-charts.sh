# The charts in HACKING.md are what goes over the wire. (CHARTS=FOLDER puts
# them there, to be taken over.)
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

# chart NAME PHONE...: compare what went over the wire since the last one. Two
# phones' messages may cross, so each line counts, not their order.
chart()
{
	local name=$1
	shift
	phones_wire | tail -n +$((seen + 1)) |
		awk -v phones="$*" -f "$here/chart.awk" >"chart.$name"
	seen=$(phones_wire | wc -l)
	[ "${CHARTS:-}" = "" ] || { cp "chart.$name" "$CHARTS"; return 0; }
	awk -v mark="<!-- chart: $name -->" '$0 == mark { on = 1; next }
		on && /^    / { print substr($0, 5); next } on && NF { exit }' \
		"$here/../../HACKING.md" >"book.$name"
	diff <(sort "book.$name") <(sort "chart.$name") ||
		fail "HACKING.md shows the chart '$name' as something else"
}
seen=0

start_talking alice bob carol
call_up alice bob
chart set-up alice bob carol
transfer alice bob carol
talk <<'END'
carol receives INVITE without SDP
carol sends 180
carol sends 200 with SDP
then bob receives INVITE with SDP of carol
bob sends 200 with SDP
then carol receives ACK with SDP of bob
bob receives ACK without SDP
alice receives BYE
alice sends 200
END
chart transfer alice bob carol
leave carol bob
seen=$(phones_wire | wc -l)

place alice bob sipMethod=Refer subject=fallback
talk <<'END'
alice receives INVITE with SDP inactive 1
alice sends 180
alice sends 200 with SDP
alice receives ACK without SDP
alice receives REFER
alice sends 501
bob receives INVITE without SDP
bob sends 180
bob sends 200 with SDP
then alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK without SDP
END
chart fallback alice bob carol
leave alice bob
phones_end
