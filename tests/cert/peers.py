# SPDX-License-Identifier: MIT
"""What tests/bench/COMPARISON.md says of `openssl req -x509` beside
`thimble-cert ensure`, each with its defaults, tried with both. px5g is not
packaged for Debian: what the page says of that one was read in its source."""

import errno
import os
import re
import subprocess

from certs import Folder, read
from ports import free_port
from procs import listening
from validators import Case, certtool, chromium, openssl
from wire import command, equal, eventually, main, scratch, test, tool

NAME = 'router.lan'


class Req:
    """What people find on the web: openssl req -x509 -nodes, two files."""

    def __init__(self):
        self.dir = scratch('req')
        self.key, self.pem = self.dir + '/key.pem', self.dir + '/cert.pem'
        self.argv = (tool('openssl'), 'req', '-x509', '-nodes', '-subj',
                     '/CN=' + NAME, '-keyout', self.key, '-out', self.pem)

    def run(self, *before):
        """Makes a pair, or tries to."""
        return subprocess.run((*before, *self.argv), check=False,
                              stdin=subprocess.DEVNULL, timeout=60,
                              capture_output=True).returncode

    def loads(self):
        """Whether the two files belong together."""
        return public('pkey', '-in', self.key, '-pubout') is not None and \
            public('pkey', '-in', self.key, '-pubout') == \
            public('x509', '-in', self.pem, '-noout', '-pubkey')


def public(*argv):
    """What openssl prints; None: it failed."""
    done = subprocess.run(('openssl', *argv), capture_output=True, check=False,
                          stdin=subprocess.DEVNULL)
    return done.stdout if done.returncode == 0 and done.stdout else None


def text(pem, *what):
    """Of the certificate, by OpenSSL."""
    return command('openssl', 'x509', '-in', pem, '-noout',
                   *(what or ('-text',))).stdout.decode()


def pair():
    """One of each."""
    req, folder = Req(), Folder('names = ' + NAME)
    equal(req.run(), 0, 'openssl req')
    folder.run('ensure', want=0)
    return req, folder


def ours(folder, name=NAME):
    """The case of thimble-cert for the validators."""
    return Case(folder.path('ca.pem'), folder.path('server.pem'), name)


@test('kind of key, names, purpose, days: as they come')
def content():
    req, folder = pair()
    theirs, mine = text(req.pem), text(folder.path('server.pem'))
    for found, inside, where in (
            (True, 'Public-Key: (2048 bit)', theirs),
            (False, 'Subject Alternative Name', theirs),
            (False, 'Extended Key Usage', theirs),
            (True, 'CA:TRUE', theirs),
            (False, 'Name Constraints', theirs),
            (True, 'P-256', mine), (True, 'DNS:' + NAME, mine),
            (True, 'TLS Web Server Authentication', mine),
            (True, 'CA:FALSE', mine),
            (True, 'Name Constraints', text(folder.path('ca.pem')))):
        equal(inside in where, found, inside)
    # 30 days, and nobody renews it.
    public_end = text(req.pem, '-checkend', str(29 * 86400))
    equal('will not expire' in public_end, True, public_end)
    done = subprocess.run(['openssl', 'x509', '-in', req.pem, '-noout',
                           '-checkend', str(31 * 86400)], check=False,
                          capture_output=True)
    equal(done.returncode, 1, '30 days')


def browses(case, key):
    """Whether Chromium shows the page of a server with that pair."""
    case.port = free_port()
    server = subprocess.Popen(
        [tool('openssl'), 's_server', '-www', '-accept',
         f'127.0.0.1:{case.port}', '-cert', case.pem, '-key', key],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: listening(case.port), 10, 'openssl s_server')
        return chromium(case, 'Ciphers supported')
    finally:
        server.kill()
        server.wait()


@test('a browser that trusts them: theirs has no name for it', 60)
def judged():
    req, folder = pair()
    for judge in (openssl, certtool):
        good, said = judge(ours(folder))
        equal(good, True, said)
    good, said = browses(ours(folder), folder.path('server.pem'))
    equal(good, True, said)
    good, said = browses(Case(req.pem, req.pem, NAME), req.key)
    equal(good, False, said)
    # It is the name: the same command with one.
    req.argv += ('-addext', f'subjectAltName=DNS:{NAME}')
    equal(req.run(), 0, 'openssl req')
    good, said = browses(Case(req.pem, req.pem, NAME), req.key)
    equal(good, True, said)


def sign(ca, key, name):
    """A certificate for a name by somebody who has that key."""
    at = os.path.join(scratch('thief'), 'x')
    with open(at + '.ext', 'w', encoding='ascii') as f:
        f.write('basicConstraints=critical,CA:FALSE\n'
                f'subjectAltName=DNS:{name}\nkeyUsage=digitalSignature\n'
                'extendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\n'
                'authorityKeyIdentifier=keyid\n')
    command('openssl', 'req', '-new', '-newkey', 'ec', '-pkeyopt',
            'ec_paramgen_curve:P-256', '-nodes', '-keyout', at + '.key',
            '-subj', '/CN=' + name, '-out', at + '.csr')
    command('openssl', 'x509', '-req', '-in', at + '.csr', '-CA', ca, '-CAkey',
            key, '-CAcreateserial', '-days', '9', '-extfile', at + '.ext',
            '-out', at + '.pem')
    return Case(ca, at + '.pem', name)


@test('a stolen key: theirs vouches for every name, ours for the device')
def stolen():
    req, folder = pair()
    for name, mine in ((NAME, True), ('bank.example', False)):
        case = sign(req.pem, req.key, name)
        # Not -x509_strict: that wants a key usage of a CA.
        command('openssl', 'verify', '-purpose', 'sslserver', '-CAfile',
                req.pem, '-verify_hostname', name, case.pem)
        case = sign(folder.path('ca.pem'), folder.path('ca.key'), name)
        for judge in (openssl, certtool):
            good, said = judge(case)
            equal(good, mine, f'ours, {name}: {said}')


@test('made by a clock of 1970: theirs has expired, ours is made again')
def clock():
    req, folder = Req(), Folder('names = ' + NAME)
    equal(req.run(tool('faketime'), '1970-01-02'), 0, 'openssl req')
    equal('1970 GMT' in text(req.pem, '-enddate'), True, 'its end')
    good, said = openssl(Case(req.pem, req.pem, NAME))
    equal((good, 'expired' in said), (False, True), said)
    folder.wall = 86400
    folder.run('ensure', want=0)
    key = text(folder.path('server.pem'), '-pubkey')
    folder.wall = None
    folder.run('ensure', want=0)
    equal(text(folder.path('server.pem'), '-pubkey'), key, 'the same key')
    good, said = openssl(ours(folder))
    equal(good, True, said)


@test('done again: theirs is another key, ours is left alone', 60)
def again():
    req, folder = pair()
    before = read(req.key), folder.files()
    equal(req.run(), 0, 'openssl req')
    folder.run('ensure', want=2)
    folder.run('renew', want=0)
    equal(read(req.key) != before[0], True, 'their key')
    equal(text(folder.path('server.pem'), '-pubkey'),
          text(folder.path('server.pem.prev'), '-pubkey'), 'our key')


@test('the disk is full while it is replaced: theirs is lost', 60)
def full():
    """Ours is judged call by call in crash.py."""
    req = Req()
    equal(req.run(), 0, 'openssl req')
    old = read(req.key), read(req.pem)
    # Each way in which a write of the key or of the certificate can fail.
    strace = (tool('strace'), '-o', req.dir + '/trace', '-e', 'trace=write',
              '-P', req.key, '-P', req.pem)
    equal(req.run(*strace), 0, 'openssl req under strace')
    writes = len(re.findall(rb'^write\(', read(req.dir + '/trace'), re.M))
    lost = 0
    for k in range(1, writes + 1):
        for path, data in zip((req.key, req.pem), old):
            with open(path, 'wb') as f:
                f.write(data)
        req.run(*strace, '-e', f'inject=write:error=ENOSPC:when={k}+')
        lost += not req.loads()
    equal(lost, writes, 'each of them')
    # The same disk, and ours.
    folder = Folder('names = ' + NAME)
    folder.run('ensure', want=0)
    calls = folder.calls('renew')
    for k, kind in enumerate(calls, 1):
        if kind == 'C':
            folder.run('renew', faults=('-e', f'{k}:{errno.ENOSPC}'))
            equal(folder.loads()[0], True, f'call {k}')


main()
