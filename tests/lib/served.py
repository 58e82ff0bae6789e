# SPDX-License-Identifier: MIT
"""Which certificate a server gives out, as OpenSSL's s_client gets it."""

import os
import re

from tls import SERVED_OPTIONS
from wire import command, equal, tool

ECHO = ('/bin/echo', 'hi')
PSS = 'rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512'


def key_of(pem):
    """The leaf's public key in PEM: what tells certificates apart."""
    return command('openssl', 'x509', '-noout', '-pubkey',
                   stdin=pem.encode()).stdout.decode()


def leaf_of(path):
    """The first certificate of a file, by its key."""
    return key_of(command('openssl', 'x509', '-in', path).stdout.decode())


def ask(port, *options, name='localhost'):
    """What s_client gets: the key, or None when there was an alert."""
    sni = ('-servername', name) if name is not None else ('-noservername',)
    done = command(tool('openssl'), 's_client', '-connect',
                   f'127.0.0.1:{port}', '-ign_eof', *sni, *options,
                   check=False)
    said = done.stdout.decode(errors='replace')
    found = re.search(r'-----BEGIN CERTIFICATE-----.*?'
                      r'-----END CERTIFICATE-----\n', said, re.S)
    if found is None:
        return None
    # The handshake is over: the backend has spoken.
    if not re.search(r'^hi$', said, re.M):
        raise AssertionError(f'no answer: {said}')
    return key_of(found[0])


def join(folder, name, *identities):
    """Puts identities in a folder, the first as NAME.pem."""
    for identity, end in zip(identities, ('', '-also')):
        target = os.path.join(folder, f'{name}{end}.pem')
        with open(identity.pem, encoding='ascii') as f:
            text = f.read()
        with open(target + '.new', 'w', encoding='ascii',
                  opener=lambda p, flags: os.open(p, flags, 0o600)) as f:
            f.write(text)
        os.rename(target + '.new', target)


# Options of s_client, and who is to come: e(c), r(sa) or nobody.
BY_ALGORITHM = (
    ('e', '-tls1_3'),
    ('e', '-tls1_2'),
    ('e', '-tls1_3', '-sigalgs', 'ECDSA+SHA256'),
    ('r', '-tls1_3', '-sigalgs', PSS),
    ('r', '-tls1_3', '-sigalgs', PSS + ':RSA+SHA256'),
    ('r', '-tls1_3', '-sigalgs', 'rsa_pss_rsae_sha512'),
    # TLS 1.3 goes by the client's order.
    ('r', '-tls1_3', '-sigalgs', PSS + ':ECDSA+SHA256'),
    ('e', '-tls1_3', '-sigalgs', 'ECDSA+SHA256:' + PSS),
    ('', '-tls1_3', '-sigalgs', 'RSA+SHA256'),
    ('r', '-tls1_2', '-sigalgs', 'RSA+SHA256'),
    ('r', '-tls1_2', '-sigalgs', 'RSA+SHA512:' + PSS),
    ('e', '-tls1_2', '-sigalgs', 'RSA+SHA256:ECDSA+SHA256'),
    ('r', '-tls1_2', '-cipher', 'ECDHE-RSA-AES128-GCM-SHA256'),
    ('r', '-tls1_2', '-cipher', 'ECDHE-RSA-AES256-GCM-SHA384'),
    ('r', '-tls1_2', '-cipher', 'ECDHE-RSA-CHACHA20-POLY1305'),
    ('e', '-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256'),
    ('e', '-tls1_2', '-cipher',
     'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256'),
    # mbedTLS has RSA-PSS for TLS 1.3 only: see BUGS in thimble(8).
    ('', '-tls1_2', '-sigalgs', PSS),
)


def by_algorithm(port, ec, rsa):
    """Asks by the table."""
    want = {'e': leaf_of(ec.pem), 'r': leaf_of(rsa.pem), '': None}
    for who, *options in BY_ALGORITHM:
        if options[0] not in SERVED_OPTIONS:
            continue
        equal(ask(port, *options), want[who], ' '.join(options))
