# SPDX-License-Identifier: MIT
"""A device that gets official certificates: its folder, the services on ports
of their own, and Pebble, which believes that these are 443 and 80."""

import json
import os

from certs import Folder
from pebble import Pebble
from validators import HTTP
from wire import Server, command, equal
from x509 import load

NAME = 'mail.example.org'
HOSTS = '/etc/hosts'


class Device:
    """Its own certificate serves at first. more: lines of the configuration;
    uacme is Debian's, and so is Pebble, unless pebble names another."""

    def __init__(self, *more, names=NAME, conf=None, challenge='tls-alpn-01',
                 ports=(None, None), dns=None, pebble=None):
        self.f = Folder()
        self.f.run('ensure', want=0)
        self.run_dir = os.path.join(self.f.base, 'run')
        self.server = Server(HTTP, self.f.path('server.pem'),
                             ('--run', self.run_dir), service='https',
                             port=ports[0])
        self.ca = Pebble(self.server.port, conf, ports[1], dns,
                         program=pebble)
        self.names, self.challenge = names, challenge
        self.more = more
        with open(self.ca.at('hosts'), 'w', encoding='ascii') as out:
            out.write(f'127.0.0.1 localhost {NAME} ca.letsencrypt.org\n')
        command('mount', '--bind', self.ca.at('hosts'), HOSTS)

    def configure(self, *more, names=None, url=None):
        """Writes the configuration."""
        self.f.configure(
            f'acme = {names or self.names}',
            f'acme-directory = {url or self.ca.url()}', 'acme-agree = yes',
            f'acme-challenge = {self.challenge}',
            f'acme-run = {self.run_dir}', f'acme-webroot = {self.ca.at("www")}',
            *self.more, *more)

    def __enter__(self):
        self.server.__enter__()
        self.ca.__enter__()
        self.configure()
        return self

    def __exit__(self, *error):
        command('umount', HOSTS)
        self.ca.__exit__(*error)
        self.server.__exit__(*error)

    def echo(self):
        """Another service of the device, which answers what it is sent."""
        return Server(pem=self.f.path('server.pem'))

    def acme(self, action, *args, want=None):
        """thimble-cert acme."""
        return self.f.run('acme', action, *args, want=want)

    def show(self):
        """What a page would show."""
        return json.loads(self.acme('show', '--json', want=0))

    def leaf(self, name='server.pem'):
        """The leaf in use."""
        return load(self.f.path(name))[0]

    def official(self):
        """Whether the CA's certificate is in use."""
        return 'Pebble' in str(self.leaf().issuer)

    def state(self, **change):
        """The file of state, changed."""
        path = self.f.path('acme/state')
        with open(path, encoding='ascii') as f:
            got = dict(x.rstrip('\n').split('=', 1) for x in f)
        got.update({k.replace('_', '-'): str(v) for k, v in change.items()})
        if change:
            with open(path, 'w', encoding='ascii') as f:
                f.writelines(f'{k}={v}\n' for k, v in got.items())
        return got

    def good(self):
        """A certificate serves, and nothing lies about."""
        equal(self.f.loads()[0], True, 'server.pem')
        acme = os.path.join(self.run_dir, 'acme')
        if os.path.isdir(acme):
            equal(os.listdir(acme), [], 'answers that stay')
        left = [x for x in os.listdir(self.f.path('acme'))
                if x.startswith('device-cert-')]
        equal(left, [], 'certificates of former times')
