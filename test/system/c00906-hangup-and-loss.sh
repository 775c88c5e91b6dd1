# Hung up while the REFER is unanswered for over a second: the BYE goes out on
# its own, is repeated until the phone answers it, also when a refusal of the
# REFER comes in between, and is the only one.
. "$(dirname "$0")/lib.sh"
need python3

bob_port=$(free_port) bob_transport=
python3 - "$bob_port" >seen 2>&1 <<'END' &
import re, socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", int(sys.argv[1])))
head = lambda m, n: re.search(r"(?im)^%s:\s*(.*?)\r$" % n, m).group(1)


def answer(message, peer, code):
    to = head(message, "To")
    s.sendto(("SIP/2.0 %d X\r\n" % code + "".join(
        "%s: %s\r\n" % (n, head(message, n))
        for n in ("Via", "From", "Call-ID", "CSeq"))
        + "To: " + to + ("" if "tag=" in to else ";tag=bob")
        + "\r\nContact: <sip:bob@127.0.0.1:%s>\r\n" % sys.argv[1]
        + "Content-Length: 0\r\n\r\n").encode(), peer)


end, byes, refer = time.time() + 8, [], None
while time.time() < end:
    s.settimeout(max(0.05, end - time.time()))
    try:
        data, peer = s.recvfrom(9000)
    except socket.timeout:
        break
    message = data.decode()
    method = message.split(" ", 1)[0]
    print(method, head(message, "CSeq"), flush=True)
    if method == "INVITE":
        answer(message, peer, 200)
    elif method == "REFER":
        refer = message
    elif method == "BYE":
        byes.append(message)
        if len(byes) == 1:      # as if lost; the REFER is answered now
            answer(refer, peer, 603)
        elif len(byes) == 3:
            answer(message, peer, 200)
END
peer_pid=$!
started $peer_pid
until_true 5 listening "$bob_port" || fail "no phone: $(cat seen)"
start_daemon_for bob
call user1 user2
until_true 5 grep -q '^REFER' seen || fail "no REFER: $(cat seen)"
hang_up user1 user2
expect_code 200
until_true 12 gone $peer_pid || fail "the phone does not end"
[ "$(grep -c '^BYE' seen)" -eq 3 ] || fail "not repeated, or too often:
$(cat seen)"
[ "$(grep '^BYE' seen | sort -u | wc -l)" -eq 1 ] || fail "two BYEs:
$(cat seen)"
