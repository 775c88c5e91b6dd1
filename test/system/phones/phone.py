"""Phones, each with its legs: transactions, dialogs and SDP as a good phone
has them, so that a conversation only says what is done on purpose."""
import collections
import hashlib
import re

import rules
from message import (PHONES_HOST, Message, Tcp, direction_of, media_of, port_of, sdp_parts,
                     uri_of)

T1, T2 = 0.5, 4.0
PHRASES = {100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded",
           183: "Session Progress", 200: "OK", 202: "Accepted",
           302: "Moved Temporarily", 401: "Unauthorized",
           403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
           407: "Proxy Authentication Required", 408: "Request Timeout",
           415: "Unsupported Media Type", 420: "Bad Extension",
           421: "Extension Required", 422: "Session Interval Too Small",
           480: "Temporarily Unavailable",
           481: "Call/Transaction Does Not Exist", 486: "Busy Here",
           487: "Request Terminated", 488: "Not Acceptable Here",
           491: "Request Pending", 500: "Server Internal Error",
           501: "Not Implemented", 503: "Service Unavailable",
           603: "Decline", 606: "Not Acceptable"}
MEDIA = {"audio": ("m=audio %d RTP/AVP 0 8 101", "a=rtpmap:0 PCMU/8000",
                   "a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/8000",
                   "a=fmtp:101 0-15"),
         "video": ("m=video %d RTP/AVP 99", "a=rtpmap:99 H264/90000"),
         "image": ("m=image %d udptl t38", "a=T38FaxVersion:0",
                   "a=T38MaxBitRate:14400")}
REFUSED = {"audio": "m=audio 0 RTP/AVP 0", "video": "m=video 0 RTP/AVP 99",
           "image": "m=image 0 udptl t38"}


class Wrong(Exception):
    """The conversation asks for something that cannot be."""


class Server:
    """A request that came, and what was said to it."""

    def __init__(self, request, way, port):
        self.request, self.way, self.port = request, way, port
        self.said = None        # the last response
        self.final = 0
        self.acked = None       # the ACK
        self.acks = 0
        self.offer = request.sdp if request.method in ("INVITE", "UPDATE") \
            else ""             # theirs
        self.our_offer = ""     # in a 2xx or a reliable 18x
        self.reliable = {}      # RSeq of 18x that wait for PRACK


class Client:
    """A request that was sent."""

    def __init__(self, request, way):
        self.request, self.way = request, way
        self.answered = False   # by anything
        self.final = None
        self.ack = None         # what was sent for a 2xx
        self.slots = None       # of the SDP before this offer


class Leg:
    """One dialog of a phone."""

    def __init__(self, office, phone, name, invite):
        self.office, self.phone, self.name = office, phone, name
        self.invite = invite
        self.call_id, self.remote_tag = invite.call_id, invite.from_tag
        office.tags += 1
        self.tag = "%s-%d" % (phone.name, office.tags)
        self.cseq, self.remote_cseq = 100, 0
        self.requests, self.responses = collections.deque(), \
            collections.deque()
        self.servers, self.clients = [], []
        self.up = self.over = self.left = self.dead = False
        self.routes, self.contact_sent = [], ""
        self.target = uri_of(invite.get("contact"))
        self.theirs = rules.SdpHistory()
        self.kinds, self.direction, self.padding = ["audio"], "sendrecv", 0
        self.slots, self.version, self.sdp = [], 0, ""
        self.acks_again = 0
        self.rseq = 0

    def fault(self, text):
        self.office.fault("%s: %s" % (self.name, text))

    def fork(self, name):
        """Another phone that got the same INVITE."""
        leg = Leg(self.office, self.phone, name, self.invite)
        first = self.servers_of("INVITE")[-1]
        server = Server(first.request, first.way, first.port)
        leg.servers.append(server)
        leg.remote_cseq = self.invite.cseq
        return leg

    # --- SDP

    def write_sdp(self, media):
        rest = ["v=0", "s=" + self.phone.name, "c=IN IP4 127.0.0.1", "t=0 0"]
        rest += media + ["a=x-padding:" + "x" * 60] * (self.padding // 74)
        if rules.but_origin(self.sdp) != rest:
            self.version += 1
        origin = "o=%s %d %d IN IP4 127.0.0.1" % (
            self.phone.name, self.phone.number * 1000 + 7, self.version)
        self.sdp = "\r\n".join(rest[:1] + [origin] + rest[1:] + [""])
        return self.sdp

    def medium(self, kind, direction):
        lines = list(MEDIA[kind])
        lines[0] %= 40000 + self.phone.number * 10 + 2 * list(
            MEDIA).index(kind)
        return lines + (["a=" + direction] if kind != "image" else [])

    def make_offer(self):
        self.slots = self.slots + [kind for kind in self.kinds
                                   if kind not in self.slots]
        media = []
        for kind in self.slots:
            media += self.medium(kind, self.direction) \
                if kind in self.kinds else [REFUSED[kind]]
        return self.write_sdp(media)

    def make_answer(self, offer):
        media, slots = [], []
        session = sdp_parts(offer)[0]
        for lines in media_of(offer):
            kind, port = lines[0][2:].split()[:2]
            slots.append(kind)
            if port == "0" or kind not in self.kinds:
                media.append(re.sub(r"^(m=\S+) \d+", r"\1 0", lines[0]))
                continue
            media += self.medium(kind, {
                "sendrecv": self.direction,
                "sendonly": "inactive" if self.direction in
                            ("inactive", "sendonly") else "recvonly",
                "recvonly": "inactive" if self.direction in
                            ("inactive", "recvonly") else "sendonly",
                "inactive": "inactive"}[direction_of(lines, session)])
        self.slots = slots
        return self.write_sdp(media)

    # --- transactions

    def servers_of(self, method=None):
        return [server for server in self.servers
                if method in (None, server.request.method)]

    def open_server(self, method=None):
        """The latest request that waits for a final response."""
        waiting = [server for server in self.servers_of(method)
                   if not server.final]
        if not waiting:
            raise Wrong("%s has no %s to answer" % (self.name,
                                                    method or "request"))
        return waiting[-1]

    def received(self, message, way, port):
        """A request for this leg."""
        method = message.method
        if method == "ACK":
            self.received_ack(message, port)
            return
        if self.left and method != "BYE":
            self.fault("%s after its own BYE" % method)
        if method == "CANCEL":
            self.received_cancel(message, way, port)
            return
        if message.cseq <= self.remote_cseq:
            self.fault("CSeq %d after %d" % (message.cseq, self.remote_cseq))
        self.remote_cseq = max(self.remote_cseq, message.cseq)
        if message.to_tag:
            for text in rules.in_dialog(message, self, port):
                self.fault("%s: %s" % (method, text))
        if method == "INVITE":
            self.received_invite(message)
        if method in ("INVITE", "UPDATE") and message.sdp:
            self.their_sdp(message, True)
        if method == "PRACK":
            self.received_prack(message)
        if method == "BYE":
            self.left = self.over = True
        self.servers.append(Server(message, way, port))
        self.requests.append(message)

    def received_invite(self, message):
        for server in self.servers_of("INVITE"):
            if not server.final or not server.acked:
                self.fault("an INVITE while INVITE %d is not over (3261 14.1)"
                           % server.request.cseq)
        if message.get("contact"):
            self.target = uri_of(message.get("contact"))
        if not self.up:
            self.invite, self.over = message, False

    def their_sdp(self, message, is_offer, offer=None):
        for text in self.theirs.check(message.sdp, is_offer, offer):
            self.fault("%s: %s" % (message.name(), text))

    def received_cancel(self, message, way, port):
        invites = [server for server in self.servers_of("INVITE")
                   if server.request.branch == message.branch]
        if not invites:
            self.fault("CANCEL with a branch of its own (3261 9.1)")
        else:
            request = invites[0].request
            for name in ("from", "to", "call-id"):
                if request.get(name) != message.get(name):
                    self.fault("CANCEL with another " + name)
            if request.uri != message.uri or request.cseq != message.cseq:
                self.fault("CANCEL with another URI or number")
            if not invites[0].said:
                self.fault("CANCEL before any response (3261 9.1)")
        self.servers.append(Server(message, way, port))
        self.requests.append(message)

    def received_ack(self, message, port):
        found = [server for server in self.servers_of("INVITE")
                 if server.request.cseq == message.cseq and server.final]
        if not found:
            self.fault("an ACK for nothing")
            return
        server = found[-1]
        if server.final >= 300:
            if message.branch != server.request.branch:
                self.fault("ACK for %d with another branch" % server.final)
            if message.uri != server.request.uri or \
                    message.words("route") != server.request.words("route"):
                self.fault("ACK for %d goes elsewhere (3261 17.1.1.3)"
                           % server.final)
            server.acked = message
            return
        if message.branch == server.request.branch:
            self.fault("ACK for a 2xx with the INVITE's branch")
        for text in rules.in_dialog(message, self, port):
            self.fault("ACK: " + text)
        server.acks += 1
        if server.acked:
            if server.acked.body != message.body:
                self.fault("the ACK came again with another body")
            self.acks_again += 1
            return
        server.acked = message
        if message.sdp and not server.our_offer:
            self.fault("an ACK with SDP that nobody waits for")
        elif message.sdp:
            self.their_sdp(message, False, server.our_offer)
        elif server.our_offer and not server.reliable:
            self.fault("an ACK without answer to our offer (3261 13.2.1)")
        self.requests.append(message)

    def received_prack(self, message):
        words = message.get("rack").split()
        for server in self.servers_of("INVITE"):
            if words[1:] == [str(server.request.cseq), "INVITE"] and \
                    words[0] in server.reliable:
                if not server.reliable.pop(words[0]):
                    return
                if message.sdp:
                    self.their_sdp(message, not server.our_offer,
                                   server.our_offer)
                elif server.our_offer:
                    self.fault("a PRACK without answer to our offer")
                server.reliable["done"] = False
                return
        self.fault("PRACK for nothing: RAck %s" % message.get("rack"))

    def lose_ack(self, message):
        """As if that ACK had never come."""
        for server in self.servers_of("INVITE"):
            if server.acked is message:
                server.acked = None
                self.repeat_final(server)

    def lose(self, message):
        """As if that request had never come."""
        self.servers = [server for server in self.servers
                        if server.request is not message]
        self.remote_cseq = message.cseq - 1
        if message.method == "BYE":
            self.left = self.over = False

    def lose_response(self, message):
        """As if that final response had never come."""
        for client in self.clients:
            if client.final is message:
                client.final = None
                if message.method == "BYE":
                    self.over = False

    # --- what is sent

    def contact(self, way):
        return "<sip:%s@%s:%d%s>" % (
            self.phone.name, PHONES_HOST, self.phone.port,
            ";transport=tcp" if isinstance(way, Tcp) else "")

    def respond(self, server, code, phrase="", headers="", body="",
                content="application/sdp", reliable=False):
        request = server.request
        given = {line.split(":")[0].strip().lower()
                 for line in headers.split("\r\n")}
        to = request.get("to")
        if code != 100 and not request.to_tag:
            to += ";tag=" + self.tag
        lines = ["SIP/2.0 %d %s" % (code, phrase or PHRASES.get(code, "x"))]
        lines += ["Via: " + via for via in request.all("via")]
        lines += ["From: " + request.get("from"), "To: " + to,
                  "Call-ID: " + request.call_id,
                  "CSeq: " + request.get("cseq")]
        initial = request.method == "INVITE" and not request.to_tag
        if initial and 100 < code < 300 and self.phone.routed:
            route = self.office.route(self.phone)
            lines += ["Record-Route: " + ", ".join(reversed(route))]
        if request.method in ("INVITE", "UPDATE", "REFER") and \
                100 < code < 300 and "contact" not in given:
            lines += ["Contact: " + self.contact(server.way)]
        if request.method in ("INVITE", "UPDATE", "OPTIONS") and \
                code // 100 == 2 and "allow" not in given:
            lines += ["Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO,"
                      " MESSAGE, REFER, NOTIFY, PRACK"]
        if code in (401, 407) and "authenticate" not in headers.lower():
            lines += ['%s: Digest realm="example.com", nonce="n%s%d", '
                      'qop="auth", algorithm=MD5' % (
                          "WWW-Authenticate" if code == 401 else
                          "Proxy-Authenticate", self.tag, request.cseq)]
        if reliable:
            self.rseq += 1
            server.reliable[str(self.rseq)] = True
            lines += ["Require: 100rel", "RSeq: %d" % self.rseq]
        if headers:
            lines.append(headers)
        if body:
            lines.append("Content-Type: " + content)
        lines += ["Content-Length: %d" % len(body.encode()), "", body]
        data = "\r\n".join(lines).encode()
        if re.search(r"^m=\w+ \d+ ", body, re.M) and not server.offer and (
                reliable or code // 100 == 2):
            server.our_offer = body
        self.say(server.way, data)
        server.said = data
        if 100 < code < 300 and request.method in ("INVITE", "UPDATE"):
            contact = Message(data).get("contact")
            self.contact_sent = uri_of(contact)
            if initial and self.phone.routed:
                self.routes = self.office.route(self.phone)
        if reliable:
            self.repeat_reliable(server, str(self.rseq), data)
        if code >= 200:
            self.finished(server, code)

    def finished(self, server, code):
        server.final = code
        if server.request.method != "INVITE":
            return
        if code < 300:
            self.up = True
        elif not self.up:
            self.over = True
        self.repeat_final(server)

    def repeat_final(self, server, pause=T1):
        """RFC 3261 13.3.1.4 and 17.2.1: until the ACK comes."""
        def again():
            if server.acked or self.dead:
                return
            if server.final < 300 or not isinstance(server.way, Tcp):
                self.say(server.way, server.said, "again")
            self.repeat_final(server, min(pause * 2, T2))
        self.office.after(pause, again)

    def repeat_reliable(self, server, rseq, data, pause=T1):
        def again():
            if server.reliable.get(rseq) and not self.dead:
                self.say(server.way, data, "again")
                self.repeat_reliable(server, rseq, data, pause * 2)
        self.office.after(pause, again)

    def way_out(self):
        port = port_of(self.target)
        if "transport=tcp" in self.target.lower():
            return self.office.wire.tcp_to(self.phone.port, port)
        return self.office.wire.udp_to(self.phone.port, port)

    def write_request(self, method, cseq, branch, transport, headers, body,
                      content, way):
        lines = ["%s %s SIP/2.0" % (method, self.target),
                 "Via: SIP/2.0/%s 127.0.0.1:%d;rport;branch=%s" % (
                     transport, self.phone.port, branch),
                 "Max-Forwards: 70",
                 "From: %s;tag=%s" % (self.invite.get("to"), self.tag),
                 "To: " + self.invite.get("from"),
                 "Call-ID: " + self.call_id, "CSeq: %d %s" % (cseq, method)]
        if method in rules.METHODS_WITH_CONTACT and \
                "contact:" not in headers.lower():
            contact = self.contact(way)
            lines.append("Contact: " + contact)
        if headers:
            lines.append(headers)
        if body:
            lines.append("Content-Type: " + content)
        lines += ["Content-Length: %d" % len(body.encode()), "", body]
        return "\r\n".join(lines).encode()

    def request(self, method, headers="", body="", content="application/sdp",
                old_slots=None):
        way = self.way_out()
        self.office.branches += 1
        branch = "z9hG4bK-%s-%d" % (self.tag, self.office.branches)
        if method == "CANCEL":
            invite = [client for client in self.clients
                      if client.request.method == "INVITE"][-1]
            branch, cseq = invite.request.branch, invite.request.cseq
        else:
            self.cseq += 1
            cseq = self.cseq
        data = self.write_request(method, cseq, branch, way.transport,
                                  headers, body, content, way)
        client = Client(Message(data), way)
        client.slots = old_slots
        self.clients.append(client)
        if method in ("INVITE", "UPDATE"):
            self.contact_sent = uri_of(client.request.get("contact"))
        self.say(way, data)
        self.repeat_request(client, data)

    def repeat_request(self, client, data, pause=T1):
        def again():
            if client.final or self.dead or (
                    client.answered and client.request.method == "INVITE"):
                return
            if not isinstance(client.way, Tcp):
                self.say(client.way, data, "again")
            self.repeat_request(client, data, min(pause * 2, T2))
        self.office.after(pause, again)

    def answered(self, client, message):
        """A response came."""
        for text in rules.a_response(message, client.request):
            self.fault("%s: %s" % (message.name(), text))
        method = message.method
        first = client.final is None
        client.answered = True
        if message.code >= 200:
            if not first and client.final.start == message.start:
                self.office.note(self, ">", message, "again")
                self.again_answered(client, message)
                return
            if not first:
                self.fault("%s after %s" % (message.start,
                                            client.final.start))
            client.final = message
        self.office.note(self, ">", message)
        if message.sdp:
            offer = client.request.sdp
            self.their_sdp(message, not offer, offer or None)
        elif client.request.sdp and message.code // 100 == 2 and \
                method in ("INVITE", "UPDATE"):
            self.fault("%s without answer to our offer" % message.name())
        if message.code >= 300 and method == "INVITE":
            self.ack_refusal(client, message)
            if client.slots is not None:
                self.slots = client.slots
        if method == "BYE" and message.code >= 200:
            self.over = True
        if message.code // 100 == 2 and message.get("contact"):
            self.target = uri_of(message.get("contact"))
        if message.code != 100:
            self.responses.append(message)

    def again_answered(self, client, message):
        if message.method == "INVITE":
            if message.code >= 300:
                self.ack_refusal(client, message)
            elif client.ack:
                self.say(client.way, client.ack, "again")

    def ack_refusal(self, client, message):
        request = client.request
        self.say(client.way, "\r\n".join([
            "ACK %s SIP/2.0" % request.uri, "Via: " + request.get("via"),
            "Max-Forwards: 70", "From: " + request.get("from"),
            "To: " + message.get("to"), "Call-ID: " + self.call_id,
            "CSeq: %d ACK" % request.cseq, "Content-Length: 0", "",
            ""]).encode())

    def acknowledge(self, headers="", body=""):
        """The ACK of the latest 2xx."""
        clients = [client for client in self.clients if client.final and
                   client.request.method == "INVITE" and
                   client.final.code < 300 and not client.ack]
        if not clients:
            raise Wrong(self.name + " has no 2xx to acknowledge")
        client = clients[0]
        self.office.branches += 1
        client.ack = self.write_request(
            "ACK", client.request.cseq,
            "z9hG4bK-%s-%d" % (self.tag, self.office.branches),
            client.way.transport, headers, body, "application/sdp",
            client.way)
        self.say(client.way, client.ack)

    def say(self, way, data, remark=""):
        if not self.dead:
            self.office.note(self, "<", Message(data), remark)
            way.send(data)


def digest_faults(message, user, password="secret", realm="example.com"):
    """Are these the credentials of that user?"""
    values = message.all("authorization") + \
        message.all("proxy-authorization")
    if not values:
        return ["no credentials"]
    said = {name.lower(): quoted or bare for name, quoted, bare in re.findall(
        r'(\w+)\s*=\s*(?:"([^"]*)"|([^",\s]+))', values[-1])}

    def md5(text):
        return hashlib.md5(text.encode()).hexdigest()
    if said.get("username") != user:
        return ["credentials of %s" % said.get("username")]
    ha1 = md5("%s:%s:%s" % (user, realm, password))
    ha2 = md5("%s:%s" % (message.method, said.get("uri")))
    want = md5(":".join([ha1, said.get("nonce", ""), said.get("nc", ""),
                         said.get("cnonce", ""), "auth", ha2]))
    return [] if want == said.get("response") else ["a wrong digest"]
