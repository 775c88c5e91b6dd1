# Reads one stripped file; file: its name, most, long: the lines it and
# a function may have.  A function begins with a brace on a line of its own.
/^[a-zA-Z_].*[a-zA-Z0-9_][(]/ {
	name = $0
	sub(/^TEST[(]/, "", name)
	sub(/[()].*/, "", name)
	sub(/.*[^a-zA-Z0-9_]/, "", name)
}
/^[{]/ { begin = NR }
/^[}]/ && begin {
	if (NR - begin + 1 > long) {
		printf "%s:%d: %s() has %d lines, more than %d\n", file, \
		    begin, name, NR - begin + 1, long
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
