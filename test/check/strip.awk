# C source without comments, and without what stands between quotes: the same
# lines, so that numbers stay right.  "" and '' remain where there was text.
{
	out = ""
	line = $0
	n = length(line)
	for (i = 1; i <= n; i++) {
		c = substr(line, i, 1)
		two = substr(line, i, 2)
		if (comment) {
			if (two == "*/") {
				comment = 0
				i++
			}
		} else if (two == "/*") {
			comment = 1
			i++
		} else if (two == "//") {
			break
		} else if (c == "\"" || c == "'") {
			quote = c
			for (i++; i <= n; i++) {
				c = substr(line, i, 1)
				if (c == "\\")
					i++
				else if (c == quote)
					break
			}
			out = out quote quote
		} else {
			out = out c
		}
	}
	print out
}
