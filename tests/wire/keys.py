# SPDX-License-Identifier: MIT
"""The private key is in K while it signs, and never in N.

Memory is read as root through /proc/PID/mem. That the search finds what is
there is shown on K in the same moment.
"""

import time

import pki
from tls import SERVED, Client
from wire import Server, command, equal, eventually, main, test, tool

KINDS = {'EC P-256': pki.by_thimble,
         'EC P-384': lambda: pki.self_signed('P-384'),
         'RSA-2048': lambda: pki.self_signed('RSA')}


def in_handshake(kind):
    """Client stops after the server's flight: N has had its signature."""
    identity = KINDS[kind]()
    wanted = pki.secrets(identity.pem)
    with Server(pem=identity.pem) as s:
        for version in SERVED:
            with Client(s.port, version=version, handshake=False) as c:
                c.sock.sendall(c.hello())
                c.feed()
                n = s.network()[0]
                k = s.child_of(n)
                # The search has to find the key where it must be.
                eventually(lambda: pki.found_in(k, wanted), 5, 'the key in K')
                equal(pki.found_in(n, wanted), [], f'in N, TLS {version}')
                equal(n.fds()[0] in k.fds().values(), False,
                      'K has the client')
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


# What a key of each kind signs with, by TLS version (RFC 8446, 4.2.3); in
# TLS 1.3 a curve has one hash only, and RSA is PSS only.
SCHEMES = {
    'EC P-256': {'1.2': ('ECDSA+SHA256', 'ECDSA+SHA384'),
                 '1.3': ('ECDSA+SHA256',)},
    'EC P-384': {'1.2': ('ECDSA+SHA256', 'ECDSA+SHA384'),
                 '1.3': ('ECDSA+SHA384',)},
    'RSA-2048': {'1.2': ('RSA+SHA256', 'RSA+SHA384', 'RSA+SHA512'),
                 '1.3': ('RSA-PSS+SHA256', 'RSA-PSS+SHA384',
                         'RSA-PSS+SHA512')}}
REFUSED = {'EC P-256': ('RSA+SHA256', 'RSA-PSS+SHA256', 'ECDSA+SHA1'),
           'EC P-384': ('RSA+SHA256', 'RSA-PSS+SHA256'),
           'RSA-2048': ('ECDSA+SHA256', 'RSA+SHA1')}


def shaken(server, version, option, value):
    """Whether openssl s_client finishes a handshake with this option."""
    done = command(tool('openssl'), 's_client', '-connect',
                   f'127.0.0.1:{server.port}', f'-tls1_{version[-1]}',
                   option, value, '-cipher', 'ALL:@SECLEVEL=0', check=False)
    return done.returncode == 0


@test('K signs with each scheme that fits its key, and with no other', 60)
def _():
    for kind, schemes in SCHEMES.items():
        with Server(pem=KINDS[kind]().pem) as s:
            for version in SERVED:
                for scheme in schemes[version]:
                    equal(shaken(s, version, '-sigalgs', scheme), True,
                          f'{kind}, {scheme} over {version}')
                for scheme in REFUSED[kind]:
                    equal(shaken(s, version, '-sigalgs', scheme), False,
                          f'{kind}, {scheme} over {version}')


@test('key exchange: X25519, P-256, P-384 and no other')
def _():
    with Server(pem=KINDS['RSA-2048']().pem) as s:
        for version in SERVED:
            for group, works in (('X25519', True), ('P-256', True),
                                 ('P-384', True), ('P-521', False),
                                 ('X448', False), ('ffdhe2048', False),
                                 ('P-521:P-256', True)):
                if group == 'ffdhe2048' and version == '1.2':
                    continue
                equal(shaken(s, version, '-groups', group), works,
                      f'{group} over {version}')


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
