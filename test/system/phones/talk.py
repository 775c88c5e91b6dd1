#!/usr/bin/env python3
"""Phones that hold a conversation which a test writes down.

    talk.py [--route] PROXY-PORT NAME=PORT...

The daemon's outbound proxy is PROXY-PORT; each phone is a user of the domain
and has a port of its own for what is in a dialog. With --route the proxy stays
in the path (Record-Route). With PHONES_TCP=no nobody listens on TCP. Standard
input has blocks of steps, each block ended by a line "."; standard output has
one answer for each: "ok", or what is wrong and what went over the wire, ended
by a line "." too.

    alice receives INVITE with SDP
    alice sends 180
    alice sends 200 with SDP
    alice receives ACK without SDP
    then bob receives INVITE without SDP
    bob sends 200 with SDP
    alice receives INVITE with SDP of bob

A step waits up to 5 s ("within 8 s", "after 2.0-4.0 s": since the step before)
for what it names; what else comes to that phone first is wrong. "then" says
that it came later than the last thing received. What nobody waited for must
have been waited for at the end. Repetitions by the transport are no steps, nor
are 100, and the ACKs of refusals.

    receives METHOD|CODE[|CODE...]   [to METHOD] (CODE only)
    receives ACK again               that of a 2xx that was sent again
    may receive ...                  if it is there within 0.3 s; a CANCEL is
                                     answered 200
    loses METHOD|CODE                as if it had never come
    sends CODE [to METHOD]           answers the latest request (METHOD)
    sends 200 again                  repeats the latest 2xx to INVITE
    sends 183 reliably               RFC 3262
    sends METHOD [numbered N]        in the dialog, with this CSeq
    hears nothing for 500 ms         ("nobody hears ...": all of them)
    dies                             from now on says nothing
    resets connections               its TCP connections, and the proxy's

    with SDP [hold|inactive|audio|video|image|big]   when it is sent: the
                        phone's own, as an answer if there was an offer
    with SDP [of bob|inactive|sendonly|refused]      when it comes: what it says
    without SDP, with body TEXT, with credentials of alice
    | Name: value       a header to add, or a regular expression that it matches
                        ("A/B: x": one of these headers)
    | !Name             no such header; these may be on lines of their own

"bob/B" is another phone that got bob's INVITE. A line "end" checks that
nothing was left over: no message, no leg, no INVITE without ACK.
"""
import os
import re
import sys

from message import Message, direction_of, sdp_parts
from office import Office, Phone
from phone import Wrong, digest_faults

PATIENCE = 5.0


class Failed(Exception):
    """The conversation did not go as written."""


class Step:
    """One line of a conversation, taken apart."""

    def __init__(self, line):
        self.line = line
        parts = [part.strip() for part in re.split(r"\s\|\s", line)]
        self.headers = parts[1:]
        text = parts[0]
        self.within, self.after = PATIENCE, None
        found = re.search(r"\s+within ([\d.]+) s\b", text)
        if found:
            self.within = float(found.group(1))
            text = text.replace(found.group(0), "")
        found = re.search(r"\s+after ([\d.]+)-([\d.]+) s\b", text)
        if found:
            self.after = float(found.group(1)), float(found.group(2))
            self.within = self.after[1]
            text = text.replace(found.group(0), "")
        self.body = self.sdp = self.user = None
        found = re.search(r"\s+with credentials of (\S+)", text)
        if found:
            self.user = found.group(1)
            text = text.replace(found.group(0), "")
        found = re.search(r"\s+with body (.*)$", text)
        if found:
            self.body = found.group(1)
            text = text.replace(found.group(0), "")
        found = re.search(r"\s+(with|without) SDP((?: \S+)*)$", text)
        if found:
            self.sdp = found.group(2).split() if found.group(1) == "with" \
                else False
            text = text[:found.start()]
        self.words = text.split()

    def take(self, *words):
        """Removes these words if they are there."""
        words = list(words)
        for at in range(len(self.words)):
            if self.words[at:at + len(words)] == words:
                del self.words[at:at + len(words)]
                return True
        return False

    def take_after(self, word):
        """Removes the word and the one behind it, and gives that."""
        if word not in self.words:
            return None
        at = self.words.index(word)
        value = self.words[at + 1]
        del self.words[at:at + 2]
        return value


class Talk:
    """Carries out steps."""

    def __init__(self, office):
        self.office = office
        self.last = 0           # arrival of what was received last
        self.last_time = office.now()

    def leg(self, name, patience=0.0):
        def there():
            return name in self.office.legs
        if "/" in name and not there():
            first = self.leg(name.split("/")[0])
            leg = first.fork(name)
            self.office.legs[name] = leg
            self.office.all_legs.append(leg)
        if not self.office.wait(patience, there):
            raise Failed("%s hears nothing" % name)
        return self.office.legs[name]

    def step(self, line):
        step = Step(line)
        then = step.take("then")
        if step.words[0] == "wait":
            self.office.wait(int(step.words[1]) / 1000, lambda: False)
            return
        if step.words[0] == "end":
            self.end()
            return
        name, verb, *step.words = step.words
        if verb == "hears":
            self.hears_nothing(name, step)
        elif verb == "receives":
            self.receives(name, step, then)
        elif verb == "may":
            step.words.pop(0)
            self.may_receive(name, step)
        elif verb == "loses":
            self.loses(name, step)
        elif verb == "sends":
            self.sends(name, step)
        elif verb == "resets":
            self.office.wire.drop({self.office.phones[name].port,
                                   self.office.proxy_port})
        elif verb == "dies":
            leg = self.leg(name)
            leg.dead = leg.over = True
            leg.requests.clear()
            leg.responses.clear()
        else:
            raise Wrong("what does %r mean?" % verb)
        self.last_time = self.office.now()

    # --- receiving

    def hears_nothing(self, name, step):
        def heard():
            return [leg for leg in self.office.legs.values()
                    if name in (leg.name, "nobody") and
                    (leg.requests or leg.responses)]
        seconds = int(step.words[2]) / 1000
        if self.office.wait(seconds, heard):
            leg = heard()[0]
            raise Failed("%s hears %s" % (
                leg.name, (leg.requests or leg.responses)[0].name()))

    def receives(self, name, step, then=False):
        if step.take("again"):
            leg = self.leg(name)
            if not self.office.wait(step.within, lambda: leg.acks_again):
                raise Failed("no such ACK again")
            leg.acks_again -= 1
            return
        what, to_method = step.words[0].split("|"), step.take_after("to")
        patience = step.within
        if what[0] == "INVITE" and name not in self.office.legs:
            self.leg(name, patience)
        message = self.expect(name, what, to_method, patience)
        if then and message.serial < self.last:
            raise Failed("it came before what was received last")
        if step.after and self.office.now() - self.last_time < step.after[0]:
            raise Failed("it came after %.2f s already" % (
                self.office.now() - self.last_time))
        self.last = message.serial
        self.compare(name, message, step)

    def expect(self, name, what, to_method, patience):
        """The next message of that leg, which must be this one."""
        def queue():
            leg = self.leg(name)
            if not what[0].isdigit():
                return list(leg.requests)
            # Answers to several requests may come in any order.
            return [message for message in leg.responses
                    if to_method in (None, message.method)]
        if not self.office.wait(patience, queue):
            leg = self.leg(name)
            other = leg.requests or leg.responses
            raise Failed("%s does not receive it%s" % (
                name, ", but " + other[0].name() if other else ""))
        message = queue()[0]
        said = str(message.code) if message.code else message.method
        if said not in what:
            raise Failed("%s receives %s" % (name, message.name()))
        leg = self.leg(name)
        (leg.responses if message.code else leg.requests).remove(message)
        return message

    def may_receive(self, name, step):
        leg = self.leg(name)
        queue = leg.responses if step.words[0][0].isdigit() else leg.requests
        step.within = 0.3
        if self.office.wait(0.3, lambda: queue):
            said = queue[0]
            if (str(said.code) if said.code else said.method) in \
                    step.words[0].split("|"):
                self.receives(name, step)
                if said.method == "CANCEL":
                    leg.respond(leg.open_server("CANCEL"), 200)

    def loses(self, name, step):
        leg = self.leg(name, step.within)
        message = self.expect(name, step.words, None, step.within)
        if message.code:
            leg.lose_response(message)
        elif message.method == "ACK":
            leg.lose_ack(message)
        else:
            leg.lose(message)

    def compare(self, name, message, step):
        """Does it say what the step says?"""
        if not message.code and message.to_tag:
            self.compare_transport(self.leg(name), message)
        if step.sdp is False and message.body:
            raise Failed("it has a body:\n" + message.body)
        if step.sdp is not None and step.sdp is not False:
            self.compare_sdp(message, step.sdp)
        if step.body is not None and not re.fullmatch(
                step.body, message.body.strip()):
            raise Failed("its body is %r" % message.body)
        if step.user:
            faults = digest_faults(message, step.user)
            if faults:
                raise Failed("; ".join(faults))
        for wanted in step.headers:
            if wanted.startswith("!"):
                values = message.all(wanted[1:].strip().lower())
                if values:
                    raise Failed("it has %s: %s" % (wanted[1:], values[0]))
                continue
            field, _, regex = wanted.partition(":")
            values = [value for name in field.lower().split("/")
                      for value in message.all(name.strip())]
            if field == "Request-URI":
                values = [message.uri]
            if not any(re.fullmatch(regex.strip(), value)
                       for value in values):
                raise Failed("%s is %s" % (field, values))

    @staticmethod
    def compare_transport(leg, message):
        """A request in a dialog, however big, comes by what its first hop has
        said: a phone that has said UDP may have no TCP."""
        hop = leg.routes[0] if leg.routes else leg.contact_sent
        transport = "TCP" if "transport=tcp" in hop else "UDP"
        if not message.get("via").startswith("SIP/2.0/%s " % transport):
            raise Failed("it came by another transport than " + transport)

    def compare_sdp(self, message, words):
        if not message.sdp:
            raise Failed("it has no SDP")
        session, *media = sdp_parts(message.sdp)
        words = list(words)
        while words:
            word = words.pop(0)
            if word == "of":
                self.same_sdp(message.sdp, self.leg(words.pop(0)).sdp)
            elif word == "refused":
                if any(lines[0].split()[1] != "0" for lines in media):
                    raise Failed("not all is refused:\n" + message.sdp)
            elif word.isdigit():
                if len(media) != int(word):
                    raise Failed("%d m= lines:\n%s" % (len(media),
                                                       message.sdp))
            elif any(direction_of(lines, session) != word for lines in media
                     if lines[0].split()[1] != "0"):
                raise Failed("not all is %s:\n%s" % (word, message.sdp))

    def same_sdp(self, said, source):
        """The same but for o=, and m= lines that are refused or cut off."""
        session, *media = sdp_parts(said)
        source_session, *source_media = sdp_parts(source)
        n = min(len(media), len(source_media))
        if [line for line in session if line[:2] != "o="] != \
                [line for line in source_session if line[:2] != "o="] or \
                media[:n] != source_media[:n]:
            raise Failed("not the same SDP:\n%s\nwas\n%s" % (said, source))
        for lines in media[n:] + source_media[n:]:
            if lines[0].split()[1] != "0":
                raise Failed("a medium too many or too few:\n%s\nwas\n%s" % (
                    said, source))

    # --- sending

    def sends(self, name, step):
        leg = self.leg(name)
        what = step.words.pop(0)
        headers = "\r\n".join(step.headers)
        if what.isdigit():
            self.sends_response(leg, int(what), step, headers)
            return
        old_slots = leg.slots
        number = step.take_after("numbered")
        if number:
            leg.cseq = int(number) - 1
        if what == "ACK":
            client = [client for client in leg.clients if client.final and
                      client.request.method == "INVITE" and not client.ack]
            offer = client[0].final.sdp if client and \
                not client[0].request.sdp else ""
            leg.acknowledge(headers, self.sdp_to_send(leg, step, offer))
            return
        body, content = self.sdp_to_send(leg, step, ""), "application/sdp"
        if step.body is not None:
            body, content, headers = self.body_to_send(step)
        leg.request(what, headers, body, content, old_slots)

    def sends_response(self, leg, code, step, headers):
        method = step.take_after("to")
        if step.take("again"):
            server = [server for server in leg.servers_of("INVITE")
                      if 200 <= server.final < 300][-1]
            leg.say(server.way, server.said, "again")
            return
        reliable = step.take("reliably")
        server = leg.open_server(method)
        body, content = self.sdp_to_send(leg, step, server.offer), \
            "application/sdp"
        if step.body is not None:
            body, content, headers = self.body_to_send(step)
        leg.respond(server, code, " ".join(step.words), headers, body,
                    content, reliable)
        for line in step.headers:
            if line.lower().startswith("record-route:"):
                leg.routes = Message(server.said).words("record-route")[::-1]

    @staticmethod
    def body_to_send(step):
        """A body in so many words, its type and the other headers."""
        content = "text/plain"
        for line in step.headers:
            if line.lower().startswith("content-type:"):
                content = line.partition(":")[2].strip()
        return step.body.replace("\\r\\n", "\r\n"), content, "\r\n".join(
            line for line in step.headers
            if not line.lower().startswith("content-type:"))

    def sdp_to_send(self, leg, step, offer):
        if not isinstance(step.sdp, list):
            return ""
        kinds = [word for word in step.sdp
                 if word in ("audio", "video", "image")]
        if kinds:
            leg.kinds = kinds
        leg.direction = "sendonly" if "hold" in step.sdp else \
            "inactive" if "inactive" in step.sdp else "sendrecv"
        leg.padding = 1600 if "big" in step.sdp else 0
        return leg.make_answer(offer) if offer else leg.make_offer()

    # --- the end

    def end(self):
        office = self.office
        office.wait(0.4, lambda: False)
        for leg in office.all_legs:
            for message in list(leg.requests) + list(leg.responses):
                office.fault("%s: nobody waited for %s" % (leg.name,
                                                           message.name()))
            if leg.up and not leg.over and not leg.dead:
                office.fault("%s: still in a call" % leg.name)
            if leg.dead:
                continue
            for server in leg.servers:
                if not server.final:
                    office.fault("%s: the phone did not answer %s" % (
                        leg.name, server.request.name()))
                elif server.request.method == "INVITE" and not server.acked:
                    office.fault("%s: no ACK for %d" % (leg.name,
                                                        server.final))
            for client in leg.clients:
                if not client.final:
                    office.fault("%s: no answer to %s" % (
                        leg.name, client.request.name()))


def answer(office, error=""):
    if not error and office.faults:
        error = "\n".join(office.faults)
    if error:
        sys.stdout.write("FAIL %s\n%s\n.\n" % (error,
                                               "\n".join(office.trace)))
        office.faults.clear()
    else:
        sys.stdout.write("ok\n.\n")
    sys.stdout.flush()


def run_block(talk, lines):
    steps = []
    for line in lines:
        line = line.strip()
        if line.startswith("|") and steps:
            steps[-1] += " " + line
        elif line and not line.startswith("#"):
            steps.append(line)
    for line in steps:
        try:
            talk.step(line)
        except (Failed, Wrong) as error:
            return "in \"%s\": %s" % (line, error)
        except (IndexError, ValueError, KeyError) as error:
            return "in \"%s\": cannot be done (%r)" % (line, error)
        if talk.office.faults:
            return "at \"%s\":\n%s" % (line, "\n".join(talk.office.faults))
    return ""


def no_tcp(wire):
    """Whoever tries it is refused."""
    for key in list(wire.selector.get_map().values()):
        if key.data[0] == "listen":
            wire.selector.unregister(key.fileobj)
            key.fileobj.close()


def main():
    arguments = sys.argv[1:]
    routed = "--route" in arguments
    arguments = [word for word in arguments if word != "--route"]
    phones = {}
    for word in arguments[1:]:
        name, _, port = word.partition("=")
        phones[name] = Phone(len(phones) + 1, name, int(port), routed)
    office = Office(int(arguments[0]), phones)
    talk = Talk(office)
    if os.environ.get("PHONES_TCP") == "no":
        no_tcp(office.wire)
    office.wire.selector.register(sys.stdin.fileno(), 1, ("commands", None))
    answer(office)
    pending, block = "", []
    while True:
        if not office.turn(office.now() + 60):
            continue
        data = sys.stdin.buffer.raw.read(65536)
        if not data:
            return
        pending += data.decode()
        *lines, pending = pending.split("\n")
        for line in lines:
            if line == "trace":
                sys.stdout.write("\n".join(office.trace) + "\n.\n")
                sys.stdout.flush()
            elif line == ".":
                answer(office, run_block(talk, block))
                block = []
            else:
                block.append(line)


main()
