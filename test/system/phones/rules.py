"""What RFCs 3261, 3264 and 8866 demand of each message that the daemon sends.

Each function gives a list of faults, in words."""
import re

from message import direction_of, port_of, sdp_parts, uri_of

METHODS_WITH_CONTACT = ("INVITE", "UPDATE", "REFER", "SUBSCRIBE", "NOTIFY")


def any_message(message, transport):
    """What holds for all of them."""
    faults = []
    if len(message.all("content-length")) != 1:
        faults.append("not one Content-Length")
    elif message.get("content-length") != str(len(message.body.encode())):
        faults.append("Content-Length %s, but the body has %d bytes" % (
            message.get("content-length"), len(message.body.encode())))
    if message.body and not message.get("content-type"):
        faults.append("a body without Content-Type")
    for name in ("from", "to", "call-id", "cseq", "max-forwards", "contact",
                 "content-type", "reason", "session-expires", "min-se"):
        if len(message.all(name)) > 1:
            faults.append("more than one " + name)
    if not message.from_tag:
        faults.append("no tag in From (3261 8.1.1.3)")
    if not message.code:
        faults += a_request(message, transport)
    if message.sdp:
        faults += sdp_text(message.sdp)
    return faults


def a_request(message, transport):
    faults = []
    method = message.start.split(" ")[0]
    if message.method != method:
        faults.append("CSeq says " + message.method)
    if not message.branch.startswith("z9hG4bK"):
        faults.append("branch %r (3261 8.1.1.7)" % message.branch)
    if not message.get("via").startswith("SIP/2.0/%s " % transport):
        faults.append("Via of another transport: " + message.get("via"))
    if not message.get("max-forwards").isdigit():
        faults.append("no Max-Forwards")
    contact = message.get("contact")
    if method in METHODS_WITH_CONTACT and not contact:
        faults.append("no Contact")
    if contact and not re.search(r"<sips?:[^@>]*@?127\.0\.0\.1:\d+",
                                 contact):
        faults.append("Contact " + contact)
    if method == "ACK" and (message.get("require") or contact == "*"):
        faults.append("Require in an ACK")
    if method in ("ACK", "CANCEL", "BYE", "PRACK") and message.get("expires"):
        faults.append("Expires in " + method)
    return faults


def a_response(message, sent):
    """To a request that a phone sent."""
    faults = []
    for name in ("from", "call-id", "cseq"):
        if message.get(name) != sent.get(name):
            faults.append("%s is %s, not %s (3261 8.2.6.2)" % (
                name, message.get(name), sent.get(name)))
    if [via.split(";")[0] for via in message.words("via")] != \
            [via.split(";")[0] for via in sent.words("via")] or \
            message.branch != sent.branch:
        faults.append("Via is not ours")
    if message.code != 100 and not message.to_tag:
        faults.append("no tag in To")
    if sent.to_tag and message.get("to") != sent.get("to"):
        faults.append("To was changed")
    if 200 <= message.code < 300 and message.method in ("INVITE", "UPDATE") \
            and not message.get("contact"):
        faults.append("no Contact in the 2xx (3261 12.1.1)")
    if message.code in (405,) and not message.get("allow"):
        faults.append("405 without Allow")
    if message.code == 420 and not message.get("unsupported"):
        faults.append("420 without Unsupported")
    if message.code == 422 and not message.get("min-se"):
        faults.append("422 without Min-SE")
    return faults


def in_dialog(message, leg, port):
    """A request in a dialog: where it went, and its To and From."""
    faults = []
    if message.get("call-id") != leg.call_id:
        faults.append("another Call-ID")
    if message.from_tag != leg.remote_tag:
        faults.append("From tag %s, not %s" % (message.from_tag,
                                               leg.remote_tag))
    if uri_of(message.get("to")) != uri_of(leg.invite.get("to")):
        faults.append("To URI was changed")
    if uri_of(message.get("from")) != uri_of(leg.invite.get("from")):
        faults.append("From URI was changed")
    if message.uri != leg.contact_sent:
        faults.append("Request-URI %s, not the Contact %s (3261 12.2.1.1)" % (
            message.uri, leg.contact_sent))
    if message.words("route") != leg.routes:
        faults.append("Route %s, not %s" % (message.words("route"),
                                            leg.routes))
    hop = port_of(uri_of(leg.routes[0])) if leg.routes else \
        port_of(leg.contact_sent)
    if port != hop:
        faults.append("came to port %d, not %d" % (port, hop))
    return faults


ORDER = "vosiuepcbtrzka"


def sdp_text(sdp):
    """RFC 8866 5: the lines and their order."""
    faults = []
    if not sdp.endswith("\r\n") or re.search(r"[^\r]\n|\r[^\n]", sdp):
        faults.append("SDP lines do not end with CR LF")
    session, *media = sdp_parts(sdp)
    kinds = [line[:1] for line in session]
    if kinds[:3] != ["v", "o", "s"] or "t" not in kinds:
        faults.append("SDP does not have v, o, s and t")
    places = [ORDER.find(kind) for kind in kinds]
    # b and t may repeat, r belongs to t.
    if places != sorted(places) or -1 in places:
        faults.append("SDP lines in a wrong order: " + "".join(kinds))
    if kinds.count("o") != 1 or kinds.count("v") != 1:
        faults.append("not one v= and one o=")
    for line in session:
        if line[:2] == "o=" and not re.fullmatch(
                r"o=\S+ \d+ \d+ IN IP[46] \S+", line):
            faults.append("SDP origin " + line)
    for medium in media:
        if not re.fullmatch(r"m=\S+ \d+(/\d+)? \S+( \S+)+", medium[0]):
            faults.append("SDP line " + medium[0])
        port = medium[0].split()[1]
        if port != "0" and not any(
                line.startswith("c=") for line in session + medium):
            faults.append("a medium without c=")
    return faults


def but_origin(sdp):
    return [line for line in sdp.split("\r\n")
            if line and not line.startswith("o=")]


class SdpHistory:
    """The SDP that the daemon sends in one dialog: one session id, a version
    that goes up by one whenever something changes and only then (3264 8)."""

    def __init__(self):
        self.said = []          # (version, all but o=)
        self.origin = None
        self.lines = 0          # most m= lines so far

    def check(self, sdp, is_offer, offer=None):
        faults = []
        origin = re.search(r"^o=(.*)\r$", sdp, re.M)
        if not origin or len(origin.group(1).split()) != 6:
            return ["no o= line"]
        words = origin.group(1).split()
        version = int(words[2])
        if self.origin is None:
            self.origin = words[:2] + words[3:]
        elif words[:2] + words[3:] != self.origin:
            faults.append("o= is now %s, was %s" % (words, self.origin))
        rest = but_origin(sdp)
        if self.said:
            last_version, last_rest = self.said[-1]
            wanted = last_version + (rest != last_rest)
            if version != wanted:
                faults.append("SDP version %d, not %d" % (version, wanted))
        self.said.append((version, rest))
        count = len(sdp_parts(sdp)) - 1
        if is_offer:
            if count < self.lines:
                faults.append("an offer of %d m= lines after %d (3264 8)" % (
                    count, self.lines))
            self.lines = max(self.lines, count)
        elif offer is not None:
            faults += answer_fits(offer, sdp)
            self.lines = max(self.lines, count)
        return faults


def answer_fits(offer, answer):
    """3264 6: as many m= lines, of the same kinds, directions that fit."""
    faults = []
    asked_session, *asked = sdp_parts(offer)
    said_session, *said = sdp_parts(answer)
    if len(asked) != len(said):
        return ["an answer of %d m= lines to an offer of %d (3264 6)" % (
            len(said), len(asked))]
    for one, two in zip(asked, said):
        one_words, two_words = one[0].split(), two[0].split()
        if one_words[0] != two_words[0]:
            faults.append("%s answered with %s" % (one[0], two[0]))
        if one_words[1] == "0" and two_words[1] != "0":
            faults.append("a refused medium was answered with a port")
        if two_words[1] == "0":
            continue
        asks, says = direction_of(one, asked_session), \
            direction_of(two, said_session)
        allowed = {"sendrecv": ("sendrecv", "sendonly", "recvonly",
                                "inactive"),
                   "sendonly": ("recvonly", "inactive"),
                   "recvonly": ("sendonly", "inactive"),
                   "inactive": ("inactive",)}[asks]
        if says not in allowed:
            faults.append("%s answered with %s" % (asks, says))
    return faults
