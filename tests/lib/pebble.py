# SPDX-License-Identifier: MIT
"""A certification authority: Pebble, which validates names as a real one
does, and its name server."""

import ctypes
import json
import os
import ssl
import subprocess
import urllib.request

from certs import read
from ports import free_port
from procs import listening
from wire import BUSYBOX, command, eventually, scratch, tool

CLONE_NEWNS = 0x20000
TRUST = '/etc/ssl/certs'
BUNDLE = TRUST + '/ca-certificates.crt'


class Pebble:
    """The CA, its name server and the device's httpd, in a folder. It asks
    for tls-alpn-01 on tls_port; conf is for its configuration; dns is the
    port of another name server; without web, something else answers on
    http_port; program is another Pebble."""

    def __init__(self, tls_port=None, conf=None, http_port=None, dns=None,
                 web=True, program=None):
        self.base = scratch('pebble')
        self.port, self.manage, self.http, self.dns, self.tell = (
            free_port() for _ in range(5))
        self.http = http_port or self.http
        self.zones, self.web, self.program = dns, web, program
        os.makedirs(self.at('www/.well-known/acme-challenge'))
        command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                'ec_paramgen_curve:P-256', '-nodes', '-keyout',
                self.at('p.key'), '-out', self.at('p.pem'), '-days', '30',
                '-subj', '/CN=localhost', '-addext',
                'subjectAltName=DNS:localhost,DNS:ca.letsencrypt.org')
        with open(self.at('conf'), 'w', encoding='ascii') as f:
            json.dump({'pebble': {
                'listenAddress': f'127.0.0.1:{self.port}',
                'managementListenAddress': f'127.0.0.1:{self.manage}',
                'certificate': self.at('p.pem'),
                'privateKey': self.at('p.key'),
                'httpPort': self.http, 'tlsPort': tls_port or free_port(),
                **(conf or {})}}, f)
        # uacme believes what is in this folder and nothing else. It reads all
        # of it for each connection: with Debian's 140 that took two thirds of
        # the time of all these tests.
        os.mkdir(self.at('trust'))
        with open(self.at('trust' + BUNDLE.removeprefix(TRUST)), 'wb') as f:
            f.write(read(self.at('p.pem')))
        ctypes.CDLL(None).unshare(CLONE_NEWNS)
        command('mount', '--make-rprivate', '/')
        command('mount', '--bind', self.at('trust'), TRUST)
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
        self.start(self.program or tool('pebble'), '-config', self.at('conf'),
                   '-dnsserver', f'127.0.0.1:{self.zones or self.dns}',
                   port=self.port,
                   env={'PEBBLE_VA_NOSLEEP': '1',
                        'PEBBLE_WFE_NONCEREJECT': '0'}.items())
        if self.web:
            self.start(BUSYBOX, 'httpd', '-f', '-p', f'127.0.0.1:{self.http}',
                       '-h', self.at('www'), port=self.http)
        return self

    def __exit__(self, *_):
        for one in self.running:
            one.kill()
            one.wait()
        command('umount', TRUST)

    def ask(self, path, data=None):
        """What it answers to whoever runs it."""
        trust = ssl.create_default_context(cafile=self.at('p.pem'))
        with urllib.request.urlopen(f'https://localhost:{self.manage}/{path}',
                                    data, 60, context=trust) as answer:
            return answer.read()

    def root(self):
        """The file of the root that it made when it started."""
        with open(self.at('root.pem'), 'wb') as out:
            out.write(self.ask('roots/0'))
        return self.at('root.pem')

    def url(self):
        """Of its directory."""
        return f'https://localhost:{self.port}/dir'

    def tell_dns(self, verb, **what):
        """Tells its name server something."""
        ask = urllib.request.Request(
            f'http://127.0.0.1:{self.tell}/{verb}',
            data=json.dumps(what).encode())
        with urllib.request.urlopen(ask, timeout=60) as answer:
            answer.read()

    def lead(self, name, address):
        """NAME leads to ADDRESS, as far as the CA can see."""
        self.tell_dns('add-a', host=name + '.', addresses=[address])
