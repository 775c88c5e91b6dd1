#!/usr/bin/env python3
"""A phone that breaks the rules on purpose.

    hostile.py SIP-PORT USER WHAT [COUNT [SECONDS]]

It takes the latest first INVITE to that user out of the file phones.wire, where
phones of talk.py have it from, and answers it as nobody should. What it names
as its Contact is a port of its own, so that the other phones see nothing of it.
Then it hears for so many seconds and says how much came: "ACK 3", a line for
each method; what the transport repeats counts once.

    stray               responses that belong to no request
    cancelled           200 to a CANCEL, sent or not
    reliable COUNT      as many reliable 183s, each with the next RSeq
    forked COUNT        as many 200s, each of another phone
    polite COUNT        the same, but it answers what comes, and waits for it
"""
import re
import socket
import sys
import time

from message import Message

SDP = "v=0\r\no=x 1 1 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\n" \
    "t=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"


def latest_invite(user):
    with open("phones.wire", encoding="utf-8") as file:
        blocks = re.split(r"^--- .*\n", file.read(), flags=re.M)
    for block in reversed(blocks):
        if block.startswith("INVITE sip:%s@" % user):
            message = Message(block.replace("\n", "\r\n").encode())
            if not message.to_tag:
                return message
    sys.exit("no INVITE to " + user)


class Hostile:
    """One phone, with all its tags."""

    def __init__(self, port, user):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.sock.connect(("127.0.0.1", port))
        self.contact = "<sip:x@127.0.0.1:%d>" % self.sock.getsockname()[1]
        self.invite = latest_invite(user)
        self.polite = False
        self.came = {}          # (method, branch): how often

    def say(self, status, tag, cseq="", headers="", body="", branch=True):
        invite = self.invite
        via = invite.get("via")
        lines = ["SIP/2.0 %d x" % status,
                 "Via: " + (via if branch else via.split(";")[0]),
                 "From: " + invite.get("from"),
                 "To: %s;tag=%s" % (invite.get("to"), tag),
                 "Call-ID: " + invite.call_id,
                 "CSeq: " + (cseq or invite.get("cseq")),
                 "Contact: " + self.contact]
        lines += [headers] if headers else []
        lines += ["Content-Type: application/sdp"] if body else []
        self.send(lines + ["Content-Length: %d" % len(body), "", body])

    def send(self, lines):
        try:
            self.sock.send("\r\n".join(lines).encode())
        except ConnectionError:
            sys.exit("nobody hears")

    def answer(self, request):
        self.send(["SIP/2.0 200 OK"] +
                  ["%s: %s" % (name.title(), request.get(name)) for name in
                   ("via", "from", "to", "call-id", "cseq")] +
                  ["Content-Length: 0", "", ""])

    def hear(self, seconds):
        """Until so much time is over."""
        end = time.monotonic() + seconds
        while True:
            self.sock.settimeout(max(0.001, end - time.monotonic()))
            try:
                message = Message(self.sock.recv(65536))
            except ConnectionError:
                sys.exit("nobody hears")
            except TimeoutError:
                return
            key = message.method, message.branch
            self.came[key] = self.came.get(key, 0) + 1
            if self.polite and message.method != "ACK" and not message.code:
                self.answer(message)
            if time.monotonic() > end:
                return

    def count(self, method):
        return sum(1 for name, _ in self.came if name == method)

    def stray(self):
        number, self.polite = self.invite.cseq, True
        for branch in (True, False):
            for cseq in (number, number + 1, 77, 0, 4294967295):
                for method in ("INVITE", "CANCEL", "ACK", "BYE", "PRACK",
                               "UPDATE", "REFER", "X"):
                    if (cseq, method) == (number, "INVITE") and branch:
                        continue
                    for status in (100, 183, 200, 302, 401, 421, 487, 503):
                        self.say(status, "%d-%d" % (cseq, branch),
                                 "%d %s" % (cseq, method), body=SDP,
                                 branch=branch)
                self.hear(0.02)

    def cancelled(self):
        for status in (200, 481, 487, 407):
            self.say(status, "x", "%d CANCEL" % self.invite.cseq)

    def reliable(self, count):
        for n in range(1, count + 1):
            self.say(183, "reliable",
                     headers="Require: 100rel\r\nRSeq: %d" % n)
            if n % 20 == 0:
                self.hear(0.01)

    def forked(self, count):
        for n in range(1, count + 1):
            self.say(200, "fork-%d" % n, body=SDP)
            if n % 20 == 0:
                self.hear(0.01)
                end = time.monotonic() + 5
                while self.polite and self.count("BYE") < n and \
                        time.monotonic() < end:
                    self.hear(0.05)


def main():
    hostile = Hostile(int(sys.argv[1]), sys.argv[2])
    what, *numbers = sys.argv[3:]
    if what == "polite":
        hostile.polite, what = True, "forked"
    getattr(hostile, what)(*[int(text) for text in numbers[:1] if text != "0"])
    hostile.hear(float(numbers[1]) if len(numbers) > 1 else 0.5)
    for method in sorted({name for name, _ in hostile.came}):
        print(method, hostile.count(method))


main()
