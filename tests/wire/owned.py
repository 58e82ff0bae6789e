# SPDX-License-Identifier: MIT
"""The device's own pair beside another's: its names keep its certificate."""

import os
import time

import pki
from certs import Folder, read
from served import ECHO, ask, join, leaf_of
from tls import Client
from wire import (BUSYBOX, THIMBLE, Server, command, equal, eventually, jail,
                  main, scratch, test)

OFFICIAL, OWN = 'mail.example.org', 'router.lan'
IDLE_KB = 12        # as wire/memory has it


class Device:
    """A /etc of its own, with the pair of OFFICIAL in use, and a service
    without -p."""

    def __init__(self, *backend):
        self.folder = os.path.join(scratch('etc'), 'thimble')
        os.mkdir(self.folder)
        for name in ('passwd', 'group'):
            with open(os.path.join(self.folder, '..', name), 'wb') as to:
                to.write(read('/etc/' + name))
        self.own = self.made(f'{OWN} 127.0.0.1')
        self.official = self.made(OFFICIAL)
        join(self.folder, 'server', self.official)
        self.log = os.path.join(scratch('log'), 'log')
        etc = os.path.dirname(self.folder)
        self.launcher = ('unshare', '-m', 'sh', '-c',
                         f'mount --bind {etc} /etc && exec "$@"', 'sh')
        runs, *argv = backend or ECHO
        self.server = Server(
            args=['-N', 'imap', '--jail', jail(), '-o', self.log, '-l', runs,
                  '--', os.path.basename(runs), *argv],
            launcher=self.launcher)

    @staticmethod
    def made(names, *more):
        """What thimble-cert makes for these."""
        f = Folder(f'names = {names}', *more)
        f.run('ensure', want=0)
        return pki.Identity(f.path('server.pem'), f.path('ca.pem'))

    def keep(self, identity=None):
        """The own pair is kept."""
        join(self.folder, 'own', identity or self.own)

    def gets(self, name, identity, what):
        """Who asks for NAME gets this, in both versions."""
        for version in ('-tls1_2', '-tls1_3'):
            equal(ask(self.server.port, version, name=name),
                  leaf_of(identity.pem), f'{what} {version}')

    def problems(self):
        """Lines of the log that are no connections."""
        if not os.path.exists(self.log):
            return []
        return [x for x in read(self.log).decode().splitlines()
                if ' START ' not in x and ' EXIT ' not in x]

    def check(self, want):
        """thimble --check ends so."""
        done = command(*self.launcher, THIMBLE, '--check', check=False)
        equal(done.returncode, want, f'--check: {done.stdout}')


@test('own names get the own pair, all others the official one', 60)
def names():
    d = Device()
    with d.server:
        for name in (OFFICIAL, OWN, None, 'x.example'):
            d.gets(name, d.official, f'none is kept, {name}')
        d.keep()
        for name in (OWN, OWN.upper(), '127.0.0.1', None):
            d.gets(name, d.own, f'own, {name}')
        for name in (OFFICIAL, OFFICIAL.upper(), 'x.example', 'a_b.lan',
                     '192.0.2.1', f'x.{OWN}'):
            d.gets(name, d.official, f'official, {name}')
        # What both have is served by what is in its place.
        both = d.made(f'{OFFICIAL} 127.0.0.1')
        join(d.folder, 'server', both)
        d.gets(None, both, 'an address of both')
        d.gets(OWN, d.own, 'own')
        d.check(0)
        equal(d.problems(), [], 'log')


@test('an RSA certificate beside the own one comes with it', 60)
def second():
    d = Device()
    with d.server:
        rsa, theirs = (d.made(x, 'key = rsa2048') for x in (OWN, OFFICIAL))
        join(d.folder, 'own', d.own, rsa)
        join(d.folder, 'server', d.official, theirs)
        for name, want in ((OWN, rsa), (OFFICIAL, theirs)):
            equal(ask(d.server.port, '-sigalgs', 'rsa_pss_rsae_sha256',
                      name=name), leaf_of(want.pem), name)
        d.gets(OWN, d.own, 'own')
        equal(d.problems(), [], 'log')


@test('one file with two names, a link, a folder: nothing changes', 60)
def same():
    d = Device()
    with d.server:
        own = os.path.join(d.folder, 'own.pem')
        os.link(os.path.join(d.folder, 'server.pem'), own)
        d.gets(OWN, d.official, 'two names')
        os.unlink(own)
        os.symlink(d.own.pem, own)
        d.gets(OWN, d.official, 'a link')
        os.unlink(own)
        os.mkdir(own)
        d.gets(OWN, d.official, 'a folder')
        equal(d.problems(), [], 'log')


@test('broken ones: the other serves, and the log says why', 60)
def broken():
    d = Device()
    with d.server:
        d.keep()
        for name, asked, other in (('own.pem', OWN, d.official),
                                   ('server.pem', OFFICIAL, d.own)):
            path = os.path.join(d.folder, name)
            text = read(path)
            for bad in (b'', text[:300]):
                with open(path, 'wb') as f:
                    f.write(bad)
                known = len(d.problems())
                d.gets(asked, other, name)
                eventually(lambda: len(d.problems()) == known + 2, 5, 'log')
                equal(name in d.problems()[-1], True, d.problems())
            with open(path, 'wb') as f:
                f.write(text)
        d.gets(OFFICIAL, d.official, 'mended')


@test(f'an idle connection costs the same: at most {IDLE_KB} KB', 60)
def memory():
    os.sync()
    d = Device(BUSYBOX, 'cat')
    with d.server:
        d.keep()
        for name in (OWN, OFFICIAL, 'x.example'):
            clients = []
            for _ in range(2):
                c = Client(d.server.port, name=name)
                c.send(b'x' * 20000 + b'\n')
                equal(len(c.exactly(20001)), 20001, 'echo')
                clients.append(c)
            end = time.monotonic() + 20
            while True:
                kb = [p.memory_kb()['Private_Dirty']
                      for p in d.server.network(2)]
                if max(kb) <= IDLE_KB:
                    break
                equal(time.monotonic() < end, True, f'{name}: {kb} KB')
                time.sleep(0.1)
            for c in clients:
                c.end()


main()
