# SPDX-License-Identifier: MIT
"""What nobody may trust, although the device's own CA key signed it: who
refuses it, and what thimble-cert says of it.

Each case is one line of BAD. The validators that are not named in `blind`
have to refuse it; the ones that are named must accept it, so that the list
stays true. Certificates are made with OpenSSL from the CA that ensure made.
"""

import dataclasses
import functools
import os
import shutil

from certs import Folder
from validators import (EVERYBODY, ONLINE, Case, browser, certtool, chromium,
                        gnutls, node, nss, openssl, python, vfychain, web)
from wire import command, equal, main, test

SAN = 'subjectAltName = DNS:router, IP:10.0.0.1'
LEAF = ('basicConstraints = critical, CA:FALSE',
        'keyUsage = critical, digitalSignature')
SERVER = 'extendedKeyUsage = serverAuth'


@dataclasses.dataclass
class Bad:
    """ext: the extensions, () for version 1; blind: who does not see it; key
    and digest as OpenSSL calls them; made: when (faketime); below: the
    extensions of a certificate between the CA and this one; name that is asked
    for; ours: what `thimble-cert check` says; put: what `install` says of it,
    which is the same if it is None, and goes on if it begins with warning."""

    title: str
    ext: tuple = (*LEAF, SERVER, SAN)
    blind: tuple = ()
    key: str = 'EC:P-256'
    digest: str = '-sha256'
    made: str = ''
    below: tuple = ()
    name: str = 'router'
    ours: str = None
    put: str = None


CA = ('basicConstraints = critical, CA:TRUE',
      'keyUsage = critical, keyCertSign')

BAD = (
    Bad('expired', made='2020-01-01', ours='BAD   dates: expired',
        put='router.all, block 2 (CN=router): expired on 2020-01-31'),
    Bad('not valid yet', made='2045-01-01', ours='BAD   dates: not valid yet',
        put='block 2 (CN=router): not valid before 2045-01-01'),
    Bad('another name', (*LEAF, SERVER, 'subjectAltName = DNS:not.router'),
        blind=(nss, vfychain), ours='name router: not in the certificate',
        put='warning: the certificate does not cover router'),
    Bad('a name outside the constraints',
        (*LEAF, SERVER, 'subjectAltName = DNS:www.example.com'),
        name='www.example.com',
        ours='its name constraints do not permit www.example.com'),
    Bad('an address outside the constraints',
        (*LEAF, SERVER, 'subjectAltName = IP:8.8.8.8'), name='8.8.8.8',
        ours='its name constraints do not permit 8.8.8.8'),
    Bad('one of two names outside the constraints',
        (*LEAF, SERVER, 'subjectAltName = DNS:router, DNS:bank.example'),
        ours='its name constraints do not permit bank.example'),
    Bad('for clients only', (*LEAF, 'extendedKeyUsage = clientAuth', SAN),
        ours='block 2 (CN=router): not issued for servers (extendedKeyUsage '
        'lacks serverAuth)'),
    # They still take the subject's name; browsers and Python do not.
    Bad('no subjectAltName', (*LEAF, SERVER),
        blind=(openssl, certtool, gnutls, nss, vfychain, node),
        ours='BAD   names: the certificate has none (SAN)',
        put='warning: the certificate has no names (SAN)'),
    Bad('an address as a host name',
        (*LEAF, SERVER, 'subjectAltName = DNS:10.0.0.1'), name='10.0.0.1',
        ours='name router: not in the certificate',
        put='its name constraints do not permit 10.0.0.1'),
    Bad('version 1', (), blind=(openssl, certtool, gnutls, nss, vfychain, node),
        ours='block 2 (CN=router): has version 1 or 2, which cannot hold'),
    Bad('a critical extension of somebody', (
        *LEAF, SERVER, SAN, '1.2.3.4 = critical, DER:0500'),
        ours='block 2 (CN=router): has a critical extension that clients'),
    Bad('SHA-1', digest='-sha1', blind=(nss, vfychain),
        ours='block 1: signed with SHA-1, MD5',
        put='router.all, block 2: certificate: signed with SHA-1, MD5'),
    Bad('RSA 1024', key='RSA:1024',
        ours='an RSA key must have 2048 to 4096 bits',
        put='block 2 (CN=router): an RSA key must have 2048 to 4096 bits'),
    Bad('a leaf as CA', below=LEAF, ours='block 3 (CN=between): signed '
        'another certificate but is not a CA or may not sign'),
    Bad('a CA that may not sign', below=(
        CA[0], 'keyUsage = critical, cRLSign'), ours='block 3 (CN=between): '
        'signed another certificate but is not a CA or may not sign'),
    Bad('a CA below a CA that may have none', below=CA,
        ours='its path length allows fewer CAs below it'),
    Bad('a CA as a server', (*CA[:1], 'keyUsage = critical, keyCertSign, '
                             'digitalSignature', SERVER, SAN),
        blind=(openssl, certtool, gnutls, python, chromium),
        ours="is a CA certificate; a server needs"),
)


def issue(bad, folder):
    """Makes the certificate: the path of a file as server.pem is."""
    base = folder.base

    def made(name, ext, ca, ca_key, key, digest):
        more = ()
        if ext:
            more = '-extfile', f'{base}/{name}.ext'
            with open(more[1], 'w', encoding='ascii') as f:
                f.write('\n'.join(ext) + '\nsubjectKeyIdentifier = hash\n'
                        'authorityKeyIdentifier = keyid\n')
        kind, what = key.split(':')
        command('openssl', 'genpkey', '-algorithm', kind, '-pkeyopt',
                ('ec_paramgen_curve:' if kind == 'EC' else
                 'rsa_keygen_bits:') + what, '-out', f'{base}/{name}.key')
        command('openssl', 'req', '-new', '-key', f'{base}/{name}.key',
                '-subj', f'/CN={name}', '-out', f'{base}/{name}.csr')
        command(*(('faketime', bad.made) if bad.made else ()), 'openssl',
                'x509', '-req', '-in', f'{base}/{name}.csr', '-CA', ca,
                '-CAkey', ca_key, '-days', '30', digest, *more,
                '-set_serial', '4711', '-out', f'{base}/{name}.pem')

    ca, ca_key, names = folder.path('ca.pem'), folder.path('ca.key'), []
    if bad.below:
        made('between', bad.below, ca, ca_key, 'EC:P-256', '-sha256')
        ca, ca_key = f'{base}/between.pem', f'{base}/between.key'
        names = ['between.pem']
    made('router', bad.ext, ca, ca_key, bad.key, bad.digest)
    path = f'{base}/router.all'
    with open(path, 'wb') as out:
        for name in ('router.key', 'router.pem', *names):
            with open(f'{base}/{name}', 'rb') as part:
                shutil.copyfileobj(part, out)
    os.chmod(path, 0o600)
    return path


@functools.cache
def device(_title):
    """A folder with a CA for a case."""
    folder = Folder('names = router')
    folder.run('ensure', want=0)
    return folder


def judge(bad):
    """Asks everybody, and thimble-cert."""
    # One start of the browser for all of them.
    browser(Case(device(b.title).path('ca.pem'), '', '') for b in BAD)
    folder = device(bad.title)
    pem = issue(bad, folder)
    wrong = []
    with web(pem) as server:
        for who in EVERYBODY:
            trusts, said = who(Case(folder.path('ca.pem'), pem, bad.name,
                                    server.port))
            if trusts is not (who in bad.blind):
                wrong.append(f'{who.__name__} '
                             f'{"trusts" if trusts else "refuses"} it: {said}')
    wrong += ours(bad, folder, pem)
    if wrong:
        raise AssertionError('\n'.join(wrong))


def ours(bad, folder, pem):
    """What is wrong with what install and check say of it."""
    wrong = []
    before = folder.files()
    status, said = folder.run('install', pem, folder.path('ca.pem'))
    put = bad.put or bad.ours
    if status != (0 if put.startswith('warning') else 1) or put not in said:
        wrong.append(f'thimble-cert install: exit status {status}: {said}')
    if status != 0:
        equal(folder.files(), before, 'a refusal changes nothing')
    os.replace(pem, folder.path('server.pem'))
    status, said = folder.run('check')
    if status != 1 or bad.ours not in said:
        wrong.append(f'thimble-cert check: exit status {status}: {said}')
    return wrong


for one in BAD:
    test(one.title, 60)(lambda b=one: judge(b))


@test('the key of another', 60)
def mismatched():
    folder, other = Folder('names = router'), Folder('names = router')
    for f in (folder, other):
        f.run('ensure', want=0)
    with open(folder.path('server.pem'), encoding='ascii') as f:
        leaf = f.read()
    with open(other.path('server.pem'), encoding='ascii') as f:
        key = f.read()
    pem = os.path.join(folder.base, 'mixed.pem')
    with open(pem, 'w', encoding='ascii') as f:
        f.write(key[:key.index('-----BEGIN CERT')] +
                leaf[leaf.index('-----BEGIN CERT'):])
    os.chmod(pem, 0o600)
    with web(pem) as server:
        for who in ONLINE:
            trusts, _ = who(Case(folder.path('ca.pem'), pem, 'router',
                                 server.port))
            equal(trusts, False, who.__name__)
    said = folder.run('install', pem, want=1)
    equal('block 1: this private key does not match the certificate' in
          said, True, said)
    os.replace(pem, folder.path('server.pem'))
    said = folder.run('check', want=1)
    equal('none in the file matches the private key' in said, True, said)


main()
