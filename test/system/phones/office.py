"""All phones of a test in one place: which leg a message is for, the clock, and
a trace of what went over the wire."""
import heapq
import re
import time

import rules
from message import PHONES_HOST, Malformed, Message, Wire
from phone import Leg


class Phone:
    """A user, and where it can be reached."""

    def __init__(self, number, name, port, routed):
        self.number, self.name, self.port = number, name, port
        self.routed = routed


class Office:
    """All phones, their legs, the clock and what went over the wire."""

    def __init__(self, proxy_port, phones):
        self.wire, self.proxy_port, self.phones = Wire(), proxy_port, phones
        self.legs = {}          # by name: the latest leg
        self.all_legs = []
        self.timers, self.order = [], 0
        self.faults, self.trace = [], []
        self.began = time.monotonic()
        self.tags = self.branches = self.serial = 0
        self.log = open("phones.wire", "w", encoding="utf-8")
        self.wire.listen(proxy_port)
        for port in {phone.port for phone in phones.values()} - {proxy_port}:
            self.wire.listen(port, PHONES_HOST)

    def route(self, phone):
        """What a request in a dialog has to say, in this order."""
        return ["<sip:127.0.0.1:%d;lr>" % self.proxy_port,
                "<sip:127.0.0.1:%d;lr;x=%s>" % (phone.port, phone.name)]

    def now(self):
        return time.monotonic() - self.began

    def after(self, seconds, what):
        self.order += 1
        heapq.heappush(self.timers, (self.now() + seconds, self.order, what))

    def fault(self, text):
        self.faults.append("%.3f %s" % (self.now(), text))
        self.trace.append("        !! " + text)

    def note(self, leg, direction, message, remark=""):
        self.trace.append("%7.3f %-8s %s %s%s" % (
            self.now(), leg.name if leg else "?", direction, message.name(),
            " " + remark if remark else ""))
        self.log.write("--- %s\n%s\n" % (self.trace[-1], message.data.decode(
            "utf-8", "replace").replace("\r", "")))
        self.log.flush()

    # --- what comes

    def came(self, port, way, data):
        try:
            message = Message(data)
        except (Malformed, ValueError) as error:
            self.fault("no SIP message: %s in %r" % (error, data[:200]))
            return
        self.serial += 1
        message.serial = self.serial
        if message.code:
            self.came_response(message, way)
        else:
            self.came_request(message, way, port)

    def check(self, leg, message, way):
        for text in rules.any_message(message, way.transport):
            self.fault("%s: %s: %s" % (leg.name if leg else "?",
                                       message.name(), text))

    def came_response(self, message, way):
        for leg in self.all_legs:
            for client in leg.clients:
                if client.request.branch == message.branch and \
                        client.request.method == message.method:
                    if leg.dead:
                        return
                    self.check(leg, message, way)
                    leg.answered(client, message)
                    return
        self.note(None, ">", message)
        self.fault("a response to nothing: " + message.start)

    def came_request(self, message, way, port):
        leg = self.leg_for(message)
        if leg is None:
            self.note(None, ">", message)
            self.fault("a request for no dialog: " + message.start)
            return
        if leg.dead:
            return
        for server in leg.servers:
            if server.request.branch == message.branch and \
                    server.request.method == message.method:
                self.note(leg, ">", message, "again")
                if server.request.data != message.data:
                    self.fault("%s: %s came again, but changed" % (
                        leg.name, message.method))
                if server.said:
                    leg.say(way, server.said, "again")
                return
        self.note(leg, ">", message)
        self.check(leg, message, way)
        leg.received(message, way, port)

    def leg_for(self, message):
        mine = [leg for leg in self.all_legs
                if leg.call_id == message.call_id]
        if message.to_tag:
            for leg in mine:
                if leg.tag == message.to_tag:
                    return leg
            return None
        user = re.match(r"sips?:([^@;]*)@", message.uri)
        phone = self.phones.get(user.group(1) if user else "")
        # After a redirection it is the same call, but another phone.
        mine = [leg for leg in mine if phone in (None, leg.phone)]
        if mine or phone is None or message.method != "INVITE":
            return mine[0] if mine else None
        name, n = phone.name, 1
        while name in self.legs and not self.legs[name].over:
            n += 1
            name = "%s#%d" % (phone.name, n)
        leg = Leg(self, phone, name, message)
        self.legs[name] = leg
        self.all_legs.append(leg)
        return leg

    # --- time

    def turn(self, until):
        """Serves once, until something comes or that moment."""
        if self.timers:
            until = min(until, self.timers[0][0])
        came, commands = self.wire.poll(max(0.0, until - self.now()))
        for port, way, data in came:
            self.came(port, way, data)
        while self.timers and self.timers[0][0] <= self.now():
            heapq.heappop(self.timers)[2]()
        return commands

    def wait(self, seconds, true):
        """Serves until it is true; false when the time is over."""
        end = self.now() + seconds
        while not true():
            if self.now() >= end:
                return False
            self.turn(end)
        return True
