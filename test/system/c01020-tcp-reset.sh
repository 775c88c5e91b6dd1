# The TCP connection to the proxy breaks at several points of a call: it ends,
# a leg that is up gets its BYE over a new connection, and the next call works.
. "$(dirname "$0")/lib.sh"
need python3

cat >breaker.py <<'END'
"""A phone on TCP that resets the connection at a point, then serves the next."""
import re, socket, struct, sys, time

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(8)

def messages(link):
    data = b""
    while True:
        while b"\r\n\r\n" in data:
            head, _, rest = data.partition(b"\r\n\r\n")
            length = re.search(rb"(?im)^Content-Length: *(\d+)", head)
            size = int(length.group(1)) if length else 0
            if len(rest) < size:
                break
            data = rest[size:]
            yield head.decode()
        try:
            more = link.recv(65536)
        except OSError:
            return
        if not more:
            return
        data += more

def answer(link, head, code, body=""):
    lines = head.split("\r\n")
    keep = [l for l in lines if re.match(r"(?i)(via|from|call-id|cseq):", l)]
    to = [l for l in lines if re.match(r"(?i)to:", l)][0]
    if "tag=" not in to:
        to += ";tag=x"
    kind = "Content-Type: application/sdp\r\n" if body else ""
    link.sendall(("SIP/2.0 %s\r\n%s\r\n%s\r\nContact: <sip:p@127.0.0.1:%s;"
        "transport=tcp>\r\n%sContent-Length: %d\r\n\r\n%s" % (code,
        "\r\n".join(keep), to, sys.argv[1], kind, len(body), body)).encode())

def reset(link):
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
        struct.pack("ii", 1, 0))
    link.close()

while True:
    link, _ = listener.accept()
    for head in messages(link):
        method, where = head.split()[:2]
        print(method, where.split(";")[0].split("@")[0], flush=True)
        who = re.search(r"(?im)^To:.*sip:(\w+)@", head)
        who = who.group(1) if who else ""
        if method == "INVITE" and who == "user1":
            time.sleep(0.1)	# the POST is answered first
            reset(link)
            break
        if method == "INVITE" and who == "user2":
            answer(link, head, "180 Ringing")
            reset(link)
            break
        if method == "INVITE" and who == "user4":
            answer(link, head, "486 Busy Here")
        elif method == "INVITE":
            answer(link, head, "200 OK", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"
                "s=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP "
                "0\r\na=inactive\r\n")
        elif method == "REFER":
            answer(link, head, "202 Accepted")
            reset(link)
            break
        elif method != "ACK":
            answer(link, head, "200 OK")
END

write_users user1 user2 user3 user4
proxy_port=$(free_port) proxy_transport=';transport=tcp'
python3 breaker.py "$proxy_port" >broken 2>&1 &
started $!
until_true 5 listening "$proxy_port" || fail "$(cat broken)"
start_daemon_for proxy

# Reset before any response; reset while it rings. Whether it is given up at
# once or tried once more: it does not last longer than the timeout.
call user1 user9 timeout=2
wait_for_status user1 user9 'INVITE SIP/2.0 (408|500|503) .*' 10
call user2 user9 timeout=2
expect_over user1 user9
expect_over user2 user9

# Reset when the leg is up: the phone still gets its BYE.
call user3 user9
until_true 5 grep -q REFER broken || fail "no REFER: $(cat broken)"
sleep 0.5
hang_up user3 user9
until_true 10 grep -q 'BYE' broken || fail "no BYE for user3: $(cat broken)"

# And the next call finds everything in order.
call user4 user9
wait_for_status user4 user9 'INVITE SIP/2.0 486 Busy Here'
