# Reads names of files, one a line.
BEGIN {
	n = split(order, names, " ")
	for (i = 1; i <= n; i++)
		rank[names[i]] = i
	# header's first folder or name -> the files that may include it
	allowed["event2"] = " daemon/loop.c daemon/guard.c daemon/web.c " \
	    "daemon/tls.c "
	allowed["sofia-sip"] = " daemon/loop.c daemon/ua.c "
	allowed["expat.h"] = " xml/reader.c "
	allowed["openssl"] = " lib/digest.c daemon/tls.c "
	# the core has C's own headers and these, which do no I/O
	split("assert ctype errno float inttypes iso646 limits math stdalign " \
	    "stdarg stdbool stddef stdint stdio stdlib string arpa/inet " \
	    "netinet/in strings", std, " ")
	for (i in std)
		pure[std[i] ".h"] = 1
}
function complain(what) {
	printf "%s:%d: %s\n", file, line, what
	bad = 1
}
# The layer of a file in daemon/: its name up to the first '_' or '.'.
function layer(name) {
	sub(/.*\//, "", name)
	sub(/[_.].*/, "", name)
	return name
}
function exists(name,    text, got) {
	got = (getline text < name) >= 0
	close(name)
	return got
}
# daemon/ua_event.c may include what daemon/ua.c may.
function permitted(what,    owner) {
	owner = folder == "daemon" ? "daemon/" layer(file) ".c" : file
	return index(allowed[what], " " owner " ") > 0
}
function foreign(name,    first) {
	first = name
	sub(/\/.*/, "", first)
	if (first in allowed) {
		if (file ~ /[.]h$/)
			complain("<" name "> in a header")
		else if (!permitted(first))
			complain("<" name "> has no place here")
	} else if (folder != "daemon" && !(name in pure)) {
		complain("<" name "> in the core")
	}
}
function inner(name) {
	if (name ~ /[\/]/) {
		complain("\"" name "\": name the header without a folder")
		return
	}
	if (folder == "lib" ? exists("lib/" name) : \
	    folder == "xml" ? exists("lib/" name) || exists("xml/" name) : \
	    exists("lib/" name) || exists("xml/" name))
		return
	if (folder != "daemon" || !exists("daemon/" name))
		complain("\"" name "\" is none of ours, or not below")
	else if (!(layer(name) in rank))
		complain("\"" name "\" has no place in the order")
	else if (rank[layer(name)] > rank[layer(file)])
		complain("\"" name "\" is above")
}
{
	file = $0
	folder = file
	sub(/\/.*/, "", folder)
	line = 0
	if (folder == "daemon" && !(layer(file) in rank))
		complain("has no place in the order: " order)
	while ((getline text < file) > 0) {
		line++
		if (text !~ /^[ \t]*#[ \t]*include/)
			continue
		name = text
		if (text ~ /</) {
			sub(/^[^<]*</, "", name)
			sub(/>.*/, "", name)
			foreign(name)
		} else {
			sub(/^[^"]*"/, "", name)
			sub(/".*/, "", name)
			inner(name)
		}
	}
	close(file)
}
END { exit bad }
