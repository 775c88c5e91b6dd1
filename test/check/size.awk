# Reads one stripped file; file: its name, most: the lines it may have.  A
# function begins with a brace on a line of its own.
/^[a-zA-Z_].*[a-zA-Z0-9_][(]/ {
	name = $0
	sub(/[(].*/, "", name)
	sub(/.*[^a-zA-Z0-9_]/, "", name)
}
/^[{]/ { begin = NR }
/^[}]/ && begin {
	if (NR - begin + 1 > 80) {
		printf "%s:%d: %s() has %d lines, more than 80\n", file, \
		    begin, name, NR - begin + 1
		bad = 1
	}
	begin = 0
}
END {
	if (NR > most) {
		printf "%s: %d lines, more than %d\n", file, NR, most
		bad = 1
	}
	exit bad
}
