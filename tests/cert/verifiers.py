# SPDX-License-Identifier: MIT
"""What ensure makes, judged by those who will have to trust it, and by the
letter of its profile. tests/lib/validators.py says who they are.

A specimen is one line of GOOD: the configuration, the names that are asked
for, and, where somebody cannot judge it, why not.
"""

import dataclasses
import functools
import ipaddress
import os
import re

from certs import DAY, Folder
from validators import (EVERYBODY, Case, browser, certtool, chromium, nss,
                        vfychain, web)
from wire import equal, main, test
from x509 import load

LONG_NAME = '.'.join(['a' * 63] * 3 + ['b' * 61])
NAME_64 = 'c' * 31 + '.' + 'd' * 32
YEAR_2050 = 2524608000
# ECDSA with SHA-256 and SHA-384, RSA with SHA-256.
HASHES = ('1.2.840.10045.4.3.2', '1.2.840.10045.4.3.3',
          '1.2.840.113549.1.1.11')
V4, V6 = '192.168.7.9', 'fd00::1'


@dataclasses.dataclass(frozen=True)
class Good:
    """lines of the configuration; names that must be accepted; without: who
    is not asked; wall: when it was made; when: when it is judged; strangers:
    it is shown under another name too."""

    title: str
    lines: tuple
    names: tuple = ('router',)
    without: tuple = ()
    wall: int = None
    when: str = ''
    self_signed: bool = False
    strangers: bool = False


GOOD = (
    Good('the default profile', (), (os.uname().nodename.split('.')[0] +
                                     '.lan',)),
    Good('IPv4 and IPv6 addresses', (f'names = router {V4} {V6}',),
         ('router', V4, V6), strangers=True),
    Good('addresses alone, no subject', (f'names = {V4} {V6}',), (V4, V6)),
    Good('a public address and this host',
         ('names = 203.0.113.5 2001:db8::5 localhost 127.0.0.1 ::1',),
         ('203.0.113.5', '2001:db8::5', 'localhost', '127.0.0.1')),
    Good('an IDN as A-label', ('names = xn--bcher-kva.example',),
         ('xn--bcher-kva.example',)),
    Good('a wildcard', ('names = *.mail.example.org',),
         ('a.mail.example.org',)),
    Good('a name of 64 characters', (f'names = {NAME_64}',), (NAME_64,)),
    Good('a name of 253 characters', (f'names = {LONG_NAME}',),
         (LONG_NAME,)),
    Good('32 names', ('names = ' + ' '.join(
        f'host{i}.example.org' for i in range(32)),),
         ('host0.example.org', 'host31.example.org')),
    Good('an organization in UTF-8', ('names = router',
                                      'organization = Söhne & Čo'),),
    Good('P-384', ('names = router', 'key = p384')),
    Good('RSA 2048', ('names = router', 'key = rsa2048')),
    Good('RSA 4096', ('names = router', 'key = rsa4096')),
    Good('self-signed', ('names = router 10.0.0.1', 'issuer = self'),
         ('router', '10.0.0.1'), without=(certtool,), self_signed=True,
         strangers=True),
    Good('825 days', ('names = router', 'days = 825')),
    Good('provisional, made in 1970', ('names = router',), wall=100),
    # Chromium's own clock does not follow faketime.
    Good('the year 2050', ('names = router',), wall=2540000000,
         when='2050-07-01', without=(chromium,)),
)


def asked(folder, server, good, name):
    """The case for the validators."""
    pem = folder.path('server.pem')
    return Case(pem if good.self_signed else folder.path('ca.pem'), pem,
                name, server and server.port, good.self_signed, good.when)


def profile_leaf(c, good, wanted):
    """The extensions of a leaf, byte for byte."""
    names = [(7, ipaddress.ip_address(n).packed)
             if n.replace('.', '').isdigit() or ':' in n
             else (2, n.encode('ascii')) for n in wanted]
    if wanted:
        equal(c.san(), names, 'the names')
    for _, value in c.san():
        equal(value[:2] != b'*.' or any(w[0] == '*' for w in wanted), True,
              'a wildcard that nobody configured')
    # The first name that fits, in full; the first is best.
    hosts = [v.decode() for t, v in c.san() if t == 2 and len(v) <= 64]
    equal([v for a, v in c.subject if a == 'CN'], hosts[:1], 'the subject')
    for tag, value in c.san():
        equal(tag == 2 or len(value) in (4, 16), True, f'{value} in SAN')
    equal(c.ext['subjectAltName'].critical, not c.subject_der, 'critical')
    equal([k.oid() for k in c.ext['extKeyUsage'].value.kids], ['serverAuth'])
    rsa = any('rsa' in x for x in good.lines)
    # digitalSignature; with RSA keyEncipherment, which NSS wants.
    equal(c.usage(), '101' if rsa else '1', 'key usage')
    equal((c.ext['keyUsage'].critical, c.ext['basicConstraints'].critical,
           c.ext['basicConstraints'].raw), (True, True, b'\x30\x00'))
    days = (c.not_after - c.not_before + 1) / DAY
    equal(days, 825 if 'days = 825' in good.lines else 397, 'days')
    for attribute, text in c.subject:
        equal(len(text.encode()) <= 64, True, f'{attribute} of {len(text)}')


BASE_RANGES = {ipaddress.ip_network(n) for n in (
    '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16',
    'fc00::/7', 'fe80::/10')}
LOOPBACK = {ipaddress.ip_network('127.0.0.0/8'), ipaddress.ip_network('::1')}


def constraints(c, names):
    """The names, what lies below them, private addresses; nothing else. And
    nothing of all other kinds of names is said."""
    equal(len(c.ext['nameConstraints'].value.kids), 1, 'permitted only')
    hosts = {n[1].decode('ascii') for n in names if n[0] == 2}
    single = {ipaddress.ip_network(n[1]) for n in names if n[0] == 7}
    dns, ranges = set(), set()
    for tag, value in c.permitted():
        if tag == 2:
            dns.add(value.decode('ascii'))
            continue
        equal(tag, 7, 'what is permitted')
        half = len(value) // 2
        bits = bin(int.from_bytes(value[half:], 'big')).count('1')
        ranges.add(ipaddress.ip_network((value[:half], bits)))
    bases = {h.removeprefix('*.') for h in hosts}
    equal(dns <= bases, True, f'{dns} of {bases}')
    for base in bases:
        equal(any(base == d or base.endswith('.' + d) for d in dns), True,
              base)
    home = LOOPBACK if single & {ipaddress.ip_network('127.0.0.1'),
                                 ipaddress.ip_network('::1')} or \
        'localhost' in hosts else set()
    others = {s for s in single if not any(
        s.version == r.version and s.subnet_of(r)
        for r in BASE_RANGES | home)}
    equal(ranges, BASE_RANGES | home | others, 'addresses')


def profile_ca(c):
    """The same of a CA."""
    equal((c.ext['basicConstraints'].critical,
           c.ext['basicConstraints'].raw),
          (True, bytes.fromhex('30060101ff020100')), 'CA, pathlen 0')
    equal((c.usage(), c.ext['keyUsage'].critical), ('0000011', True))
    equal(c.ext['nameConstraints'].critical, True, 'constraints critical')
    equal(c.subject_der, c.issuer_der, 'its own issuer')
    equal(re.fullmatch(r'.+ Thimble CA [0-9a-f]{8}', c.subject[-1][1]) is
          not None, True, c.subject)
    equal(round((c.not_after - c.not_before) / DAY), 3650, 'ten years')


def profile_both(c, key_id):
    """What every certificate has. key_id: its issuer's."""
    equal(0 < c.serial < 1 << 127, True, 'a serial number of 127 bits')
    equal(c.algorithm in HASHES, True, c.algorithm)
    # UTCTime to 2049; x509.py has looked at each by itself.
    for tag, when in zip(c.time_tags, (c.not_before, c.not_after)):
        equal(tag, 0x17 if when < YEAR_2050 else 0x18, 'kind of time')
    equal(c.serial_len <= 20, True, 'its length')
    equal(c.ext['authorityKeyIdentifier'].value[0].body, key_id, 'AKI')
    equal(c.ext['authorityKeyIdentifier'].critical or
          c.ext['subjectKeyIdentifier'].critical, False, 'key ids critical')


@functools.cache
def specimen(good):
    """The folder with it."""
    folder = Folder(*good.lines)
    folder.wall = good.wall
    folder.run('ensure', want=0)
    return folder


def judge(good):
    """Makes the specimen and asks everybody about each name."""
    # One start of the browser for all of them.
    browser(asked(specimen(g), None, g, '') for g in GOOD)
    folder = specimen(good)
    leaf, = load(folder.path('server.pem'))
    wanted = [n for x in good.lines if x.startswith('names')
              for n in x.split('=')[1].split()]
    profile_leaf(leaf, good, wanted)
    key_id = leaf.ext['subjectKeyIdentifier'].value.body
    if not good.self_signed:
        root, = load(folder.path('ca.pem'))
        profile_ca(root)
        constraints(root, leaf.san())
        key_id = root.ext['subjectKeyIdentifier'].value.body
        profile_both(root, key_id)
        equal(leaf.issuer_der, root.subject_der, 'issuer')
    profile_both(leaf, key_id)
    wrong = []
    with web(folder.path('server.pem')) as server:
        for name in good.names:
            for who in EVERYBODY:
                if who in good.without:
                    continue
                trusts, said = who(asked(folder, server, good, name))
                if not trusts:
                    wrong.append(f'{who.__name__}, {name}: {said}')
        # And nobody who looks at names takes it for another.
        for who in EVERYBODY if good.strangers else ():
            if who not in good.without and who not in (
                    nss, vfychain):
                trusts, said = who(asked(folder, server, good,
                                         'other.example.com'))
                if trusts:
                    wrong.append(f'{who.__name__} accepts another name')
    if wrong:
        raise AssertionError('\n'.join(wrong))


for one in GOOD:
    test(one.title, 180)(lambda g=one: judge(g))


@test('nobody trusts it who has not installed its CA')
def untrusted():
    mine, other = Folder('names = router'), Folder('names = router')
    for f in (mine, other):
        f.run('ensure', want=0)
    with web(mine.path('server.pem')) as server:
        for who in EVERYBODY:
            trusts, _ = who(Case(other.path('ca.pem'),
                                 mine.path('server.pem'), 'router',
                                 server.port))
            equal(trusts, False, who.__name__)


@test('five hundred serial numbers: none twice, the top bits all in use')
def serials():
    seen, top = set(), 0
    f = Folder('names = router')
    f.run('ensure', want=0)
    for _ in range(500):
        os.unlink(f.path('server.pem'))
        f.run('ensure', want=0)
        seen.add(load(f.path('server.pem'))[0].serial)
    equal(len(seen), 500, 'different')
    for serial in seen:
        top |= serial
    equal(top, (1 << 127) - 1, 'bits in use')


main()
