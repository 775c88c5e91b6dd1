# Reads one stripped file and prints "complexity file:line: name" a function.
function count(line, word,    n, at) {
	n = 0
	while (match(line, "(^|[^A-Za-z0-9_])" word "([^A-Za-z0-9_]|$)")) {
		n++
		line = substr(line, RSTART + RLENGTH - 1)
	}
	return n
}
# preprocessor lines, with those that continue them
macro || /^[ \t]*#/ {
	macro = /\\$/
	next
}
/^[a-zA-Z_].*[a-zA-Z0-9_][(]/ {
	name = $0
	sub(/^TEST[(]/, "", name)
	sub(/[()].*/, "", name)
	sub(/.*[^a-zA-Z0-9_]/, "", name)
}
/^[{]/ {
	begin = NR
	sum = 1
}
begin {
	sum += count($0, "if") + count($0, "for") + count($0, "while")
	sum += count($0, "switch")
	sum += gsub(/&&/, "") + gsub(/[|][|]/, "") + gsub(/[?]/, "")
}
/^[}]/ && begin {
	print sum, file ":" begin ":", name
	begin = 0
}
