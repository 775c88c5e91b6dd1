#!/usr/bin/env python3
"""Stands in for the daemon and makes mistakes: stranger.py PROXY-PORT

Reads names of faults; for each it calls alice, re-INVITEs her and hangs up.
The phones must notice the fault. A line "over" ends it, and "done" is said."""
import os
import re
import select
import socket
import sys

from message import Message, port_of, uri_of

# name: (which request, counted from 0, what is replaced, by what)
FAULTS = {
    "none": (9, "", ""),
    "content-length": (0, r"Content-Length: (\d+)", r"Content-Length: 1\1"),
    "no-content-type": (0, r"Content-Type:.*\r\n", ""),
    "no-from-tag": (0, r";tag=us", ""),
    "no-contact": (0, r"Contact:.*\r\n", ""),
    "no-max-forwards": (0, r"Max-Forwards:.*\r\n", ""),
    "old-branch": (0, r"branch=z9hG4bK", r"branch="),
    "bare-lf-in-sdp": (0, r"s=x\r\n", "s=x\n"),
    "sdp-order": (0, r"(c=.*\r\n)(t=.*\r\n)", r"\2\1"),
    "ack-number": (1, r"CSeq: \d+", r"CSeq: 77"),
    "ack-with-sdp": (1, r"Content-Length: 0\r\n\r\n",
                     "Content-Type: application/sdp\r\nContent-Length: 3"
                     "\r\n\r\nv=0"),
    "ack-target": (1, r"^ACK \S+", "ACK sip:elsewhere@127.0.0.1:9"),
    "number-again": (2, r"CSeq: \d+", "CSeq: 1"),
    "other-method": (2, r"(CSeq: \d+) INVITE", r"\1 UPDATE"),
    "other-from-tag": (2, r"tag=us", "tag=them"),
    "version-stays": (2, r"o=us 5 2", "o=us 5 1"),
    "version-leaps": (2, r"o=us 5 2", "o=us 5 3"),
    "other-session": (2, r"o=us 5 2", "o=us 6 2"),
    "m-line-lost": (2, r"m=audio.*\r\n", ""),
    "route": (2, r"Max-Forwards", "Route: <sip:127.0.0.1:9;lr>\r\n"
                                  "Max-Forwards"),
    "bye-before-ack": (3, r"^ACK (.*\r\n)(.*\r\n)+(CSeq.*)ACK", None),
}


class Over(Exception):
    """The phones have seen enough."""


def read_line():
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            sys.exit(0)
        line += byte
    return line.decode().strip()


def call(proxy, name):
    fault = FAULTS[name]
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    me = "127.0.0.1:%d" % sock.getsockname()[1]
    state = {"to": "<sip:alice@example.com>", "n": 0, "port": proxy,
             "target": "sip:alice@example.com"}

    def send(method, cseq, sdp=""):
        n = state["n"]
        state["n"] += 1
        if fault[2] is None and n == fault[0]:
            return              # leaves it out
        text = "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s%d\r\n" \
            "Max-Forwards: 70\r\nFrom: <sip:alice@example.com>;tag=us\r\n" \
            "To: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n" \
            "Contact: <sip:us@%s>\r\n" % (method, state["target"], me, name, n,
                                         state["to"], name, cseq, method, me)
        if sdp:
            text += "Content-Type: application/sdp\r\n"
        text += "Content-Length: %d\r\n\r\n%s" % (len(sdp), sdp)
        if n == fault[0]:
            text = re.sub(fault[1], fault[2], text, count=1, flags=re.M)
            if "Length: 1" not in fault[2]:
                head, _, body = text.partition("\r\n\r\n")
                text = re.sub(r"Length: \d+", "Length: %d" % len(body),
                              head) + "\r\n\r\n" + body
        sock.sendto(text.encode(), ("127.0.0.1", state["port"]))

    def hear():
        while True:
            if 0 in select.select([sock, 0], [], [])[0]:
                raise Over(read_line())
            message = Message(sock.recv(65536))
            if message.code >= 200:
                state["to"] = message.get("to")
                if message.get("contact"):
                    state["target"] = uri_of(message.get("contact"))
                    state["port"] = port_of(state["target"])
                return

    def sdp(version, line):
        return "v=0\r\no=us 5 %d IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 " \
            "127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=%s\r\n" % (
                version, line)

    send("INVITE", 1, sdp(1, "inactive"))
    hear()
    send("ACK", 1)
    send("INVITE", 2, sdp(2, "sendrecv"))
    hear()
    send("ACK", 2)
    send("BYE", 3)
    hear()


def main():
    while True:
        name = read_line()
        try:
            call(int(sys.argv[1]), name)
            read_line()
        except Over:
            pass
        print("done", flush=True)


main()
