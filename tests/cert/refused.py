# SPDX-License-Identifier: MIT
"""What nobody may trust, although the device's own CA key signed it: who
refuses it, and what thimble-cert says of it.

Each case is one line of BAD. The judges that are not named in `blind` have to
refuse it; the ones that are named must accept it, so that the list stays
true. Certificates are made with OpenSSL from the CA that ensure made.
"""

import dataclasses
import os
import shutil

from certs import Folder
from judges import (EVERYBODY, HTTP, Case, certtool, gnutls, node, nss,
                    openssl)
from wire import Server, command, main, test

SAN = 'subjectAltName = DNS:router, IP:10.0.0.1'
LEAF = ('basicConstraints = critical, CA:FALSE',
        'keyUsage = critical, digitalSignature')
SERVER = 'extendedKeyUsage = serverAuth'


@dataclasses.dataclass
class Bad:
    """ext: the extensions; blind: who does not see it; key and digest as
    OpenSSL calls them; made: when (faketime); below: the extensions of a
    certificate between the CA and this one; name that is asked for; ours:
    what `thimble-cert check` says, None where it is not its business."""

    title: str
    ext: tuple = (*LEAF, SERVER, SAN)
    blind: tuple = ()
    key: str = 'EC:P-256'
    digest: str = '-sha256'
    made: str = ''
    below: tuple = ()
    name: str = 'router'
    ours: str = None


BAD = (
    Bad('expired', made='2020-01-01', ours='expired'),
    Bad('not valid yet', made='2045-01-01', ours='not valid yet'),
    Bad('another name', (*LEAF, SERVER, 'subjectAltName = DNS:not.router'),
        blind=(nss,), ours='name router: not in the certificate'),
    Bad('a name outside the constraints',
        (*LEAF, SERVER, 'subjectAltName = DNS:www.example.com'),
        name='www.example.com', ours='name router'),
    Bad('an address outside the constraints',
        (*LEAF, SERVER, 'subjectAltName = IP:8.8.8.8'), name='8.8.8.8',
        ours='name router'),
    Bad('one of two names outside the constraints',
        (*LEAF, SERVER, 'subjectAltName = DNS:router, DNS:bank.example'),
        ours='bank.example: the CA does not permit it'),
    Bad('for clients only', (*LEAF, 'extendedKeyUsage = clientAuth', SAN)),
    # They still take the subject's name; browsers and Python do not.
    Bad('no subjectAltName', (*LEAF, SERVER),
        blind=(openssl, certtool, gnutls, nss, node),
        ours='name router'),
    Bad('an address as a host name',
        (*LEAF, SERVER, 'subjectAltName = DNS:10.0.0.1'), name='10.0.0.1',
        ours='name router'),
    Bad('SHA-1', digest='-sha1', blind=(nss,), ours='BAD   server.pem'),
    Bad('RSA 1024', key='RSA:1024', ours='RSA wants 2048 to 4096 bits'),
    Bad('a leaf as CA', below=LEAF),
    Bad('a CA below a CA that may have none', below=(
        'basicConstraints = critical, CA:TRUE',
        'keyUsage = critical, keyCertSign')),
)


def issue(bad, folder):
    """Makes the certificate: the path of a file as server.pem is."""
    base = folder.base

    def made(name, ext, ca, ca_key, key, digest):
        with open(f'{base}/{name}.ext', 'w', encoding='ascii') as f:
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
                '-CAkey', ca_key, '-days', '30', digest, '-extfile',
                f'{base}/{name}.ext', '-set_serial', '4711', '-out',
                f'{base}/{name}.pem')

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


def judge(bad):
    """Asks everybody, and thimble-cert."""
    folder = Folder('names = router')
    folder.run('ensure', want=0)
    pem = issue(bad, folder)
    wrong = []
    with Server(HTTP, pem, service='https') as server:
        for who in EVERYBODY:
            trusts, said = who(Case(folder.path('ca.pem'), pem, bad.name,
                                    server.port))
            if trusts is not (who in bad.blind):
                wrong.append(f'{who.__name__} '
                             f'{"trusts" if trusts else "refuses"} it: {said}')
    os.replace(pem, folder.path('server.pem'))
    status, said = folder.run('check')
    if bad.ours is not None and (status != 1 or bad.ours not in said):
        wrong.append(f'thimble-cert check: exit status {status}: {said}')
    if wrong:
        raise AssertionError('\n'.join(wrong))


for one in BAD:
    test(one.title, 60)(lambda b=one: judge(b))

main()
