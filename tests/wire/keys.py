# SPDX-License-Identifier: MIT
"""The private key is in K while it signs, and never in N.

Memory is read as root through /proc/PID/mem. That the search finds what is
there is shown on K in the same moment.
"""

import time

import pki
from tls import Client
from wire import Server, equal, eventually, main, test

KINDS = {'EC P-256': pki.by_thimble,
         'EC P-384': lambda: pki.self_signed('P-384'),
         'RSA-2048': lambda: pki.self_signed('RSA')}


def in_handshake(kind):
    """Client stops after the server's flight: N has had its signature."""
    identity = KINDS[kind]()
    wanted = pki.secrets(identity.pem)
    with Server(pem=identity.pem) as s:
        for version in ('1.2', '1.3'):
            with Client(s.port, version=version, handshake=False) as c:
                c.sock.sendall(c.hello())
                c.feed()
                time.sleep(0.2)
                n = s.network()[0]
                k = s.child_of(n)
                if not pki.found_in(k, wanted):
                    raise AssertionError('the search does not even find '
                                         'the key where it must be, in K')
                equal(pki.found_in(n, wanted), [], f'in N, TLS {version}')
                # The same connection goes on and is served.
                c.handshake()
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
                equal(pki.found_in(n, wanted), [],
                      f'in N after the handshake, TLS {version}')
                backend = s.child_of(n, exe='/bin/cat')
                equal(pki.found_in(backend, wanted), [],
                      f'in the backend, TLS {version}')
                c.end()
            s.quiet()


@test('EC P-256: not in N in mid-handshake and after, TLS 1.2 and 1.3', 60)
def _():
    in_handshake('EC P-256')


@test('EC P-384: not in N in mid-handshake and after, TLS 1.2 and 1.3', 60)
def _():
    in_handshake('EC P-384')


@test('RSA-2048: not in N in mid-handshake and after, TLS 1.2 and 1.3', 60)
def _():
    in_handshake('RSA-2048')


@test('a client that has sent one byte, or none: not in N')
def _():
    identity = pki.by_thimble()
    wanted = pki.secrets(identity.pem)
    with Server(pem=identity.pem) as s:
        with Client(s.port, handshake=False) as c:
            n = s.network()[0]
            time.sleep(0.2)
            equal(len(s.procs()), 1, 'processes of a silent client')
            equal(pki.found_in(n, wanted), [], 'in N before the first byte')
            c.sock.sendall(c.hello()[:1])
            k = s.child_of(n)
            eventually(lambda: pki.found_in(k, wanted), 5, 'the key in K')
            equal(pki.found_in(n, wanted), [], 'in N after the first byte')


main()
