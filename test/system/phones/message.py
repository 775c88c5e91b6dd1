"""SIP messages as text, and how they travel over UDP and TCP."""
import os
import re
import selectors
import socket
import struct
import time

COMPACT = {"v": "via", "f": "from", "t": "to", "m": "contact", "i": "call-id",
           "e": "content-encoding", "l": "content-length", "s": "subject",
           "c": "content-type", "k": "supported", "r": "refer-to",
           "b": "referred-by", "o": "event", "u": "allow-events",
           "x": "session-expires"}


class Malformed(Exception):
    """What came is no SIP message."""


class Message:
    """A request or response. Headers are looked up in lower case."""

    def __init__(self, data):
        self.data = data
        text = data.decode("utf-8", "replace")
        head, blank, self.body = text.partition("\r\n\r\n")
        if not blank:
            raise Malformed("no empty line after the head")
        lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
        if any("\n" in line or "\r" in line for line in lines):
            raise Malformed("a lone CR or LF in the head")
        self.start = lines[0]
        self.fields = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or not re.fullmatch(r"[\w.!%*+`'~-]+", name.strip()):
                raise Malformed("header line %r" % line)
            name = name.strip().lower()
            self.fields.append((COMPACT.get(name, name), value.strip()))
        self.code, self.phrase, self.uri = 0, "", ""
        words = self.start.split(" ", 2)
        if len(words) < 3:
            raise Malformed("first line %r" % self.start)
        if words[0] == "SIP/2.0":
            self.code, self.phrase = int(words[1]), words[2]
        elif words[2] == "SIP/2.0":
            self.uri = words[1]
        else:
            raise Malformed("first line %r" % self.start)
        for name in ("via", "from", "to", "call-id", "cseq"):
            if len(self.all(name)) < 1:
                raise Malformed("no " + name)
        number, _, self.method = self.get("cseq").partition(" ")
        self.cseq = int(number)
        self.call_id = self.get("call-id")
        self.from_tag = tag_of(self.get("from"))
        self.to_tag = tag_of(self.get("to"))
        branch = re.search(r";\s*branch=([^;,\s]+)", self.get("via"))
        self.branch = branch.group(1) if branch else ""

    def all(self, name):
        return [value for field, value in self.fields if field == name]

    def get(self, name):
        values = self.all(name)
        return values[0] if values else ""

    def words(self, name):
        """The comma separated values of all lines of this name."""
        found = []
        for value in self.all(name):
            for part in re.findall(r'(?:[^,"<]|"(?:\\.|[^"])*"|<[^>]*>)+',
                                   value):
                found.append(part.strip())
        return found

    @property
    def sdp(self):
        return self.body if self.get("content-type").lower().startswith(
            "application/sdp") else ""

    def name(self):
        """"INVITE" or "200 INVITE", with what its SDP says."""
        if self.code:
            text = "%d %s" % (self.code, self.method)
        else:
            text = self.start.split(" ")[0]
        return text + (" (%s)" % sdp_words(self.sdp) if self.sdp else "")


def tag_of(address):
    found = re.search(r";\s*tag=([^;,\s]+)", re.sub(r"<[^>]*>", "", address))
    return found.group(1) if found else ""


def uri_of(address):
    """Of a name-addr or addr-spec."""
    found = re.search(r"<([^>]*)>", address)
    return found.group(1) if found else address.split(";")[0].strip()


def port_of(uri):
    found = re.search(r"(?:@|sips?:)\[?[\w.:-]+?\]?:(\d+)(?:[;?>]|$)", uri)
    return int(found.group(1)) if found else 5060


# --- SDP ---------------------------------------------------------------------

def sdp_parts(sdp):
    """The session's lines and those of each medium; lines without CR LF."""
    parts = [[]]
    for line in sdp.split("\r\n"):
        if line.startswith("m="):
            parts.append([])
        if line:
            parts[-1].append(line)
    return parts


def media_of(sdp):
    return sdp_parts(sdp)[1:]


def direction_of(medium, session=()):
    for line in list(medium) + list(session):
        if line in ("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"):
            return line[2:]
    return "sendrecv"


def sdp_words(sdp):
    """In short: "v2 audio 40010 sendonly, video 0"."""
    origin = re.search(r"^o=\S+ \S+ (\S+)", sdp, re.M)
    session, *media = sdp_parts(sdp)
    said = []
    for medium in media:
        kind, port = (medium[0][2:].split() + ["?"])[:2]
        if port == "0":
            said.append(kind + " 0")
        else:
            said.append("%s %s %s" % (kind, port,
                                      direction_of(medium, session)))
    return "v%s %s" % (origin.group(1) if origin else "?",
                       ", ".join(said) or "no media")


# --- the wire ----------------------------------------------------------------

SO_TIMESTAMPNS = 35


class Udp:
    """One way back to where a datagram came from."""

    transport = "UDP"

    def __init__(self, sock, peer):
        self.sock, self.peer = sock, peer

    def send(self, data):
        self.sock.sendto(data, self.peer)


class Tcp:
    """A connection; cuts what comes into messages."""

    transport = "TCP"

    def __init__(self, sock, port):
        self.sock, self.port, self.pending = sock, port, b""

    def send(self, data):
        self.sock.setblocking(True)
        try:
            self.sock.sendall(data)
        except OSError:
            pass
        self.sock.setblocking(False)

    def cut(self):
        while True:
            self.pending = self.pending.lstrip(b"\r\n")
            head, blank, rest = self.pending.partition(b"\r\n\r\n")
            if not blank:
                return
            length = re.search(rb"\r\n(?:content-length|l)\s*:\s*(\d+)", head,
                               re.I)
            if not length:
                raise Malformed("no Content-Length over TCP")
            length = int(length.group(1))
            if len(rest) < length:
                return
            self.pending = rest[length:]
            yield head + blank + rest[:length]


# Where the phones are themselves; their proxy is 127.0.0.1.
PHONES_HOST = os.environ.get("PHONES_HOST", "127.0.0.1")


class Wire:
    """All sockets. poll() gives (local port, way back, data) in the order in
    which the datagrams came, also over several sockets."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.udp, self.connections = {}, {}

    def listen(self, port, host="127.0.0.1"):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        udp.bind((host, port))
        udp.setblocking(False)
        self.udp[port] = udp
        self.selector.register(udp, selectors.EVENT_READ, ("udp", port))
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tcp.bind((host, port))
        tcp.listen(16)
        tcp.setblocking(False)
        self.selector.register(tcp, selectors.EVENT_READ, ("listen", port))

    def udp_to(self, port, peer_port):
        return Udp(self.udp[port], ("127.0.0.1", peer_port))

    def tcp_to(self, port, peer_port):
        known = self.connections.get((port, peer_port))
        if known:
            return known
        sock = socket.create_connection(("127.0.0.1", peer_port), 2)
        way = Tcp(sock, port)
        self.connections[port, peer_port] = way
        sock.setblocking(False)
        self.selector.register(sock, selectors.EVENT_READ, ("tcp", way))
        return way

    def drop(self, ports):
        """Resets all connections of these ports."""
        for key in list(self.selector.get_map().values()):
            kind, what = key.data
            if kind == "tcp" and what.port in ports:
                key.fileobj.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
                self.forget(key.fileobj, what)

    def forget(self, sock, way):
        self.selector.unregister(sock)
        sock.close()
        for key, known in list(self.connections.items()):
            if known is way:
                del self.connections[key]

    def poll(self, timeout):
        came, commands = [], False
        for key, _ in self.selector.select(timeout):
            kind, what = key.data
            if kind == "commands":
                commands = True
            elif kind == "listen":
                sock, peer = key.fileobj.accept()
                sock.setblocking(False)
                self.selector.register(sock, selectors.EVENT_READ,
                                       ("tcp", Tcp(sock, what)))
            elif kind == "tcp":
                came += self.read_tcp(key.fileobj, what)
            else:
                came += self.read_udp(key.fileobj, what)
        came.sort(key=lambda item: item[0])
        return [item[1:] for item in came], commands

    def read_tcp(self, sock, way):
        try:
            data = sock.recv(65536)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self.forget(sock, way)
            return []
        way.pending += data
        return [(time.time(), way.port, way, text) for text in way.cut()]

    def read_udp(self, sock, port):
        came = []
        while True:
            try:
                data, ancillary, _, peer = sock.recvmsg(65536, 128)
            except BlockingIOError:
                return came
            when = time.time()
            for level, kind, value in ancillary:
                if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
                    seconds, nanoseconds = struct.unpack("qq", value[:16])
                    when = seconds + nanoseconds / 1e9
            if data.strip(b"\r\n\0"):
                came.append((when, port, Udp(sock, peer), data))
