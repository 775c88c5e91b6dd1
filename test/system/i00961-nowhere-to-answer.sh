# Requests whose answer cannot be sent (to port 0, to everybody), and then their
# ACK: the library's own bookkeeping does not survive that unless it is kept from
# finding them. From strangers and within a dialog; the daemon goes on.
. "$(dirname "$0")/lib.sh"
. "$here/talk.sh"
need python3

start_talking alice bob
call_up alice bob
cat >nowhere.py <<'END'
import re, socket, sys
port = int(sys.argv[1])
wire = open("phones.wire").read()
invite = re.search(r"INVITE sip:bob[^\n]* SIP/2.0\n(.*?)\n\n", wire, re.S).group(1)
answer = re.search(r"SIP/2.0 200 [^\n]*\n((?:(?!SIP/2.0 ).)*?CSeq: \d+ INVITE.*?)\n\n",
    wire[wire.index("INVITE sip:bob"):], re.S).group(1)
field = lambda name: re.search(r"(?im)^%s:\s*(.*)$" % name, answer).group(1)
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
n = 0
for via in ("127.0.0.1:0", "127.0.0.1;maddr=255.255.255.255", "127.0.0.1;maddr=[::1]",
            "0.0.0.0:1", "255.255.255.255:9"):
    for tags in ("stranger", "dialog"):
        for require in ("", "Require: nothing-known\r\n"):
            n += 1
            for method in ("INVITE", "ACK", "INVITE", "ACK"):
                to, sender, call = "<sip:x@127.0.0.1>", "<sip:y@127.0.0.1>;tag=1", "n%d@x" % n
                if tags == "dialog":
                    to, sender, call = field("From"), field("To"), field("Call-ID")
                sock.sendto(("%s sip:callcontroller@127.0.0.1:%d SIP/2.0\r\n"
                    "Via: SIP/2.0/UDP %s;branch=z9hG4bKn%d\r\nMax-Forwards: 70\r\n"
                    "To: %s\r\nFrom: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n"
                    "Contact: <sip:y@127.0.0.1:9>\r\n%sContent-Length: 0\r\n\r\n" % (
                    method, port, via, n, to, sender, call, 1000 + n, method,
                    require if method == "INVITE" else "")).encode(),
                    ("127.0.0.1", port))
END
port=$(sed -n 's/.*sip=[^ ]*:\([0-9]*\).*/\1/p' daemon.log | head -1)
[ -n "$port" ] || fail "no SIP port in: $(head -3 daemon.log)"
python3 nowhere.py "$port" || fail "the requests could not be made"
sleep 1
alive() { kill -0 "$DAEMON_PID" 2>/dev/null; }
alive || fail "the daemon is gone: $(tail -5 daemon.log)"
get "$(path_of alice bob sipMethod=Invite)"
expect_code 200
stop_daemon
