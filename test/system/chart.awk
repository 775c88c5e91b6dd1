# A message sequence chart of what went over the wire (the lines of phones_wire
# in talk.sh): the daemon on the left, a phone a column.
#
#	awk -v phones="alice bob" -f chart.awk LINES

BEGIN {
	columns = split(phones, names, " ")
	width = 24
	first = 34	# wide enough for the longest line
	head = "daemon"
	for (i = 1; i <= columns; i++) {
		at[names[i]] = i
		head = head blank(place(i) - length(head) - 2) names[i]
	}
	print head
}

function place(column) { return first + (column - 1) * width }
function blank(n) { return n > 0 ? sprintf("%" n "s", "") : "" }
function dashes(n,   s) { s = blank(n); gsub(" ", "-", s); return s }

# Whose SDP it is tells its port: 40010 the first phone's, 40020 the next one's.
function sdp(text,   port) {
	if (!match(text, /audio [0-9]+/))
		return ""
	port = substr(text, RSTART + 6, RLENGTH - 6) + 0
	if (port < 40000)
		return ", no media"
	return ", SDP of " names[int((port - 40000) / 10)]
}

$2 in at {
	column = at[$2]
	label = $4 ($5 ~ /^[A-Z]/ ? " to " $5 : "") sdp($0)
	room = place(column) - length(label) - 5
	line = ($3 == ">") ? "| " label " " dashes(room) "->|" : \
	    "|<- " label " " dashes(room) "|"
	for (i = column + 1; i <= columns; i++)
		line = line blank(place(i) - length(line)) "|"
	print line
}
