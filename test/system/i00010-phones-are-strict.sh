# The phones of the tests that follow notice what is wrong: a stranger who makes
# one mistake is told so, one who makes none is not.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

phones_start alice
mkfifo faults done
python3 -B "$here/phones/stranger.py" "$phones_port" <faults >done 2>stranger.err &
started $!
exec {FAULT}>faults {DONE}<done

# strange FAULT: sets RESULT to what the phones say.
strange()
{
	say "$1" >&"$FAULT"
	RESULT=$(talk <<-'END'
	alice receives INVITE with SDP inactive
	alice sends 200 with SDP
	alice receives ACK without SDP within 1 s
	alice receives INVITE with SDP sendrecv within 1 s
	alice sends 200 with SDP
	alice receives ACK within 1 s
	alice receives BYE within 1 s
	alice sends 200
	END
	)
	say over >&"$FAULT"
	talk_line alice dies
	read -r -t 10 -u "$DONE" || fail "the stranger: $(cat stranger.err)"
}

while read -r fault wanted; do
	strange "$fault"
	[[ $RESULT == *$wanted* ]] ||
		fail "with $fault the phones say: $RESULT"
done <<'END'
content-length Content-Length
no-content-type a body without Content-Type
no-from-tag no tag in From
no-contact no Contact
no-max-forwards no Max-Forwards
old-branch branch
bare-lf-in-sdp do not end with CR LF
sdp-order a wrong order
ack-number an ACK for nothing
ack-with-sdp with SDP
ack-target Request-URI
number-again CSeq 1 after 1
other-method CSeq says UPDATE
other-from-tag From tag
version-stays SDP version 1, not 2
version-leaps SDP version 3, not 2
other-session o= is now
m-line-lost an offer of 0 m= lines after 1
route Route
bye-before-ack alice receives BYE
END
strange none
[ -z "$RESULT" ] || fail "without a fault they say: $RESULT"
