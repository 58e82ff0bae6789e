# SPDX-License-Identifier: MIT
"""Certificates for the wire tests, and what a private key looks like.

The usual certificate is made by thimble-cert, as on a device. The others
(RSA, P-384, a chain, an expired one) are made by OpenSSL. Each maker returns
an Identity: one PEM file for thimble (0600) and the CA file for clients.
"""

import base64
import os
import re
from dataclasses import dataclass

from wire import THIMBLE_CERT, command, scratch, tool

NAMES = 'DNS:localhost,IP:127.0.0.1,IP:::1'


@dataclass
class Identity:
    """Paths: pem is key, leaf and chain; ca is what a client trusts."""

    pem: str
    ca: str


def by_thimble():
    """What first boot makes: a device CA and a P-256 leaf under it."""
    folder = scratch('pki')
    conf = os.path.join(folder, 'thimble.conf')
    with open(conf, 'w', encoding='ascii') as f:
        f.write(f'dir = {folder}\nnames = localhost 127.0.0.1 ::1\n')
    command(THIMBLE_CERT, 'ensure', '--config', conf)
    return Identity(os.path.join(folder, 'server.pem'),
                    os.path.join(folder, 'ca.pem'))


def _openssl(*argv, **more):
    return command(tool('openssl'), *argv, **more)


def _key(path, kind):
    if kind.startswith('RSA'):
        # Of long ones more primes are found sooner.
        _openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt',
                 f'rsa_keygen_bits:{kind[4:] or 2048}', '-pkeyopt',
                 f'rsa_keygen_primes:{5 if kind[4:] else 2}', '-out', path)
    elif kind.startswith('Ed'):
        _openssl('genpkey', '-algorithm', kind, '-out', path)
    elif kind == 'explicit':
        _openssl('genpkey', '-algorithm', 'EC', '-pkeyopt',
                 'ec_paramgen_curve:P-256', '-pkeyopt',
                 'ec_param_enc:explicit', '-out', path)
    else:
        _openssl('genpkey', '-algorithm', 'EC', '-pkeyopt',
                 f'ec_paramgen_curve:{kind}', '-out', path)


def _join(target, *parts):
    text = ''
    for part in parts:
        with open(part, encoding='ascii') as f:
            text += f.read()
    with open(target, 'w', encoding='ascii',
              opener=lambda p, flags: os.open(p, flags, 0o600)) as f:
        f.write(text)


def self_signed(kind='P-256', dates=(), names=NAMES):
    """One self-signed certificate; kind is RSA, P-256 or P-384."""
    folder = scratch('pki')
    key, leaf, pem = (os.path.join(folder, x) for x in
                      ('key', 'leaf.pem', 'server.pem'))
    _key(key, kind)
    if dates:
        _by_ca(folder, key, leaf, dates)
    else:
        _openssl('req', '-x509', '-key', key, '-out', leaf, '-days', '30',
                 '-subj', '/CN=localhost', '-addext',
                 f'subjectAltName={names}')
    _join(pem, key, leaf)
    return Identity(pem, leaf)


def _by_ca(folder, key, leaf, dates):
    """Self-signs with chosen dates, which only `openssl ca` can."""
    conf, csr = os.path.join(folder, 'conf'), os.path.join(folder, 'csr')
    index = os.path.join(folder, 'index')
    with open(index, 'w', encoding='ascii'):
        pass
    with open(conf, 'w', encoding='ascii') as f:
        f.write(f'[ca]\ndefault_ca=d\n[d]\ndatabase={index}\n'
                f'new_certs_dir={folder}\nrand_serial=yes\n'
                'default_md=sha256\npolicy=p\nx509_extensions=x\n'
                f'[p]\ncommonName=supplied\n[x]\nsubjectAltName={NAMES}\n')
    _openssl('req', '-new', '-key', key, '-subj', '/CN=localhost', '-out',
             csr)
    _openssl('ca', '-batch', '-config', conf, '-selfsign', '-keyfile', key,
             '-in', csr, '-out', leaf, '-notext', '-startdate', dates[0],
             '-enddate', dates[1])


def expired():
    """A certificate that ended years ago."""
    return self_signed(dates=('20200101000000Z', '20200201000000Z'))


def chain(kind='P-256', middle='RSA'):
    """A leaf of KIND under an intermediate, RSA or MIDDLE, under an RSA
    root."""
    folder = scratch('pki')

    def at(name):
        return os.path.join(folder, name)

    with open(at('ext'), 'w', encoding='ascii') as f:
        f.write('[ca]\nbasicConstraints=critical,CA:TRUE\n'
                'keyUsage=critical,keyCertSign\n'
                f'[leaf]\nbasicConstraints=CA:FALSE\nsubjectAltName={NAMES}\n'
                'extendedKeyUsage=serverAuth\n')
    for name, of in (('root', 'RSA'), ('middle', middle), ('leaf', kind)):
        _key(at(name + '.key'), of)
    _openssl('req', '-x509', '-key', at('root.key'), '-out', at('root.pem'),
             '-days', '30', '-subj', '/CN=Test root', '-addext',
             'keyUsage=critical,keyCertSign')
    for name, issuer, section in (('middle', 'root', 'ca'),
                                  ('leaf', 'middle', 'leaf')):
        _openssl('req', '-new', '-key', at(name + '.key'), '-subj',
                 f'/CN=Test {name}', '-out', at(name + '.csr'))
        _openssl('x509', '-req', '-in', at(name + '.csr'), '-CA',
                 at(issuer + '.pem'), '-CAkey', at(issuer + '.key'),
                 '-CAcreateserial', '-days', '20', '-extfile', at('ext'),
                 '-extensions', section, '-out', at(name + '.pem'))
    _join(at('server.pem'), at('leaf.key'), at('leaf.pem'), at('middle.pem'))
    return Identity(at('server.pem'), at('root.pem'))


def _der_items(der):
    """The (tag, start, end) of the values inside a DER SEQUENCE."""
    def header(at):
        size, at = der[at + 1], at + 2
        if size & 0x80:
            n = size & 0x7f
            size, at = int.from_bytes(der[at:at + n], 'big'), at + n
        return at, at + size

    at, end = header(0)
    found = []
    while at < end:
        start, stop = header(at)
        found.append((der[at], start, stop))
        at = stop
    return found


def secrets(pem):
    """[(what, bytes)]: everything that only a holder of the key has.

    The private numbers (EC: d; RSA: d, p, q, dp, dq, qinv) as bytes in both
    orders, because a bignum is kept lowest limb first, cut to pieces of 16
    bytes; and the base64 text of the key's lines in the file.
    """
    with open(pem, encoding='ascii') as f:
        text = f.read()
    key = re.search(r'-----BEGIN [A-Z ]*PRIVATE KEY-----\n.*?'
                    r'-----END [A-Z ]*PRIVATE KEY-----\n', text, re.S)[0]
    der = _openssl('pkey', '-outform', 'DER', stdin=key.encode()).stdout
    items = _der_items(der)
    if items[1][0] == 0x30:     # PKCS #8 around it: version, type, the key
        der = der[items[2][1]:items[2][2]]
        items = _der_items(der)
    if items[1][0] == 4:        # EC: version, OCTET STRING d, ...
        private = {'d': items[1]}
    else:                       # RSA: version, n, e, d, p, q, dp, dq, qinv
        private = dict(zip(('d', 'p', 'q', 'dp', 'dq', 'qinv'), items[3:9]))
    found = []
    for name, (_, start, end) in private.items():
        number = der[start:end].lstrip(b'\0')
        pieces = {number[:16], number[-16:], number[8:24]}
        for piece in pieces:
            found.append((f'{name} (big end first)', piece))
            found.append((f'{name} (little end first)', piece[::-1]))
    found += _base64_pieces(key, [
        der[start:end].lstrip(b'\0')
        for name, (_, start, end) in private.items()])
    return found


def _base64_pieces(key, numbers):
    """The parts of the key's text that encode only secret bytes."""
    lines = key.splitlines()[1:-1]
    der = base64.b64decode(''.join(lines))
    found = []
    for number in numbers:
        at = der.find(number)
        if at < 0:
            raise AssertionError('the key is not in its own file')
        first, last = (at + 2) // 3 * 4, (at + len(number)) // 3 * 4
        for row, line in enumerate(lines):
            lo, hi = max(first - 64 * row, 0), min(last - 64 * row, 64)
            if hi - lo >= 16:
                found.append(('PEM text', line[lo:hi][:24].encode()))
    return found


def found_in(proc, wanted):
    """Which of the wanted secrets are in a process's memory."""
    found = set()
    for address, data in proc.memory():
        for what, piece in wanted:
            if piece in data:
                found.add(f'{what} in the mapping at {address:#x}')
    return sorted(found)
