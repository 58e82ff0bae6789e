# SPDX-License-Identifier: MIT
"""dns-01 by programs of the owner: the two worked examples, with a real name
server and with a real HTTP API, and programs that must not run."""

import os
import shutil
import subprocess

from acme_device import NAME, Device
from ports import free_port
from wire import TOP, command, equal, eventually, main, scratch, test, tool

EXAMPLES = f'{TOP}/rootfs-overlay/usr/lib/thimble/acme-dns'
ZONE = 'example.org'


class Knot:
    """A name server that takes updates signed with a key."""

    def __init__(self):
        self.base = scratch('knot')
        self.port = free_port()
        secret = command('openssl', 'rand', '-base64', '32').stdout.decode()
        self.key = os.path.join(self.base, 'key')
        with open(self.key, 'w', encoding='ascii') as out:
            out.write('key "acme" {\n\talgorithm hmac-sha256;\n\tsecret "' +
                      secret.strip() + '";\n};\n')
        with open(f'{self.base}/{ZONE}.zone', 'w', encoding='ascii') as out:
            out.write('@ 60 SOA ns hostmaster 1 60 60 60 60\n@ 60 NS ns\n'
                      'ns 60 A 127.0.0.1\nmail 60 A 127.0.0.1\n')
        with open(f'{self.base}/conf', 'w', encoding='ascii') as out:
            out.write(f'''server:
    rundir: {self.base}
    listen: 127.0.0.1@{self.port}
key:
  - id: acme
    algorithm: hmac-sha256
    secret: {secret.strip()}
acl:
  - id: update
    key: acme
    action: update
template:
  - id: default
    storage: {self.base}
    journal-db: {self.base}/journal
    kasp-db: {self.base}/kasp
    timer-db: {self.base}/timer
    file: "%s.zone"
    acl: update
zone:
  - domain: {ZONE}
''')

    def __enter__(self):
        with open(f'{self.base}/log', 'wb') as out:
            self.running = subprocess.Popen(
                [tool('knotd'), '-c', f'{self.base}/conf'], stdout=out,
                stderr=out, stdin=subprocess.DEVNULL)
        eventually(lambda: self.ask('mail.' + ZONE, 'A') == '127.0.0.1', 10,
                   'the name server')
        return self

    def __exit__(self, *_):
        self.running.kill()
        self.running.wait()

    def ask(self, name, kind):
        """What it answers."""
        return command(tool('dig'), '+short', '+tries=1', '-p', str(self.port),
                       '@127.0.0.1', name, kind,
                       check=False).stdout.decode().strip()


def folder(d, *names, **settings):
    """Installs examples and what the owner writes for them."""
    path = d.f.path('acme-dns.d')
    os.makedirs(path, exist_ok=True)
    for name in names:
        shutil.copy(f'{EXAMPLES}/{name}', path)
        with open(d.f.path(name + '.conf'), 'w', encoding='ascii') as out:
            out.writelines(f"{k}='{v}'\n" for k, v in settings.items())
    return path


@test('nsupdate and a name server; a star', 90)
def nsupdate():
    with Knot() as knot, Device(names=f'*.{ZONE} {ZONE}', challenge='dns-01',
                                dns=knot.port) as d:
        folder(d, 'nsupdate', server=f'127.0.0.1 {knot.port}', key=knot.key,
               wait=0)
        # With another key the zone does not change, and that is said.
        os.rename(knot.key, knot.key + '.good')
        with open(knot.key, 'w', encoding='ascii') as out:
            out.write('key "acme" {\n\talgorithm hmac-sha256;\n'
                      '\tsecret "c2VjcmV0";\n};\n')
        said = d.acme('run', want=1)
        equal('offers no challenge that acme-challenge allows' in said, True,
              said)
        d.good()
        os.rename(knot.key + '.good', knot.key)
        d.acme('run', '--force', want=0)
        equal(sorted(x for _, x in d.leaf().san()),
              [f'*.{ZONE}'.encode(), ZONE.encode()], 'names')
        equal(knot.ask(f'_acme-challenge.{ZONE}', 'TXT'), '', 'what is left')
        d.good()


@test('a provider with an HTTP API; the other program declines', 90)
def http_api():
    with Device(challenge='dns-01') as d:
        api = f'http://127.0.0.1:{d.ca.tell}'
        folder(d, 'http-api', wait=0, header='Authorization: Token x',
               add=f'POST {api}/set-txt {{"host": "NAME.", "value": "VALUE"}}',
               **{'del': f'POST {api}/clear-txt {{"host": "NAME."}}'})
        path = d.f.path('acme-dns.d/00-declines')
        with open(path, 'w', encoding='ascii') as out:
            out.write('#!/bin/sh\necho "$*" >>../seen\nexit 1\n')
        os.chmod(path, 0o755)
        d.acme('run', want=0)
        equal(d.official(), True, 'official')
        with open(d.f.path('seen'), encoding='ascii') as seen:
            calls = [x.split() for x in seen]
        equal([x[:3] for x in calls], [['begin', 'dns-01', NAME],
                                       ['done', 'dns-01', NAME]], 'calls')
        equal([len(x) for x in calls], [5, 5], 'five arguments')
        os.unlink(d.f.path('seen'))
        d.good()


@test('a program that others can change does not run', 60)
def trust():
    with Device(challenge='dns-01') as d:
        path = os.path.join(folder(d), '10-x')
        for mode, owner in ((0o777, 0), (0o755, 65534), (0o644, 0)):
            with open(path, 'w', encoding='ascii') as out:
                out.write('#!/bin/sh\n: >../seen\n')
            os.chmod(path, mode)
            os.chown(path, owner, 0)
            d.acme('run', '--force', want=1)
            equal(os.path.exists(d.f.path('seen')), False, oct(mode))
        os.chmod(path, 0o755)
        d.acme('run', '--force', want=1)
        equal(os.path.exists(d.f.path('seen')), True, 'a good one')
        os.unlink(d.f.path('seen'))


main()
