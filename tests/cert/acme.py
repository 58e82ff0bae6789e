# SPDX-License-Identifier: MIT
"""A certificate by ACME (RFC 8555), as thimble-cert(8) says: the request of
this device, Debian's uacme and its hook, Pebble as the CA, which really asks
BusyBox httpd for the answer, and install. Then the renewal that cron does.
The same with Debian's certbot and the deploy hook of the manual.
"""

import os
import re

from acme_hook import Hook
from certs import Folder, read
from pebble import Pebble
from validators import HTTP, PAGE
from wire import THIMBLE_CERT, TOP, Server, command, equal, main, test, tool
from x509 import load

NAME = 'mail.example.org'
HOOK = '/usr/share/uacme/uacme.sh'
NOTE = '#!/bin/sh\necho "$ACTION" >>"${PEM%/*}/../ran"\n'


def uacme(ca, *argv, hook=HOOK, want=0, **env):
    """Runs Debian's uacme, by default with its own hook."""
    done = command(
        tool('uacme'), '-a', ca.url(), '-c', ca.at('uacme'), '-h', hook, '-v',
        *argv, check=False, env={
            **os.environ, **env, 'UACME_CHALLENGE_PATH':
            ca.at('www/.well-known/acme-challenge')})
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
        uacme(ca, '-y', 'new')
        uacme(ca, 'issue', csr)
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
        uacme(ca, 'issue', csr, want=1)
        f.run('install', crt, want=2)
        uacme(ca, '-f', 'issue', csr)
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
        uacme(ca, 'issue', csr)
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


@test('tls-alpn-01: Pebble asks thimble on port 443, by name and address', 90)
def alpn():
    f = Folder()
    f.run('ensure', want=0)
    hook = Hook()
    with Server(HTTP, f.path('server.pem'), ('--run', hook.run),
                service='https') as server, Pebble(server.port) as ca:
        csr, crt = ca.at('mail.csr'), ca.at('mail-cert.pem')
        f.run('request', '--names', f'{NAME} 127.0.0.1', '-o', csr, want=0)
        uacme(ca, '-y', 'new')
        # http-01 is declined: the hook is told to.
        with open(hook.conf, 'a', encoding='ascii') as out:
            out.write('acme-challenge = tls-alpn-01\n')
        uacme(ca, 'issue', csr, hook=hook.program, THIMBLE_CONF=hook.conf)
        for name in (NAME, '1.0.0.127.in-addr.arpa'):
            server.logged(f'ACME service=https from=127.0.0.1 name={name}')
        equal(hook.answers(), [], 'answers that stay')
        f.run('install', crt, want=0)
        done = command(tool('curl'), '-sS', '--cacert', ca.root(), '--resolve',
                       f'{NAME}:{server.port}:127.0.0.1',
                       f'https://{NAME}:{server.port}/')
        equal(PAGE in done.stdout.decode(), True, done.stdout)


main()
