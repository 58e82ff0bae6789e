# SPDX-License-Identifier: MIT
"""A certificate by ACME (RFC 8555), as thimble-cert(8) says: the request of
this device, Debian's uacme and its hook, Pebble as the CA, which really asks
BusyBox httpd for the answer, and install. Then the renewal that cron does.
The same with Debian's certbot and the deploy hook of the manual.
"""

import ctypes
import json
import os
import re
import ssl
import subprocess
import urllib.request

from certs import Folder, read
from ports import free_port
from validators import HTTP, PAGE
from wire import (BUSYBOX, THIMBLE_CERT, TOP, Server, command, equal,
                  eventually, main, scratch, test, tool)
from procs import listening
from x509 import load

CLONE_NEWNS = 0x20000
NAME = 'mail.example.org'
HOOK = '/usr/share/uacme/uacme.sh'
BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
NOTE = '#!/bin/sh\necho "$ACTION" >>"${PEM%/*}/../ran"\n'


class Pebble:
    """The CA, its name server and the device's httpd, in a folder."""

    def __init__(self):
        self.base = scratch('acme')
        self.port, self.manage, self.http, self.dns, self.tell = (
            free_port() for _ in range(5))
        os.makedirs(self.at('www/.well-known/acme-challenge'))
        command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                'ec_paramgen_curve:P-256', '-nodes', '-keyout',
                self.at('p.key'), '-out', self.at('p.pem'), '-days', '30',
                '-subj', '/CN=localhost', '-addext',
                'subjectAltName=DNS:localhost')
        with open(self.at('conf'), 'w', encoding='ascii') as f:
            json.dump({'pebble': {
                'listenAddress': f'127.0.0.1:{self.port}',
                'managementListenAddress': f'127.0.0.1:{self.manage}',
                'certificate': self.at('p.pem'),
                'privateKey': self.at('p.key'),
                'httpPort': self.http, 'tlsPort': free_port()}}, f)
        # uacme believes what is in Debian's bundle and nothing else.
        with open(self.at('bundle'), 'wb') as f:
            f.write(read(BUNDLE) + read(self.at('p.pem')))
        ctypes.CDLL(None).unshare(CLONE_NEWNS)
        command('mount', '--make-rprivate', '/')
        command('mount', '--bind', self.at('bundle'), BUNDLE)
        self.running = []

    def at(self, name):
        """A path in the folder."""
        return os.path.join(self.base, name)

    def start(self, *argv, port, env=()):
        """Starts one of the three, and returns when it listens."""
        with open(self.at('log'), 'ab') as out:
            self.running.append(subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                env={**os.environ, **dict(env)}))
        eventually(lambda: listening(port), 10, argv[0])

    def __enter__(self):
        self.start(tool('pebble-challtestsrv'), '-defaultIPv4', '127.0.0.1',
                   '-defaultIPv6', '', '-dns01', f'127.0.0.1:{self.dns}',
                   '-http01', '', '-https01', '', '-tlsalpn01', '',
                   '-management', f'127.0.0.1:{self.tell}', port=self.tell)
        self.start(tool('pebble'), '-config', self.at('conf'), '-dnsserver',
                   f'127.0.0.1:{self.dns}', port=self.port,
                   env={'PEBBLE_VA_NOSLEEP': '1',
                        'PEBBLE_WFE_NONCEREJECT': '0'}.items())
        self.start(BUSYBOX, 'httpd', '-f', '-p', f'127.0.0.1:{self.http}',
                   '-h', self.at('www'), port=self.http)
        return self

    def __exit__(self, *_):
        for one in self.running:
            one.kill()
            one.wait()
        command('umount', BUNDLE)

    def root(self):
        """The file of the root that it made when it started."""
        trust = ssl.create_default_context(cafile=self.at('p.pem'))
        with urllib.request.urlopen(
                f'https://localhost:{self.manage}/roots/0', timeout=60,
                context=trust) as answer, open(self.at('root.pem'),
                                               'wb') as out:
            out.write(answer.read())
        return self.at('root.pem')

    def uacme(self, *argv, want=0):
        """Runs it with its own hook."""
        done = command(
            tool('uacme'), '-a', f'https://localhost:{self.port}/dir', '-c',
            self.at('uacme'), '-h', HOOK, '-v', *argv, check=False,
            env={**os.environ, 'UACME_CHALLENGE_PATH':
                 self.at('www/.well-known/acme-challenge')})
        equal(done.returncode, want, done.stdout.decode(errors='replace'))


def served(folder, root):
    """curl gets the page with nothing trusted but the root."""
    with Server(HTTP, folder.path('server.pem'), service='https') as server:
        done = command(
            tool('curl'), '-sS', '--cacert', root, '--resolve',
            f'{NAME}:{server.port}:127.0.0.1',
            f'https://{NAME}:{server.port}/')
        equal(PAGE in done.stdout.decode(), True, done.stdout)


@test('request, uacme, install; and the renewal by cron', 60)
def whole():
    f = Folder()
    f.run('ensure', want=0)
    os.makedirs(f.path('hooks.d'))
    with open(f.path('hooks.d/10-note'), 'w', encoding='ascii') as out:
        out.write(NOTE)
    os.chmod(f.path('hooks.d/10-note'), 0o755)
    with Pebble() as ca:
        csr, crt = ca.at('mail.csr'), ca.at('mail-cert.pem')
        f.run('request', '--names', NAME, '-o', csr, want=0)
        ca.uacme('-y', 'new')
        ca.uacme('issue', csr)
        said = f.run('install', crt, want=0)
        equal('2 certificates, the key from server.pem' in said, True, said)
        root, first = ca.root(), load(f.path('server.pem'))[0]
        equal(first.san(), [(2, NAME.encode())], 'names')
        served(f, root)
        # It is a person's: left alone, and the names of the device are not
        # asked of it.
        f.run('ensure', want=2)
        f.run('check', want=0)

        # Each night: nothing, and in due time another for the same key.
        ca.uacme('issue', csr, want=1)
        f.run('install', crt, want=2)
        ca.uacme('-f', 'issue', csr)
        f.run('install', crt, want=0)
        second = load(f.path('server.pem'))[0]
        equal(second.key_bits, first.key_bits, 'another key')
        equal(second.serial == first.serial, False, 'the same certificate')
        served(f, root)
        equal(read(f.base + '/ran'), b'installed\n' * 2, 'hooks')
        f.good()

        # A key that waits: for another kind, or because one has leaked.
        f.run('request', '--names', NAME, '--key-type', 'rsa2048', '-o', csr,
              want=0)
        os.unlink(crt)
        ca.uacme('issue', csr)
        said = f.run('install', crt, want=0)
        equal('the key from pending.key' in said, True, said)
        served(f, root)
        equal(os.path.exists(f.path('pending.key')), False, 'still waits')
        f.good()


def deploy_hook(f, path):
    """The manual's hook, with this folder instead of /etc/thimble."""
    with open(f'{TOP}/src/app/thimble-cert.8', encoding='ascii') as page:
        text = re.search(r'^(#!/bin/sh\n.*?)^\.Ed$', page.read(),
                         re.M | re.S)[1].replace('\\e\n', '\\\n')
    equal(text.count('thimble-cert install '), 1, text)
    with open(path, 'w', encoding='ascii') as out:
        out.write(text.replace('thimble-cert install', f'{THIMBLE_CERT} '
                               f'install --config {f.conf}'))
    os.chmod(path, 0o755)


@test('certbot and the deploy hook of the manual: first, renewed, again', 90)
def certbot():
    f = Folder()
    f.run('ensure', want=0)
    with Pebble() as ca:
        hook = ca.at('hook')
        deploy_hook(f, hook)

        def run(*argv):
            command(tool('certbot'), *argv, '-n', '--config-dir',
                    ca.at('certbot'), '--work-dir', ca.at('certbot/work'),
                    '--logs-dir', ca.at('certbot/logs'), timeout=60,
                    env={**os.environ, 'REQUESTS_CA_BUNDLE': ca.at('p.pem')})

        run('certonly', '--webroot', '-w', ca.at('www'), '-d', NAME,
            '--deploy-hook', hook, '--server',
            f'https://localhost:{ca.port}/dir', '--agree-tos',
            '--register-unsafely-without-email')
        root, first = ca.root(), load(f.path('server.pem'))[0]
        equal(first.san(), [(2, NAME.encode())], 'names')
        served(f, root)
        run('renew', '--no-random-sleep-on-renew')
        equal(load(f.path('server.pem'))[0].serial, first.serial, 'not due')
        # Without another word of the hook: certbot has kept it.
        run('renew', '--force-renewal', '--no-random-sleep-on-renew')
        equal(load(f.path('server.pem'))[0].serial == first.serial, False,
              'the old certificate')
        served(f, root)
        f.good()
        # What is there already is no failure of the hook.
        command(hook, env={**os.environ, 'RENEWED_LINEAGE':
                           ca.at(f'certbot/live/{NAME}')})


main()
