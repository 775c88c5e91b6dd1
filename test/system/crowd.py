#!/usr/bin/env python3
"""Many phones at one UDP port, each of which misbehaves in its own way.

    crowd.py PORT CALLS SEED [LOSS-PERCENT]

Prints "ready", then serves until CALLS calls have come to their end, or no
message has come for 40 seconds. Each call gets, by chance, one behaviour of
BEHAVIOURS: how the INVITE is answered, how the REFER, what is told in NOTIFYs,
who hangs up. The phones are transaction layers enough to answer a repeated
request with the same response and to repeat their own until they are answered;
LOSS percent of the datagrams are lost on either side.

At the end it prints one line for each thing that is wrong: a leg that is still
up, a BYE too many, a REFER without a leg, an ACK that never came; and the line
"N calls, N wrong". Exit code 0 when nothing is wrong.
"""
import heapq
import random
import re
import select
import socket
import sys
import time

T1, T2, GIVE_UP = 0.5, 4.0, 32.0

# What the INVITE gets (ms after it), what the REFER, what is told, who leaves.
INVITES = [
    ("answer", 30), ("answer after 180", 20), ("answer twice", 3),
    ("fork", 3), ("486", 4), ("480", 3), ("404", 2), ("603", 1), ("500", 2),
    ("302", 2), ("407 for ever", 3), ("ring only", 6), ("100 only", 2),
    ("silent", 1), ("answer at cancel", 4), ("late answer", 3),
]
REFERS = [
    ("202", 40), ("200", 3), ("403", 2), ("405", 2), ("481", 2), ("501", 2),
    ("603", 2), ("407 for ever", 2), ("silent", 1), ("bye instead", 3),
    ("notify first", 6),
]
TOLD = [
    ("180 200!", 20), ("100 180 200!", 20), ("200!", 6), ("486!", 4),
    ("200 200!", 5), ("100", 1), ("", 1), ("!", 3), ("100!", 2),
    ("garbage 200!", 3), ("180 bye", 3), ("180 200! bye", 3),
]


def choose(table, chance):
    return chance.choices([n for n, _ in table], [w for _, w in table])[0]


class Message:
    """A request or response, as far as a phone has to know it."""

    def __init__(self, data):
        text = data.decode("utf-8", "replace")
        head, _, self.body = text.partition("\r\n\r\n")
        lines = head.split("\r\n")
        self.start = lines[0]
        self.head = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.head.setdefault(name.strip().lower(), value.strip())
        number, self.method = self.head["cseq"].split()
        self.cseq = int(number)
        self.code = 0
        if self.start.startswith("SIP/2.0 "):
            self.code = int(self.start.split()[1])
        branch = re.search(r"branch=([^;, ]+)", self.head["via"])
        self.branch = branch.group(1) if branch else ""
        self.to_tag = "tag=" in self.head["to"]


class Phone:
    """One call."""

    def __init__(self, crowd, invite, number):
        self.crowd, self.number = crowd, number
        chance = random.Random(crowd.seed * 1000003 + number)
        self.on_invite = choose(INVITES, chance)
        self.on_refer = choose(REFERS, chance)
        self.told = choose(TOLD, chance).split()
        self.invite = invite
        self.tag = "p%d" % number
        self.answers = {}       # branch and method: the response to repeat
        self.pending = {}       # CSeq: request of ours and when it began
        self.cseq = 1
        self.up = False         # the leg exists
        self.early = True       # the INVITE has no final response yet
        self.byes = 0
        self.left = False       # we said BYE
        self.acked = False
        self.final = None       # the INVITE's final response, until its ACK
        self.fork_byes = 0
        self.heard = False
        self.faults = []
        contact = re.search(r"<([^>]*)>", invite.head["contact"])
        self.target = contact.group(1)

    # --- sending

    def respond(self, request, code, phrase="x", tag=None, extra="", body=""):
        to = request.head["to"]
        if code != 100 and not request.to_tag:
            to += ";tag=" + (tag or self.tag)
        text = "SIP/2.0 %d %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\n" % (
            code, phrase, request.head["via"], request.head["from"], to)
        text += "Call-ID: %s\r\nCSeq: %s\r\n%s" % (
            request.head["call-id"], request.head["cseq"], extra)
        if request.method in ("INVITE", "REFER"):
            text += "Contact: <sip:%s@127.0.0.1:%d>\r\n" % (
                self.tag, self.crowd.port)
        if body:
            text += "Content-Type: application/sdp\r\n"
        text += "Content-Length: %d\r\n\r\n%s" % (len(body), body)
        self.crowd.send(text)
        if code != 100:
            self.answers[request.branch, request.method] = text
        return text

    def request(self, method, extra="", body=""):
        self.cseq += 1
        text = "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=" \
            "z9hG4bK%s-%d\r\nMax-Forwards: 70\r\nFrom: %s;tag=%s\r\n" % (
                method, self.target, self.crowd.port, self.tag, self.cseq,
                self.invite.head["to"], self.tag)
        text += "To: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n" % (
            self.invite.head["from"], self.invite.head["call-id"],
            self.cseq, method)
        text += "Contact: <sip:%s@127.0.0.1:%d>\r\n%s" % (
            self.tag, self.crowd.port, extra)
        text += "Content-Length: %d\r\n\r\n%s" % (len(body), body)
        self.pending[self.cseq] = (text, self.crowd.now)
        self.crowd.send(text)
        self.again(self.cseq, T1)

    def again(self, cseq, pause):
        """Repeat a request of ours until it is answered or given up."""
        def repeat():
            if cseq not in self.pending:
                return
            text, began = self.pending[cseq]
            if self.crowd.now - began > GIVE_UP:
                del self.pending[cseq]
                self.faults.append("no answer to " + text.split()[0])
                return
            self.crowd.send(text)
            self.again(cseq, min(pause * 2, T2))
        self.crowd.after(pause, repeat)

    def finish(self, code, phrase="x", tag=None, body="", extra=""):
        """Final response to the INVITE, repeated until the ACK comes."""
        if tag is None:
            if not self.early:
                return
            self.early = False
            self.up = code < 300
        text = self.respond(self.invite, code, phrase, tag, extra, body)
        self.final = text
        began = self.crowd.now

        def repeat(pause):
            if self.final is not text:
                return
            if self.crowd.now - began > GIVE_UP:
                self.faults.append("no ACK for %d" % code)
                self.final = None
                return
            self.crowd.send(text)
            self.crowd.after(min(pause * 2, T2),
                             lambda: repeat(min(pause * 2, T2)))
        self.crowd.after(T1, lambda: repeat(T1))

    def answer(self, tag=None):
        self.finish(200, "OK", tag, "v=0\r\no=p 1 1 IN IP4 127.0.0.1\r\ns=-"
                    "\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP"
                    " 0\r\na=inactive\r\n")

    # --- receiving

    def received(self, message):
        if message.code:
            if message.code >= 200:
                self.pending.pop(message.cseq, None)
            return
        known = self.answers.get((message.branch, message.method))
        if known and message.method != "ACK":
            self.crowd.send(known)
            return
        handler = getattr(self, "on_" + message.method.lower() + "_request",
                          None)
        if handler:
            handler(message)
        else:
            self.faults.append("unexpected " + message.method)
            self.respond(message, 501)

    def on_invite_request(self, message):
        if not self.early:      # again, with or without credentials
            if self.on_invite != "407 for ever":
                self.faults.append("a second INVITE")
            self.early = True
        self.invite = message
        how = self.on_invite
        if how == "silent":
            return
        self.respond(message, 100, "Trying")
        if how == "100 only":
            return
        if how[:3].isdigit():
            extra = ""
            if how == "302":
                extra = "Contact: <sip:other@example.com>\r\n"
            if how == "407 for ever":
                extra = 'Proxy-Authenticate: Digest realm="example.com", ' \
                    'nonce="n%d", stale=true, qop="auth"\r\n' % message.cseq
            self.crowd.after(0.01, lambda: self.finish(int(how[:3]), "No",
                                                       extra=extra))
            return
        if how == "answer":
            self.answer()
            return
        self.respond(message, 180, "Ringing")
        self.answers.pop((message.branch, "INVITE"), None)
        if how == "answer after 180":
            self.crowd.after(0.2, self.answer)
        elif how == "answer twice":
            self.crowd.after(0.1, self.answer)
            self.crowd.after(0.3, lambda: self.up and self.crowd.send(
                self.answers.get((message.branch, "INVITE"), "")))
        elif how == "fork":
            self.crowd.after(0.1, self.answer)
            self.crowd.after(0.25, lambda: self.answer("f" + self.tag))
        elif how == "late answer":
            # About when the caller gives up.
            self.crowd.after(self.crowd.timeout, self.answer)

    def on_cancel_request(self, message):
        if not self.early:
            self.respond(message, 200 if self.up else 481)
            return
        self.respond(message, 200, "OK")
        if self.on_invite == "answer at cancel":
            self.answer()
        else:
            self.finish(487, "Terminated")

    def on_ack_request(self, message):
        tag = re.search(r"tag=([^;]+)", message.head["to"])
        if self.final and tag and ("tag=" + tag.group(1)) in self.final:
            self.final = None
        self.acked = True
        if tag and tag.group(1) == self.tag:
            self.heard = True

    def on_refer_request(self, message):
        if not self.up or self.left or self.byes:
            self.respond(message, 481)
            if not self.up:
                self.faults.append("REFER without a leg")
            return
        how = self.on_refer
        if how == "silent":
            return
        if how == "bye instead":
            self.leave()
            self.respond(message, 481)
        elif how == "407 for ever":
            self.respond(message, 407, "No", extra='Proxy-Authenticate: '
                         'Digest realm="example.com", nonce="r%d", '
                         'stale=true, qop="auth"\r\n' % message.cseq)
        elif how == "notify first":
            self.tell()
            self.crowd.after(0.1, lambda: self.respond(message, 202))
        else:
            self.respond(message, int(how), "x")
            if how[0] == "2":
                self.crowd.after(0.02, self.tell)

    def tell(self):
        """The next NOTIFY, and after a while the one after it."""
        if not self.told:
            return
        what = self.told.pop(0)
        if what == "bye":
            self.leave()
        else:
            state = "terminated;reason=noresource" if "!" in what \
                else "active;expires=5"
            what = what.strip("!")
            body = "SIP/2.0 %s x\r\n" % what if what else ""
            extra = "Event: refer\r\nSubscription-State: %s\r\n" % state
            if body:
                extra += "Content-Type: message/sipfrag;version=2.0\r\n"
            self.request("NOTIFY", extra, body)
        self.crowd.after(0.1, self.tell)

    def leave(self):
        if self.up and not self.byes and not self.left:
            self.left = True
            self.up = False
            self.request("BYE")

    def on_bye_request(self, message):
        self.respond(message, 200, "OK")
        if "tag=f" in message.head["to"]:
            self.fork_byes += 1
            return
        self.byes += 1
        if self.byes > 1:
            self.faults.append("%d BYEs" % self.byes)
        if not self.up and not self.left:
            self.faults.append("BYE without a leg")
        self.up = False

    def wrong(self):
        # Of two answers only the second one is repeated here; where the
        # first was lost, a phone of its own would have given up by itself.
        unheard = self.on_invite == "fork" and self.crowd.loss \
            and not self.heard
        if self.up and not unheard:
            self.faults.append("the leg is still up")
        if self.early and self.on_invite in ("ring only", "100 only"):
            self.faults.append("it still rings")
        # The SIP stack sends a fork's BYE once for each of its 200s and never
        # repeats it, so that with losses the number tells nothing.
        if self.on_invite == "fork" and self.fork_byes != 1 \
                and not self.crowd.loss:
            self.faults.append("%d BYEs for the fork" % self.fork_byes)
        return self.faults

    def over(self):
        return not self.up and not self.pending and self.final is None \
            and not (self.early and self.on_invite != "silent")


class Crowd:
    def __init__(self, port, calls, seed, loss, timeout):
        self.port, self.calls, self.seed = port, calls, seed
        self.loss, self.timeout = loss, timeout
        self.chance = random.Random(seed)
        self.phones, self.timers, self.order = {}, [], 0
        self.peer = None
        self.now = time.monotonic()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind(("127.0.0.1", port))

    def send(self, text):
        if text and self.chance.random() * 100 >= self.loss:
            self.socket.sendto(text.encode(), self.peer)

    def after(self, seconds, what):
        self.order += 1
        heapq.heappush(self.timers, (self.now + seconds, self.order, what))

    def datagram(self, data, peer):
        self.peer = peer
        if self.chance.random() * 100 < self.loss:
            return
        message = Message(data)
        call_id = message.head["call-id"]
        phone = self.phones.get(call_id)
        if phone is None:
            if message.method != "INVITE" or message.code:
                return
            phone = Phone(self, message, len(self.phones))
            self.phones[call_id] = phone
        phone.received(message)

    def run(self):
        heard = self.now
        quiet = 0.0
        while True:
            self.now = time.monotonic()
            while self.timers and self.timers[0][0] <= self.now:
                heapq.heappop(self.timers)[2]()
            # When all is over, stay for what comes too late or twice.
            done = len(self.phones) >= self.calls and all(
                phone.over() for phone in self.phones.values())
            if (done and self.now - heard > 2.5) or self.now - heard > 40:
                break
            wait = 0.5
            if self.timers:
                wait = min(wait, max(0.0, self.timers[0][0] - self.now))
            if select.select([self.socket], [], [], wait)[0]:
                for _ in range(64):
                    try:
                        data, peer = self.socket.recvfrom(
                            65536, socket.MSG_DONTWAIT)
                    except BlockingIOError:
                        break
                    self.now = heard = time.monotonic()
                    self.datagram(data, peer)

    def report(self):
        wrong = 0
        for phone in self.phones.values():
            faults = phone.wrong()
            if faults:
                wrong += 1
                print("%s: %s (INVITE: %s, REFER: %s)" % (
                    phone.invite.head["call-id"], "; ".join(faults),
                    phone.on_invite, phone.on_refer))
        print("%d calls, %d wrong" % (len(self.phones), wrong))
        return 1 if wrong or len(self.phones) < self.calls else 0


def main():
    port, calls, seed = (int(n) for n in sys.argv[1:4])
    loss = float(sys.argv[4]) if len(sys.argv) > 4 else 0.0
    timeout = float(sys.argv[5]) if len(sys.argv) > 5 else 2.0
    crowd = Crowd(port, calls, seed, loss, timeout)
    print("ready", flush=True)
    crowd.run()
    sys.exit(crowd.report())


main()
