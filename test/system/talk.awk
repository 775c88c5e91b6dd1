# Turns a conversation, as a test writes it down, into a SIPp scenario in which
# SIPp is the phone. One step a line, in order; anything else fails the call:
#
#	receive INVITE			a request must come
#	receive 200			an answer to our last request must come
#	receive 200|405			one of these
#	maybe BYE			may come here, or not
#	send 180 Ringing		answer to the latest request
#	send 487 Cancelled to INVITE	answer to the latest INVITE
#	send 200 OK tagged B		the same, from another branch (To tag)
#	send BYE			a request of ours in the dialog
#	notify active SIP/2.0 180 Ringing	a NOTIFY about our REFER;
#	notify terminated -			"-" stands for no body
#	wait 500			nothing may come for so many ms
#	stay 1000			at the end: be there so long still
#
# "| Name: value" adds a header to what is sent; the number of the latest REFER is
# [$id_REFER] there. "{lost="20"}" at the end of a
# line goes into SIPp's element as it is.

function xml(text)
{
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	gsub(/>/, "\\&gt;", text)
	return text
}

function fail(why)
{
	print "talk: line " NR ": " why ": " $0 > "/dev/stderr"
	failed = 1
	exit 65
}

# Keeps the header of a request in the variable PREFIX_METHOD.
function keep(header, prefix, regexp)
{
	print "    <ereg regexp=\"" regexp "\" search_in=\"hdr\" header=\"" \
	    header ":\" assign_to=\"" prefix "_" method "\"/>"
	variables = variables sep prefix "_" method
	sep = ","
}

function receive(optional,    codes, code, i)
{
	if ($2 ~ /^[1-6][0-9][0-9](\|[1-6][0-9][0-9])*$/) {
		codes = split($2, code, "|")
		labels++
		for (i = 1; i <= codes; i++) {
			print "  <recv response=\"" code[i] "\" next=\"" \
			    labels "\"" (i < codes ? " optional=\"true\"" : \
			    optional) extra "/>"
			count++
		}
		print "  <label id=\"" labels "\"/>"
		return
	}
	method = $2
	print "  <recv request=\"" method "\"" optional extra ">"
	print "   <action>"
	keep("Via", "via", ".*")
	keep("From", "from", ".*")
	keep("To", "to", ".*")
	keep("CSeq", "cseq", ".*")
	if (method == "INVITE")
		keep("Contact", "contact", "sip:[^&gt;;]*")
	if (method == "REFER")
		keep("CSeq", "id", "[0-9]+")
	print "   </action>"
	print "  </recv>"
	count++
	latest = method
	tagged[method] = method != "CANCEL" && (method != "INVITE" || answered)
}

# The rest of a message: added headers, then body and its length.
function finish(type, body)
{
	printf "%s", headers
	if (body == "") {
		print "Content-Length: 0\n\n]]></send>"
	} else {
		print "Content-Type: " type
		print "Content-Length: [len]\n"
		print body
		print "]]></send>"
	}
	count++
}

function sdp()
{
	return "v=0\no=phone 53655765 " ++version \
	    " IN IP[local_ip_type] [local_ip]\ns=-\nc=IN IP[local_ip_type]" \
	    " [local_ip]\nt=0 0\nm=audio 40000 RTP/AVP 0\na=rtpmap:0" \
	    " PCMU/8000\na=inactive"
}

function answer(    to, tag, retrans)
{
	to = latest
	tag = "[pid]p[call_number]"
	if (match(rest, / tagged [A-Za-z0-9]+$/)) {
		tag = tag substr(rest, RSTART + 8)
		rest = substr(rest, 1, RSTART - 1)
	}
	if (match(rest, / to [A-Z]+$/)) {
		to = substr(rest, RSTART + 4)
		rest = substr(rest, 1, RSTART - 1)
	}
	if (to == "")
		fail("nothing to answer yet")
	if (to == "INVITE" && rest ~ /^2/ && extra == "")
		retrans = " retrans=\"500\""
	print "  <send" retrans extra "><![CDATA["
	print "SIP/2.0 " rest
	print "Via:[$via_" to "]"
	print "From:[$from_" to "]"
	if (rest ~ /^100/ || tagged[to])
		print "To:[$to_" to "]"
	else
		print "To:[$to_" to "];tag=" tag
	print "Call-ID: [call_id]"
	print "CSeq:[$cseq_" to "]"
	if ((to == "INVITE" || to == "REFER") && headers !~ /Contact:/)
		print "Contact: <sip:phone@[local_ip]:[local_port]" \
		    ";transport=[transport]>"
	if (to == "INVITE" && rest ~ /^2/) {
		finish("application/sdp", sdp())
		pending = 1
	} else {
		finish()
	}
}

function ask(name, type, body,    branch)
{
	if (name != "ACK")
		cseq++
	branch = "[branch]"
	if (name == "INVITE")
		invite = count
	if (name == "ACK" && refused)
		branch = "[branch-" count - invite "]"
	print "  <send" (name == "ACK" ? "" : " retrans=\"500\"") extra \
	    "><![CDATA["
	print name " [$contact_INVITE] SIP/2.0"
	print "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=" branch
	print "Max-Forwards: 70"
	print "From:[$to_INVITE];tag=[pid]p[call_number]"
	print "To:[$from_INVITE]"
	print "Call-ID: [call_id]"
	print "CSeq: " cseq " " name
	print "Contact: <sip:phone@[local_ip]:[local_port]" \
	    ";transport=[transport]>"
	finish(type, body)
}

function notify(    state, body)
{
	state = $2
	if (state == "active")
		state = state ";expires=60"
	else if (state == "terminated")
		state = state ";reason=noresource"
	body = rest
	sub(/^[^ ]+ +/, "", body)
	if (headers !~ /Event:/)
		headers = headers "Event: refer\n"
	headers = headers "Subscription-State: " state "\n"
	ask("NOTIFY", "message/sipfrag;version=2.0", body == "-" ? "" : body)
}

BEGIN {
	print "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>"
	print "<scenario name=\"phone\">"
	stay = 300
	cseq = 100
}

/^[ \t]*(#|$)/	{ next }

{
	extra = ""
	if (match($0, / *\{[^}]*\}$/)) {
		extra = " " substr($0, RSTART)
		gsub(/[{}]/, "", extra)
		$0 = substr($0, 1, RSTART - 1)
	}
	sub(/^[ \t]+/, "")
	headers = ""
	parts = split($0, part, / +\| /)
	for (i = 2; i <= parts; i++)
		headers = headers part[i] "\n"
	$0 = part[1]
	rest = $0
	sub(/^[^ ]+ */, "", rest)
}

$1 == "receive"	{ receive(""); refused = $2 ~ /^[3-6]..$/ }
$1 == "maybe"	{ receive(" optional=\"true\"") }
$1 == "notify"	{ notify() }
$1 == "wait"	{ print "  <pause milliseconds=\"" $2 "\"/>"; count++ }
$1 == "stay"	{ stay = $2 }
$1 == "send" && $2 ~ /^[1-6][0-9][0-9]$/	{ answer() }
$1 == "send" && $2 ~ /^(INVITE|UPDATE)$/	{ ask($2, "application/sdp", sdp()) }
$1 == "send" && $2 ~ /^[A-Z]+$/ && $2 !~ /^(INVITE|UPDATE)$/	{ ask($2) }
# The 2xx makes the dialog: from the ACK on, a further INVITE carries its tag.
$1 == "receive" && $2 == "ACK" && pending	{ answered = 1 }
$1 !~ /^(receive|maybe|notify|wait|stay|send)$/	{ fail("unknown step") }

END {
	if (failed)
		exit 65
	if (variables != "")
		print "  <Reference variables=\"" variables "\"/>"
	print "  <timewait milliseconds=\"" stay "\"/>"
	print "</scenario>"
}
