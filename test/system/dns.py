"""A name server for one test: dns.py SIP-PORT

Knows SRV of _sip._udp.example.com and the address of phone.example.com, says
NXDOMAIN to names under .invalid, nothing to names under dead.example, and "no
such record" to the rest."""
import socket
import struct
import sys

sip_port = int(sys.argv[1])
A, SRV = 1, 33


def name(labels):
    return b"".join(bytes([len(p)]) + p.encode() for p in labels.split(".")) \
        + b"\0"


def read_name(data, at):
    parts = []
    while data[at]:
        parts.append(data[at + 1:at + 1 + data[at]].decode().lower())
        at += 1 + data[at]
    return ".".join(parts), at + 1


def answer(query):
    asked, end = read_name(query, 12)
    kind, = struct.unpack("!H", query[end:end + 2])
    records, code = [], 0
    if asked.endswith("dead.example"):
        return None
    if asked.endswith(".invalid"):
        code = 3
    if (asked, kind) == ("_sip._udp.example.com", SRV):
        records.append(struct.pack("!HHH", 1, 1, sip_port)
                       + name("phone.example.com"))
    if (asked, kind) == ("phone.example.com", A):
        records.append(socket.inet_aton("127.0.0.1"))
    head = query[:2] + struct.pack("!HHHHH", 0x8580 | code, 1, len(records),
                                   0, 0)
    body = query[12:end + 4]
    for data in records:
        body += b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) \
            + data
    return head + body


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
while True:
    question, peer = server.recvfrom(1500)
    reply = answer(question)
    if reply:
        server.sendto(reply, peer)
