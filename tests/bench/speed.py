# SPDX-License-Identifier: MIT
"""Speed beside the peers, in one run on this machine, so that the ratios
mean something: the times themselves depend on what else the machine does.

  size     bytes of the program and of the libraries it loads
  connect  ms from connect(2) to the backend's first line, the middle of RUNS
           full handshakes with TLS 1.2, one after the other; the peers take
           turns, so that a busy moment hits all
  again    the same with the session of the connection before
  insns    million instructions of a full handshake, exec to exit, TLS 1.2 (by
           QEMU; only what inetd starts)
  bulk     MB/s that the client sees of BULK MB, AES-128-GCM with TLS 1.2

TLS 1.2 because tlswrapper has no other. "best" is the best peer's figure and
"ratio" thimble's over it: below 1 is better, for bulk above 1. The table also
goes to out/bench.tsv.
"""

import os
import re
import socket
import ssl
import statistics
import time

import peers
import pki
from icount import count, s_client
from wire import BUSYBOX, THIMBLE, Server, command, scratch, tool

RUNS = 40
BULK = 96
TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
LABELS = ('size', 'connect', 'again', 'insns', 'bulk')


def settings():
    """TLS 1.2 with one suite; what is measured is not the verification."""
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
    c.maximum_version = ssl.TLSVersion.TLSv1_2
    c.set_ciphers('ECDHE-ECDSA-AES128-GCM-SHA256')
    return c


def first_line(port, session, context):
    """Milliseconds to the first line; the session to come back with."""
    start = time.monotonic()
    with socket.create_connection(('127.0.0.1', port), 10) as sock:
        with context.wrap_socket(sock, session=session,
                                 suppress_ragged_eofs=True) as s:
            if not s.recv(100):
                raise AssertionError(f'no banner from port {port}')
            took = (time.monotonic() - start) * 1e3
            return took, s.session, s.session_reused


def connects(makers, pem):
    """Rows of connect and again."""
    # It stays: hitch loses the last words of a backend that goes at once.
    banner = os.path.join(scratch('banner'), 'banner')
    with open(banner, 'w', encoding='ascii') as f:
        f.write(f"#!/bin/sh\necho '* OK ready'\nexec {BUSYBOX} cat\n")
    os.chmod(banner, 0o755)
    backend = (banner,)
    context = settings()
    rows = {name: {} for name in makers}
    servers = {name: make(pem, backend) for name, make in makers.items()}
    full = {name: [] for name in makers}
    again = {name: [] for name in makers}
    for name, server in servers.items():
        first_line(server.port, None, context)      # warm
    for _ in range(RUNS):
        for name, server in servers.items():
            took, session, _ = first_line(server.port, None, context)
            full[name].append(took)
            took, _, reused = first_line(server.port, session, context)
            if reused:
                again[name].append(took)
    for name, server in servers.items():
        server.__exit__(None, None, None)
        rows[name]['connect'] = statistics.median(full[name])
        if len(again[name]) == RUNS:
            rows[name]['again'] = statistics.median(again[name])
    return rows


def rate(make, pem):
    """MB/s of one long answer."""
    backend = (BUSYBOX, 'head', '-c', str(BULK << 20), '/dev/zero')
    with make(pem, backend) as server:
        with socket.create_connection(('127.0.0.1', server.port), 10) as c:
            with settings().wrap_socket(c) as s:
                start, got, room = time.monotonic(), 0, bytearray(65536)
                while got < BULK << 20:
                    n = s.recv_into(room)
                    if n == 0:
                        raise AssertionError(f'ended after {got} bytes')
                    got += n
                return BULK / (time.monotonic() - start)


def loaded(program):
    """Bytes of a program with its libraries."""
    said = command('ldd', program, check=False).stdout.decode()
    files = {os.path.realpath(program)} | {
        os.path.realpath(x) for x in re.findall(r'(/\S+) \(0x', said)}
    return sum(os.path.getsize(x) for x in files)


def instructions(argv):
    """Millions, the middle of three."""
    found = []
    for _ in range(3):
        insns, processes, said = count(argv, s_client('-tls1_2'))
        if processes == 0 or 'Cipher is (NONE)' in said:
            raise AssertionError(f'{argv[0]}: no handshake: {said}')
        found.append(insns)
    return statistics.median(found)


def thimble(pem, backend):
    """As inetd.conf has it."""
    return Server(backend, pem, log=False)


MAKERS = {
    'thimble': thimble,
    'tlswrapper': peers.tlswrapper,
    'stunnel4': peers.stunnel,
    'stunnel4 -d': peers.stunnel_daemon,
    'socat': peers.socat,
    'hitch': peers.Hitch,
}


def table(rows):
    """Prints and writes it; the last two columns compare."""
    names = list(MAKERS)
    lines = [['', *names, 'best', 'ratio']]
    for label in LABELS:
        cells = [rows[n].get(label) for n in names]
        others = [c for c in cells[1:] if c is not None]
        best = (max if label == 'bulk' else min)(others) if others else None
        ratio = cells[0] / best if best and cells[0] is not None else None
        lines.append([label] + [
            '-' if c is None else f'{c:.0f}' if label in ('size', 'bulk')
            else f'{c:.2f}' for c in (*cells, best)] +
            ['-' if ratio is None else f'{ratio:.2f}'])
    for line in lines:
        print(f'{line[0]:<9}' + ''.join(f'{c:>13}' for c in line[1:]))
    with open(TOP + '/out/bench.tsv', 'w', encoding='ascii') as f:
        f.writelines('\t'.join(line) + '\n' for line in lines)


def main():
    """All rows."""
    pem = pki.self_signed('P-256').pem
    rows = connects(MAKERS, pem)
    for name, program in (
            ('thimble', THIMBLE), ('tlswrapper', tool('tlswrapper')),
            ('stunnel4', tool('stunnel4')), ('socat', tool('socat')),
            ('stunnel4 -d', tool('stunnel4')), ('hitch', '/usr/sbin/hitch')):
        rows[name]['size'] = loaded(program)
    for name, make in MAKERS.items():
        rows[name]['bulk'] = rate(make, pem)
    no = '/nonexistent'
    rows['thimble']['insns'] = instructions(
        (THIMBLE, '-p', pem, '-o', '/dev/null', '-l', no))
    rows['tlswrapper']['insns'] = instructions(
        (tool('tlswrapper'), '-f', pem, no))
    rows['stunnel4']['insns'] = instructions(
        (tool('stunnel4'), peers.conf(*peers.stunnel_lines(pem, (no,)))))
    table(rows)


main()
