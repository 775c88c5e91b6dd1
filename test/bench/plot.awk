# Draws the points of `run` as SVG: calls done over calls offered, time from
# POST to INVITE over calls offered, memory over calls offered. Lines of the
# input: server, offered, done, p50, p99, PSS, sorted, with tabs.

function nice(v,	e, m)
{
	if (v <= 0)
		return 1
	e = exp(int(log(v) / log(10) - (v < 1)) * log(10))
	m = v / e
	return (m <= 1 ? 1 : m <= 2 ? 2 : m <= 3 ? 3 : m <= 5 ? 5 : m <= 8 ? 8 : 10) * e
}

function log10(v)
{
	return log(v < lowest ? lowest : v) / log(10)
}

function px(v)
{
	return left + v / xmax * width
}

function py(v)
{
	if (logarithmic)
		return top + height - (log10(v) - ymin) / (ymax - ymin) * height
	return top + height - v / ymax * height
}

function text(x, y, s, how)
{
	printf "<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>\n", x, y, how, s
}

function grid(x1, y1, x2, y2)
{
	printf "<line class=\"g\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x1, y1, x2, y2
}

function frame(title,	i, v)
{
	text(left, top - 12, title, "class=\"t\"")
	for (i = 0; i <= 4; i++) {
		v = xmax * i / 4
		grid(px(v), top, px(v), top + height)
		text(px(v), top + height + 16, v, "text-anchor=\"middle\"")
	}
	text(left + width / 2, top + height + 34, "calls offered per second", "text-anchor=\"middle\"")
	if (logarithmic) {
		for (i = ymin; i <= ymax; i++) {
			v = exp(i * log(10))
			grid(left, py(v), left + width, py(v))
			text(left - 6, py(v) + 4, sprintf("%g", v), "text-anchor=\"end\"")
		}
		return
	}
	for (i = 0; i <= 4; i++) {
		v = ymax * i / 4
		grid(left, py(v), left + width, py(v))
		text(left - 6, py(v) + 4, sprintf("%g", v), "text-anchor=\"end\"")
	}
}

function curve(server, field, dash,	i, d, started)
{
	for (i = 1; i <= n; i++) {
		if (name[i] != server || value[i, field] == "")
			continue
		d = d (started ? "L" : "M") sprintf("%.1f %.1f", px(value[i, 2]), py(value[i, field]))
		started = 1
		printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", px(value[i, 2]), py(value[i, field]), colour[server]
	}
	if (started)
		printf "<path d=\"%s\" stroke=\"%s\"%s/>\n", d, colour[server], dash
}

BEGIN {
	FS = "\t"
	lowest = 0.01
	colour["daemon-udp"] = "#c0392b"
	colour["daemon-tcp"] = "#e67e22"
	colour["daemon-udp-invite"] = "#8e44ad"
	colour["daemon-tcp-invite"] = "#d98cd9"
	colour["kamailio-udp"] = "#2c3e90"
	colour["kamailio-tcp"] = "#5dade2"
}

NF >= 6 {
	name[++n] = $1
	for (i = 2; i <= 6; i++)
		value[n, i] = $i
	if (!($1 in seen)) {
		seen[$1] = 1
		order[++servers] = $1
	}
	if ($2 > most_x) most_x = $2
	if ($3 > most_y) most_y = $3
	if ($5 > most_ms) most_ms = $5
	if ($6 > most_mb) most_mb = $6
}

END {
	width = 480; height = 240; left = 70
	print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 960\" font-family=\"sans-serif\" font-size=\"12\">"
	print "<style>.g{stroke:#ddd}.t{font-weight:bold}path{fill:none;stroke-width:2}</style>"
	print "<rect width=\"720\" height=\"960\" fill=\"#fff\"/>"
	for (i = 1; i <= servers; i++) {
		printf "<rect x=\"570\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>\n", 42 + 20 * i, colour[order[i]]
		text(590, 48 + 20 * i, order[i], "")
	}
	text(570, 60 + 20 * servers + 20, "solid: p50, dashed: p99", "")
	xmax = nice(most_x)

	top = 40; ymax = nice(most_y)
	frame("Calls done per second")
	for (i = 1; i <= servers; i++)
		curve(order[i], 3, "")

	top = 360; logarithmic = 1; ymin = -2
	ymax = int(log10(most_ms) + 0.9999)
	if (ymax < 0)
		ymax = 0
	frame("POST to INVITE, ms")
	for (i = 1; i <= servers; i++) {
		curve(order[i], 4, "")
		curve(order[i], 5, " stroke-dasharray=\"5 3\"")
	}

	top = 680; logarithmic = 0; ymax = nice(most_mb)
	frame("Memory (PSS), MB")
	for (i = 1; i <= servers; i++)
		curve(order[i], 6, "")
	print "</svg>"
}
