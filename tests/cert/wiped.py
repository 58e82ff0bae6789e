# SPDX-License-Identifier: MIT
"""No private key is left in the memory of a command that ends: its pages may
go to another program, to swap or into a core. Seen from outside, at its last
system call, of the real program as it is installed; that the search finds a
key is shown on the same run, when it waited for the disk.
"""

import os

import pki
from certs import Folder, read
from wire import command, equal, main, scratch, test

KEYS = ('server.pem', 'own.pem', 'ca.key', 'pending.key')


def wanted(folder, names=KEYS):
    """The secrets of all keys in the folder."""
    return [(f'{name}: {what}', piece) for name in names
            if b'PRIVATE KEY' in (read(folder.path(name)) or b'')
            for what, piece in pki.secrets(folder.path(name))]


def left(memory, when, secrets):
    """Which of the secrets are in a copy of the memory."""
    data = read(os.path.join(memory, when))
    return sorted({what for what, piece in secrets if piece in data})


def wipes(folder, *argv, shown=True):
    """A command leaves no key behind, neither of before nor of after."""
    memory = scratch('memory')
    before = wanted(folder)
    folder.run(*argv, faults=('-m', memory), want=(0, 2))
    secrets = before + wanted(folder)
    equal(left(memory, 'exit', secrets), [], f'{argv[0]} left at its end')
    if shown:
        equal(left(memory, 'fsync', secrets) != [], True, 'the search')


@test('ensure, renew, new-ca, revert and check leave no key in memory', 60)
def _():
    f = Folder('names = router')
    wipes(f, 'ensure')
    wipes(f, 'ensure', shown=False)
    wipes(f, 'renew')
    wipes(f, 'renew', '--new-key')
    wipes(f, 'new-ca', '--yes')
    wipes(f, 'revert', shown=False)
    wipes(f, 'check', shown=False)
    wipes(f, 'export', 'chain', shown=False)


@test('request and install leave no key in memory', 60)
def _():
    f = Folder('names = router')
    f.run('ensure', want=0)
    csr, ca = f.base + '/csr', f.base + '/theirs'
    wipes(f, 'request', '-o', csr, shown=False)
    wipes(f, 'request', '--new-key', '-o', csr)
    command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
            'ec_paramgen_curve:P-256', '-nodes', '-keyout', ca + '.key',
            '-out', ca + '.pem', '-days', '30', '-subj', '/CN=Theirs')
    command('openssl', 'x509', '-req', '-in', csr, '-CA', ca + '.pem',
            '-CAkey', ca + '.key', '-CAcreateserial', '-days', '20',
            '-copy_extensions', 'copyall', '-out', f.base + '/leaf.pem')
    wipes(f, 'install', f.base + '/leaf.pem')
    command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
            'ec_paramgen_curve:P-256', '-nodes', '-keyout', ca + '.key',
            '-out', ca + '.pem', '-days', '30', '-subj', '/CN=router',
            '-addext', 'subjectAltName=DNS:router',
            '-addext', 'basicConstraints=critical,CA:FALSE')
    wipes(f, 'install', '--key', ca + '.key', ca + '.pem')
    wipes(f, 'own', shown=False)
    wipes(f, 'revert', shown=False)
    wipes(f, 'renew', '--force')


main()
