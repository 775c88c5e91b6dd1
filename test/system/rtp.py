#!/usr/bin/env python3
"""Who sends sound to whom: rtp.py SECONDS NAME=PID...

Listens on the loopback device and prints one line for each pair of processes
between which RTP flows, "FROM TO PACKETS"; who is none of these is "?". Needs
the right to open packet sockets; without it, exit code 77."""
import os
import socket
import struct
import sys
import time

PACKET_OUTGOING = 4


def ports_of(pid):
    """Local UDP ports of a process."""
    sockets = set()
    for fd in os.listdir("/proc/%s/fd" % pid):
        try:
            sockets.add(os.readlink("/proc/%s/fd/%s" % (pid, fd)))
        except OSError:
            pass
    ports = set()
    for table in ("/proc/net/udp", "/proc/net/udp6"):
        with open(table, encoding="ascii") as lines:
            for line in list(lines)[1:]:
                words = line.split()
                if "socket:[%s]" % words[9] in sockets:
                    ports.add(int(words[1].rsplit(":", 1)[1], 16))
    return ports


def main():
    owner = {}
    for word in sys.argv[2:]:
        name, _, pid = word.partition("=")
        for port in ports_of(pid):
            owner[port] = name
    try:
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM,
                            socket.htons(0x0800))
    except PermissionError:
        sys.exit(77)
    tap.bind(("lo", 0))
    tap.settimeout(0.1)
    end = time.monotonic() + float(sys.argv[1])
    count = {}
    while time.monotonic() < end:
        try:
            packet, where = tap.recvfrom(2048)
        except TimeoutError:
            continue
        if where[2] == PACKET_OUTGOING or len(packet) < 40:
            continue
        start = (packet[0] & 15) * 4
        if packet[9] != socket.IPPROTO_UDP:
            continue
        source, target, _, _ = struct.unpack("!HHHH", packet[start:start + 8])
        # Version 2, a payload type of the static or dynamic ones, 20 ms.
        if packet[start + 8] >> 6 != 2 or \
                packet[start + 9] & 127 not in (0, 8, 101):
            continue
        if source not in owner and target not in owner:
            continue        # of another test
        pair = owner.get(source, "?"), owner.get(target, "?")
        count[pair] = count.get(pair, 0) + 1
    for (source, target), packets in sorted(count.items()):
        print(source, target, packets)


main()
