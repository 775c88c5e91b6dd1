# A called phone answers straight to the daemon before the proxy has said anything:
# that does not make it the proxy, and it gets no credentials.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"
export PHONES_HOST=127.0.0.2
start_talking alice bob carol
place alice bob agent=carol
talk <<END
alice receives INVITE with SDP
alice sends 200 with SDP
alice receives ACK
bob receives INVITE without SDP
END
python3 -B - $SIP_PORT <<'P'
import re,socket,sys
b=[x for x in re.split(r"^--- .*\n",open("phones.wire").read(),flags=re.M) if x.startswith("INVITE sip:bob@")][-1]
g=lambda n: re.search(r"(?im)^%s: *(.*)$"%n,b).group(1)
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.bind(("127.0.0.2",0))
s.sendto(("SIP/2.0 180 R\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=q\r\nCall-ID: %s\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n"%(g("via"),g("from"),g("to"),g("call-id"),g("cseq"))).encode(),("127.0.0.1",int(sys.argv[1])))
P
sleep .3
talk <<END
bob sends 200 with SDP | Record-Route: <sip:$PHONES_HOST:$bob_port;lr>
	| Contact: <sip:+19005551234@example.com>
alice receives INVITE with SDP of bob
alice sends 200 with SDP
bob receives ACK with SDP of alice
alice receives ACK
alice sends INVITE with SDP hold
bob receives INVITE with SDP of alice | !Proxy-Authorization
bob sends 407 | Contact: <sip:+19005551234@example.com>
bob hears nothing for 300 ms
END
