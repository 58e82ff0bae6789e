# SPDX-License-Identifier: MIT
"""Short records for clients with little memory (RFC 6066, 4), and chains that
fill a record."""

import os
import re

import pki
from psk_hello import KEY, extension, hello13
from tls import SERVED, Client, client_hello, say_raw
from wire import Server, command, equal, main, scratch, test

# Some 10 KB of names.
MANY = ','.join(['DNS:localhost'] + [f'DNS:a-host-with-a-long-name-{i:04}.'
                                     'example.org' for i in range(250)])
ANSWER = b'x' * 19999 + b'\n'


def records(server, version, size):
    """Talks with openssl, which asks for SIZE; the answer, and the lengths of
    the records by their type."""
    said = os.path.join(scratch('said'), 'out')
    got = command('sh', '-c', '{ echo x; sleep 1; } | timeout 10 openssl '
                  f's_client -quiet -connect 127.0.0.1:{server.port} '
                  f'-tls1_{version[2]} -maxfraglen {size} -msg -msgfile {said}',
                  check=False).stdout
    with open(said, encoding='latin-1') as f:
        heads = re.findall(r'<<< .*RecordHeader.*\n\s+'
                           r'(\w\w) \w\w \w\w (\w\w) (\w\w)', f.read())
    return got, [(int(kind, 16), int(high + low, 16))
                 for kind, high, low in heads]


@test('openssl s_client -maxfraglen')
def _():
    for pem in (pki.by_thimble().pem, pki.self_signed('RSA', names=MANY).pem):
        with Server("#!/bin/sh\nread x\nhead -c 19999 /dev/zero | "
                    "tr '\\0' x\necho\n", pem) as s:
            for size in (512, 1024, 2048, 4096):
                for version in SERVED:
                    extra = 24 if version == '1.2' else 17
                    got, found = records(s, version, size)
                    equal(ANSWER in got, True, f'answer, {size}: {got[-200:]}')
                    data = [n for kind, n in found if kind == 23]
                    if version == '1.3':
                        # Ahead of the data stand the sealed messages.
                        data = data[-19000 // size:]
                    equal(max(data) <= size + extra, True,
                          f'{version}, {size}: data in {found}')
                    clear = [n for kind, n in found if kind == 22]
                    equal(max(clear) <= size, True,
                          f'{version}, {size}: handshake in {found}')
                    s.exit_line('.*')


@test('lengths that there are not')
def _():
    base = extension(10, b'\0\2\0\x17') + extension(13, b'\0\2\4\3')
    with Server(pem=pki.by_thimble().pem) as s:
        for value in (b'\0', b'\5', b'\xff', b'', b'\1\1'):
            bad = extension(1, value)
            for hello in (client_hello(extensions=base + bad),
                          hello13(KEY, bad))[-len(SERVED):]:
                equal(say_raw(s.port, hello, seconds=5).clean().alerts(),
                      [47], f'{value!r}')


@test('a certificate with 250 names, TLS 1.2 and 1.3')
def _():
    identity = pki.self_signed('RSA', names=MANY)
    with Server(pem=identity.pem) as s:
        for version in SERVED:
            with Client(s.port, version=version, ca=identity.ca) as c:
                equal(len(c.tls.getpeercert()['subjectAltName']), 251, 'names')
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
                c.end()


main()
