# Descriptions that are none, or do not fit their offer: both are let go of, or
# it is put right; nobody is left with half a call.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"

start_talking alice bob
head='v=0\r\no=x 1 5 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n'
audio='m=audio 40010 RTP/AVP 0\r\n'
# From the called party: no SDP at all, another version, two owners, an m= line
# of which half is missing.
for body in 'This is no SDP' 'v=1\r\n' "${head}o=y 1 5 IN IP4 127.0.0.1\r\n" \
    "${head}m=audio\r\n"; do
	place alice bob
	talk <<-END
	alice receives INVITE with SDP
	alice sends 200 with SDP
	alice receives ACK
	bob receives INVITE without SDP
	bob sends 200 with body $body | Content-Type: application/sdp
	bob receives ACK
	bob receives BYE
	alice receives BYE
	bob sends 200
	alice sends 200
	END
	expect_json alice bob '.verdict == "not-agreed"'
done
phones_end

# From the calling one, as an answer to an offer of one medium: two media, none.
for body in "$head$audio${audio/40010/0}" "$head"; do
	place alice bob
	talk <<-END
	alice receives INVITE with SDP
	alice sends 200 with SDP
	alice receives ACK
	bob receives INVITE without SDP
	bob sends 200 with SDP
	alice receives INVITE with SDP of bob
	alice sends 200 with body $body | Content-Type: application/sdp
	alice receives ACK
	bob receives ACK with SDP 1
	END
	leave alice bob
done
phones_end

# SDP with other parts (multipart) is not understood; it does no harm.
place alice bob
talk <<'END'
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
bob sends 200 with body --x\r\nContent-Type: text/plain\r\n\r\nHello\r\n--x--\r\n
	| Content-Type: multipart/mixed;boundary=x
bob receives ACK
bob receives BYE
alice receives BYE
bob sends 200
alice sends 200
END
phones_end
