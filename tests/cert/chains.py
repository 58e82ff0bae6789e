# SPDX-License-Identifier: MIT
"""Long chains and chains under RSA, installed by thimble-cert: everybody
trusts what it took, curl and OpenSSL get it in a real handshake, and what does
not fit one or is not part of the chain is refused.
"""

import concurrent.futures
import os
import random

from certs import Folder
from validators import (EVERYBODY, PAGE, Case, chromium, gnutls, node, nss,
                        vfychain, web)
from wire import command, equal, main, scratch, test, tool

BASE = scratch('pki')
NAME = 'mail.example.org'
CA = ('basicConstraints = critical, CA:TRUE',
      'keyUsage = critical, keyCertSign, cRLSign')
LEAF = ('basicConstraints = critical, CA:FALSE', 'extendedKeyUsage = '
        'serverAuth', 'keyUsage = critical, digitalSignature',
        f'subjectAltName = DNS:{NAME}')
KINDS = {'p256': ('EC', 'ec_paramgen_curve:P-256'),
         'p384': ('EC', 'ec_paramgen_curve:P-384'),
         'rsa2048': ('RSA', 'rsa_keygen_bits:2048'),
         'rsa4096': ('RSA', 'rsa_keygen_bits:4096')}
# Of four primes, which are found sooner: only they have to sign with it.
MORE = {'ca4096': ('RSA', 'rsa_keygen_bits:4096', '-pkeyopt',
                   'rsa_keygen_primes:4')}
ABOVE = ('root', *(f'i{n}' for n in range(1, 7)))


def at(name):
    """A path among the keys and certificates."""
    return os.path.join(BASE, name)


def key(name, kind):
    """Makes a key once."""
    if not os.path.exists(at(name + '.key')):
        what, *options = {**KINDS, **MORE}[kind]
        command('openssl', 'genpkey', '-algorithm', what, '-pkeyopt',
                *options, '-out', at(name + '.key'), timeout=100)


def sign(name, issuer, ext, *more):
    """Makes a certificate."""
    with open(at(name + '.ext'), 'w', encoding='ascii') as f:
        f.write('\n'.join((*ext, 'subjectKeyIdentifier = hash',
                           'authorityKeyIdentifier = keyid')) + '\n')
    command('openssl', 'req', '-new', '-key', at(name + '.key'), '-subj',
            f'/O=Example/CN={name}', '-out', at(name + '.csr'))
    by = ('-signkey', at(name + '.key')) if name == issuer else (
        '-CA', at(issuer + '.pem'), '-CAkey', at(issuer + '.key'))
    command(*more, 'openssl', 'x509', '-req', '-in', at(name + '.csr'), *by,
            '-sha512', '-days', '90', '-extfile', at(name + '.ext'),
            '-set_serial', str(random.getrandbits(80)), '-out',
            at(name + '.pem'))


def above():
    """The root and six CAs, each of RSA 4096 below the one before it."""
    if os.path.exists(at('root.pem')):
        return
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: key(name, 'ca4096'), ABOVE))
    for name, issuer in zip(ABOVE, (ABOVE[0], *ABOVE)):
        sign(name, issuer, CA)


def leaf(kind, issuer, more=''):
    """A leaf of a kind, with MORE names: its name."""
    above()
    name = f'{kind}-{issuer}'
    key(name, kind)
    # NSS wants the second usage with RSA, and CAs write it.
    sign(name, issuer, [x + ', keyEncipherment' if kind[0] == 'r' and
                        x.startswith('keyUsage') else x
                        for x in (*LEAF[:-1], LEAF[-1] + more)])
    return name


def install(folder, name, cas, want=0):
    """Installs a leaf and CAs, in no order."""
    files = [at(x + '.pem') for x in (name, *cas)]
    random.shuffle(files)
    return folder.run('install', *files, '--key', at(name + '.key'),
                      want=want)


def hand_made(folder, name, cas):
    """server.pem as a person writes it; check says."""
    text = ''
    for path in (name + '.key', name + '.pem', *(c + '.pem' for c in cas)):
        with open(at(path), encoding='ascii') as f:
            text += f.read()
    os.makedirs(folder.dir, exist_ok=True)
    with open(folder.path('server.pem'), 'w', encoding='ascii', opener=lambda
              p, flags: os.open(p, flags, 0o600)) as f:
        f.write(text)
    return folder.run('check')


def trusted(folder, wanted):
    """Everybody trusts what the wrapper serves, and who does not."""
    pem, wrong = folder.path('server.pem'), []
    equal(folder.run('check', want=0).count('BAD'), 0)
    with web(pem) as server:
        case = Case(at('root.pem'), pem, NAME, server.port)
        equal(len(case.blocks()), wanted, 'certificates')
        for who in EVERYBODY:
            trusts, said = who(case)
            if not trusts:
                wrong.append(f'{who.__name__}: {said}')
        for version in ('--tls-max', '1.2'), ('--tlsv1.3',):
            done = command(
                tool('curl'), '-sS', '--cacert', at('root.pem'), *version,
                '--resolve', f'{NAME}:{server.port}:127.0.0.1',
                f'https://{NAME}:{server.port}/')
            equal(PAGE in done.stdout.decode(), True, f'curl {version}')
        for version in '-tls1_2', '-tls1_3':
            done = command(
                'openssl', 's_client', '-connect', f'127.0.0.1:{server.port}',
                '-CAfile', at('root.pem'), '-verify_return_error',
                '-verify_hostname', NAME, '-showcerts', version)
            equal(done.stdout.count(b'BEGIN CERTIFICATE'), wanted, version)
        said = folder.run('show', f'127.0.0.1:{server.port}', want=0)
        equal(said.count('  sha256 '), wanted, 'show')
    if wrong:
        raise AssertionError('\n'.join(wrong))


def short(kind):
    """A leaf of a kind, an intermediate, a root of RSA 4096."""
    folder = Folder(f'names = {NAME}')
    install(folder, leaf(kind, 'i1'), ('i1', 'root'))
    trusted(folder, 2)


for one in KINDS:
    test(f'{one} under an RSA CA', 180)(lambda k=one: short(k))


@test('six certificates, five of RSA 4096', 180)
def six():
    folder = Folder(f'names = {NAME}')
    install(folder, leaf('p256', 'i5'), ABOVE[:6])
    trusted(folder, 6)


@test('a file of a person, in no order and with the root', 120)
def no_order():
    folder = Folder(f'names = {NAME}')
    status, said = hand_made(folder, leaf('p384', 'i3'),
                             ('i1', 'root', 'i3', 'i2'))
    equal(status, 0, said)
    with web(folder.path('server.pem')) as server:
        done = command('openssl', 's_client', '-connect',
                       f'127.0.0.1:{server.port}', '-CAfile', at('root.pem'),
                       '-verify_return_error', '-showcerts')
        equal(done.stdout.count(b'BEGIN CERTIFICATE'), 4, 'certificates')


@test('seven do not fit a handshake', 120)
def seven():
    folder = Folder(f'names = {NAME}')
    name = leaf('rsa2048', 'i6', ''.join(
        f',DNS:host-{n:04}.a-rather-long-name.example.net'
        for n in range(200)))
    said = install(folder, name, ABOVE, 1)
    equal('the chain is too large: 7 certificates with ' in said and
          ' bytes; a handshake has room for 10 with 16320' in said, True, said)
    equal(folder.files().get('server.pem'), None, 'what was installed')
    status, said = hand_made(folder, name, ABOVE)
    equal((status, 'BAD   server.pem: certificate chain: ' in said,
           ' bytes, but a handshake has room for 16320' in said),
          (1, True, True), said)


def refused(name, cas, words, blind=()):
    """We refuse the chain, and the validators that are not blind."""
    folder = Folder(f'names = {NAME}')
    before = folder.files()
    said = install(folder, name, cas, 1)
    equal(words in said, True, said)
    folder_files = {k: v for k, v in folder.files().items() if k != '.lock'}
    equal(folder_files, before, 'a refusal changes nothing')
    status, said = hand_made(folder, name, cas)
    equal((status, words in said), (1, True), said)
    wrong = []
    with web(folder.path('server.pem')) as server:
        for who in EVERYBODY:
            trusts, said = who(Case(at('root.pem'), folder.path('server.pem'),
                                    NAME, server.port))
            if trusts is not (who in blind):
                wrong.append(f'{who.__name__} '
                             f'{"trusts" if trusts else "refuses"} it: {said}')
    if wrong:
        raise AssertionError('\n'.join(wrong))


@test('broken: one between them is missing', 120)
def broken():
    refused(leaf('p256', 'i3'), ('i1', 'i3'), '(CN=i1,O=Example): not part of '
            'the chain: it signed none of the others, or one between them is')


@test('a CA between them has expired', 120)
def expired():
    above()
    key('old', 'rsa2048')
    sign('old', 'i1', CA, 'faketime', '2021-01-01')
    key('under', 'p256')
    sign('under', 'old', LEAF)
    refused('under', ('old', 'i1'), '(CN=old,O=Example): expired on 2021-04-01')


@test('a CA of RSA 1024 between them', 120)
def weak():
    above()
    command('openssl', 'genpkey', '-algorithm', 'RSA', '-pkeyopt',
            'rsa_keygen_bits:1024', '-out', at('weak.key'))
    sign('weak', 'i1', CA)
    key('below', 'p256')
    sign('below', 'weak', LEAF)
    refused('below', ('weak', 'i1'),
            '(CN=weak,O=Example): an RSA key must have 2048 to 4096 bits',
            (gnutls, nss, vfychain, node, chromium))


@test('a CA whose constraints do not permit the name', 120)
def outside():
    above()
    key('narrow', 'p256')
    sign('narrow', 'i1', (*CA, 'nameConstraints = critical, '
                          'permitted;DNS:example.com'))
    key('other', 'p256')
    sign('other', 'narrow', LEAF)
    refused('other', ('narrow', 'i1'), '(CN=narrow,O=Example): its name '
            'constraints do not permit mail.example.org')


main()
