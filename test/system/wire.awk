# Turns SIPp's message trace into one line a message, in order:
#	> INVITE sip:...		came from the daemon
#	< 180 INVITE Ringing		went to the daemon
# With -v want="> INVITE" it prints the whole first such message instead, with
# -v last=1 the last one; with -v want=">" all that came. A message sent again is told once, unless -v all=1.

function flush_message(    n, line, i, head, word, name, cseq, branch, to, text, id)
{
	n = split(message, line, "\n")
	for (i = 1; i <= n && line[i] == ""; i++)
		;
	if (message == "" || i > n)
		return
	head = line[i]
	text = ""
	for (; i <= n; i++) {
		text = text line[i] "\n"
		if (line[i] ~ /^[Cc][Ss][Ee][Qq]:/)
			cseq = line[i]
		if (branch == "" && line[i] ~ /^[Vv]ia:/)
			branch = line[i]
		if (line[i] ~ /^[Tt]o:/)
			to = line[i]
	}
	split(head, word, " ")
	sub(/^[^ ]* *[0-9]* */, "", cseq)
	if (head ~ /^SIP/) {
		sub(/^[^ ]* [^ ]* ?/, "", head)
		name = direction " " word[2] " " cseq " " head
	} else {
		name = direction " " word[1] " " word[2]
	}
	id = name branch cseq to
	if (!all && id in seen && want == "")
		return
	seen[id] = 1
	if (want == "")
		print name
	else if (want == ">" && direction == ">")
		print text
	else if (index(name " ", want " ") == 1 && (last || found == ""))
		found = text
}

/^----------------------------------------------- / {
	flush_message()
	message = ""
	direction = ""
	next
}

direction == "" {
	if ($0 ~ /message received/)
		direction = ">"
	else if ($0 ~ /message sent/)
		direction = "<"
	else if ($0 != "")
		direction = "?"
	next
}

{
	sub(/\r$/, "")
	message = message $0 "\n"
}

END {
	flush_message()
	if (found != "")
		print found
}
