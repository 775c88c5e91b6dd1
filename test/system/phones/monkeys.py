#!/usr/bin/env python3
"""Phones and a client that do anything at any time.

    monkeys.py HTTP-PORT PROXY-PORT SECONDS SEED NAME=PORT...

Calls are placed, transferred and hung up by HTTP; each phone answers, refuses,
puts on hold, takes back, asks and hangs up by chance. Then all is hung up, and
every leg must be over. Prints the first thing that is wrong and what that leg
saw, or how much there was. Exit code 0 when nothing is wrong."""
import collections
import http.client
import random
import sys

from office import Office, Phone


class Monkeys:
    """The chance, and what it leads to."""

    def __init__(self, office, http_port, seed):
        self.office, self.http_port = office, http_port
        self.chance = random.Random(seed)
        self.count = collections.Counter()
        self.keys = set()
        self.posts = 180
        self.quiet = False      # no new troubles

    def maybe(self, percent):
        return self.chance.random() * 100 < percent

    def soon(self, longest, what):
        self.office.after(self.chance.random() * longest, what)

    # --- the client

    def http(self, method, path):
        link = http.client.HTTPConnection("127.0.0.1", self.http_port,
                                          timeout=10)
        link.request(method, "/callcontroller/" + path)
        answer = link.getresponse()
        answer.read()
        link.close()
        self.count["%s %d" % (method, answer.status)] += 1
        return answer.status

    def post(self, key, parameters):
        self.posts += 1
        return self.http("POST", "%s?sipMethod=Invite&resultCacheTime=%d&%s" % (
            key, self.posts, parameters))

    def client(self):
        names = list(self.office.phones)
        calling, called, target = self.chance.sample(names, 3)
        key = calling + "/" + called
        if self.maybe(50) and len([leg for leg in self.office.all_legs
                                   if not leg.over]) < 12:
            self.keys.add(key)
            self.post(key, "timeout=%d" % self.chance.randint(1, 3))
        elif self.keys:
            key = self.chance.choice(sorted(self.keys))
            if self.maybe(50):
                self.post(key, "action=Transfer&timeout=1&target=" + target)
            elif self.maybe(40):
                self.post(key, "action=Hangup")
            else:
                self.http("GET", key + "?sipMethod=Invite")

    # --- the phones: what came

    def look(self):
        for leg in list(self.office.all_legs):
            while leg.requests:
                self.request(leg, leg.requests.popleft())
            while leg.responses:
                self.response(leg, leg.responses.popleft())

    @staticmethod
    def server_of(leg, message):
        for server in leg.servers:
            if server.request is message:
                return server
        return None

    def answer(self, leg, server, code, sdp=False, delay=0.0):
        """Now or later, if it is not answered by then."""
        def now():
            if server.final or leg.dead:
                return
            body = ""
            if sdp:
                body = leg.make_answer(server.offer) if server.offer else \
                    leg.make_offer()
            leg.respond(server, code, body=body)
        self.count["%d %s" % (code, server.request.method)] += 1
        if delay:
            self.soon(delay, now)
        else:
            now()

    def request(self, leg, message):
        method = message.method
        self.count[method] += 1
        server = self.server_of(leg, message)
        if method == "ACK" or server is None:
            return
        if method == "BYE":
            self.answer(leg, server, 200)
            self.end_invites(leg)
        elif method == "CANCEL":
            self.answer(leg, server, 200)
            if self.maybe(20):      # picked up just now
                for invite in leg.servers_of("INVITE"):
                    self.answer(leg, invite, 200, True)
            self.end_invites(leg)
        elif leg.over and message.to_tag:
            self.answer(leg, server, 481)
        elif method == "INVITE":
            (self.reinvited if message.to_tag else self.invited)(leg, server)
        elif method == "UPDATE":
            self.answer(leg, server, 200, bool(server.offer))
        else:
            self.answer(leg, server, self.chance.choice((200, 200, 415, 480)),
                        delay=0.2)

    def end_invites(self, leg):
        for server in leg.servers_of("INVITE"):
            self.answer(leg, server, 487)

    def invited(self, leg, server):
        if self.maybe(5):
            return self.answer(leg, server, 407)
        dice = self.chance.random() * 100
        if dice >= 93 or self.maybe(80):
            leg.respond(server, 180)
        if dice < 80:
            leg.kinds = self.chance.choice((["audio"], ["audio"],
                                            ["audio", "video"]))
            self.answer(leg, server, 200, True, 0.4)
        elif dice < 90:
            self.answer(leg, server, self.chance.choice(
                (486, 603, 480, 404, 503)), delay=0.4)
        elif dice < 93:
            self.answer(leg, server, 200)
        return None             # or it rings until the CANCEL

    def reinvited(self, leg, server):
        if self.pending(leg):
            return self.answer(leg, server, 491)
        if self.maybe(50):
            leg.respond(server, 180)
        dice = self.chance.random() * 100
        if dice < 80:
            self.answer(leg, server, 200, True, 0.3)
        elif dice < 88:
            self.answer(leg, server, 488)
        elif dice < 94:
            self.answer(leg, server, 491)
        elif dice < 96:
            self.answer(leg, server, 481)
        else:
            self.answer(leg, server, 200, True, 1.2)
        return None

    @staticmethod
    def pending(leg):
        return [client for client in leg.clients
                if client.request.method == "INVITE" and not client.final]

    def response(self, leg, message):
        self.count["> %d %s" % (message.code, message.method)] += 1
        if message.method != "INVITE" or message.code // 100 != 2:
            return
        client = [client for client in leg.clients
                  if client.final is message][0]

        def acknowledge():
            if client.ack is None and not leg.dead:
                leg.acknowledge(body="" if client.request.sdp
                                else leg.make_answer(message.sdp))
        self.soon(0.2, acknowledge)

    # --- the phones: what they want

    def trouble(self, leg):
        busy = self.pending(leg) or [
            client for client in leg.clients if client.final and
            client.final.code < 300 and client.ack is None and
            client.request.method == "INVITE"] or [
            server for server in leg.servers_of("INVITE") if not server.final]
        dice = self.chance.random() * 100
        if dice < 30 and not busy:
            slots = leg.slots
            leg.direction = self.chance.choice(("sendrecv", "sendonly",
                                                "inactive"))
            leg.request("INVITE", body=leg.make_offer() if self.maybe(80)
                        else "", old_slots=slots)
        elif dice < 38 and not busy:
            leg.request("UPDATE", body=leg.make_offer() if self.maybe(60)
                        else "", old_slots=leg.slots)
        elif dice < 70:
            leg.request(self.chance.choice(("INFO", "OPTIONS", "MESSAGE")),
                        body="Hello", content="text/plain")
        elif dice < 85:
            for client in self.pending(leg):
                if client.answered:
                    leg.request("CANCEL")
        elif dice < 93:
            leg.request("BYE")
            leg.over = True
            self.end_invites(leg)

    def tick(self):
        if self.quiet:
            return
        self.client()
        for leg in self.office.all_legs:
            if leg.up and not leg.over and self.maybe(25):
                self.soon(0.2, lambda leg=leg: leg.over or self.trouble(leg))
        self.office.after(0.15, self.tick)

    # --- the whole

    def serve(self, seconds, done=lambda: False):
        end = self.office.now() + seconds
        while self.office.now() < end and not done():
            self.office.turn(min(end, self.office.now() + 0.1))
            self.look()
            if self.office.faults:
                return

    def over(self):
        return all(leg.over and not self.waits(leg)
                   for leg in self.office.all_legs)

    @staticmethod
    def waits(leg):
        return [1 for server in leg.servers if not server.final or (
            server.request.method == "INVITE" and not server.acked)] + [
            1 for client in leg.clients if not client.final]

    def run(self, seconds):
        self.tick()
        self.serve(seconds)
        self.quiet = True
        for key in sorted(self.keys):
            self.post(key, "action=Hangup")
        self.serve(12, self.over)
        self.serve(0.6)
        for leg in self.office.all_legs:
            if not leg.over:
                self.office.fault("%s: the leg is still up" % leg.name)
            elif self.waits(leg):
                self.office.fault("%s: something is still open" % leg.name)
        for key in sorted(self.keys):
            if self.post(key, "action=Hangup") != 404:
                self.office.fault("%s: the call is not over" % key)


def main():
    http_port, proxy_port = int(sys.argv[1]), int(sys.argv[2])
    phones = {}
    for word in sys.argv[5:]:
        name, _, port = word.partition("=")
        phones[name] = Phone(len(phones) + 1, name, int(port), False)
    office = Office(proxy_port, phones)
    monkeys = Monkeys(office, http_port, int(sys.argv[4]))
    print("ready", flush=True)
    monkeys.run(float(sys.argv[3]))
    for text in office.faults[:5]:
        print("WRONG", text)
    if office.faults:
        print("\n".join(office.trace[-120:]))
        sys.exit(1)
    print(len(office.all_legs), "legs;", ", ".join(
        "%d %s" % (count, what) for what, count in
        sorted(monkeys.count.items())))


main()
