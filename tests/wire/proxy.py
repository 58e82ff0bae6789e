# SPDX-License-Identifier: MIT
"""What a server behind -r is told of the client: PROXY headers."""

import os
import socket
import struct
import subprocess

import pki
from plain import Plain, all_of, echo, relay
from ports import free_port
from procs import listening
from tls import Client
from wire import equal, eventually, main, scratch, test, tool


def headers(version):
    """Each kind of client with this header: (header, client's address)."""
    identity = pki.by_thimble()

    def first(conn, _peer):
        data = conn.recv(1000)
        conn.sendall(b'seen\n')
        return data + all_of(conn, None)

    for host in ('127.0.0.1', '::1', '::'):
        with Plain(first) as plain, relay(
                identity, str(plain.port), '--proxy-protocol', version,
                host=host) as s:
            to = '127.0.0.1' if host == '::' else host
            with Client(s.port, host=to, name='mail.example.org') as c:
                mine = c.sock.getsockname()[1]
                equal(c.line(), b'seen\n', 'an answer to the header alone')
                c.send(b'data')
                c.close_notify()
                c.rest()
                suite = c.tls.cipher()[0]
            yield plain.seen[0], to, mine, s.port, suite


@test('PROXY version 1 before the first byte, IPv4, IPv6, mapped IPv4')
def _():
    for got, host, port, at, _ in headers('1'):
        kind = 'TCP6' if ':' in host else 'TCP4'
        equal(got, f'PROXY {kind} {host} {host} {port} {at}\r\ndata'.encode(),
              'header and data')


@test('PROXY version 2 with server name, TLS version and suite')
def _():
    for got, host, port, at, suite in headers('2'):
        family = socket.AF_INET6 if ':' in host else socket.AF_INET
        ip = socket.inet_pton(family, host)
        tls = b'\x21' + struct.pack('>H', 7) + b'TLSv1.3' + b'\x23' + \
            struct.pack('>H', len(suite)) + suite.encode()
        tls = b'\1\0\0\0\1' + tls
        body = ip + ip + struct.pack('>HH', port, at) + \
            b'\2' + struct.pack('>H', 16) + b'mail.example.org' + \
            b'\x20' + struct.pack('>H', len(tls)) + tls
        equal(got, b'\r\n\r\n\0\r\nQUIT\n\x21' +
              (b'\x21' if ':' in host else b'\x11') +
              struct.pack('>H', len(body)) + body + b'data', 'header')


@test("Debian's haproxy takes both headers and logs the client's address", 60)
def _():
    identity = pki.by_thimble()
    folder = scratch('haproxy')
    port = free_port()
    log = os.path.join(folder, 'out')
    with Plain(echo) as plain, open(log, 'wb') as out:
        conf = os.path.join(folder, 'conf')
        with open(conf, 'w', encoding='ascii') as f:
            f.write('global\n log stdout format raw local0\n'
                    'defaults\n mode tcp\n timeout connect 5s\n'
                    ' timeout client 20s\n timeout server 20s\n'
                    ' log global\n'
                    ' log-format "src=%ci:%cp dst=%fi:%fp '
                    'tls=%[fc_pp_authority]"\n'
                    f'listen a\n bind 127.0.0.1:{port} accept-proxy\n'
                    f' server s 127.0.0.1:{plain.port}\n')
        with subprocess.Popen([tool('haproxy'), '-db', '-f', conf],
                              stdin=subprocess.DEVNULL, stdout=out,
                              stderr=out) as proxy:
            try:
                eventually(lambda: listening(port), 10, 'haproxy')
                for version in ('1', '2'):
                    with relay(identity, str(port), '--proxy-protocol',
                               version, host='::') as s:
                        for host in ('127.0.0.1', '::1'):
                            with Client(s.port, host=host,
                                        name='mail.example.org') as c:
                                mine = c.sock.getsockname()[1]
                                c.send(b'x\n')
                                equal(c.line(), b'x\n', 'echo')
                                c.end()
                            name = 'mail.example.org' if version == '2' \
                                else '-'
                            want = f'src={host}:{mine} dst={host}:{s.port} ' \
                                f'tls={name}'
                            eventually(lambda w=want: w in open(
                                log, encoding='ascii').read().split('\n'), 5,
                                f'{want} in the log')
            finally:
                proxy.terminate()


main()
