# The phone hangs up right behind its answer: a REFER that is on its way already
# stays in the dialog (and finds nobody); none goes out as a request of its own.
. "$(dirname "$0")/lib.sh"
need python3

bob_port=$(free_port) bob_transport=
python3 - "$bob_port" >seen 2>&1 <<'END' &
import re, socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", int(sys.argv[1])))
s.settimeout(4)
head = lambda m, n: re.search(r"(?im)^%s:\s*(.*?)\r$" % n, m).group(1)
invite, peer = s.recvfrom(9000)
invite = invite.decode()
to = head(invite, "To") + ";tag=bob"
same = "".join("%s: %s\r\n" % (n, head(invite, n))
               for n in ("Via", "From", "Call-ID", "CSeq"))
ok = "SIP/2.0 200 OK\r\n" + same + "To: " + to + \
    "\r\nContact: <sip:bob@127.0.0.1:%s>\r\nContent-Length: 0\r\n\r\n" \
    % sys.argv[1]
contact = re.search("<(.*)>", head(invite, "Contact")).group(1)
bye = "BYE %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%s;branch=z9hG4bKb\r\n" \
    "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: 7 BYE\r\n" \
    "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n" % (
        contact, sys.argv[1], to, head(invite, "From"),
        head(invite, "Call-ID"))
s.sendto(ok.encode(), peer)
s.sendto(bye.encode(), peer)
end = time.time() + 3
while time.time() < end:
    s.settimeout(max(0.1, end - time.time()))
    try:
        print(s.recvfrom(9000)[0].decode().split("\r\n")[0], flush=True)
    except socket.timeout:
        pass
END
peer_pid=$!
started $peer_pid
until_true 5 listening "$bob_port" || fail "no phone: $(cat seen)"
start_daemon_for bob
call user1 user2
until_true 8 gone $peer_pid || fail "the phone does not end"
grep -q '^ACK ' seen || fail "no ACK: $(cat seen)"
grep -q '^SIP/2.0 200' seen || fail "no answer to BYE: $(cat seen)"
! grep '^REFER' seen | grep -v "^REFER sip:bob@127.0.0.1:$bob_port " ||
	fail "a REFER left the dialog: $(cat seen)"
