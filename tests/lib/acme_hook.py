# SPDX-License-Identifier: MIT
"""The hook of ACME clients, and what a CA that validates by tls-alpn-01 sends
and looks at (RFC 8737)."""

import base64
import hashlib
import os
import re

from wire import THIMBLE, command, scratch, tool

TOKEN = 'evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA'
THUMB = 'cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s'
AUTH = f'{TOKEN}.{THUMB}'
ACME = '1.3.6.1.5.5.7.1.31'


def digest(auth=AUTH):
    """As uacme hands it to its hook for tls-alpn-01 and dns-01."""
    return base64.urlsafe_b64encode(hashlib.sha256(
        auth.encode()).digest()).rstrip(b'=').decode()


class Hook:
    """acme-hook, with a configuration of its own."""

    def __init__(self, *lines, run=None):
        self.base = scratch('acme')
        self.program = os.path.join(self.base, 'acme-hook')
        os.symlink(THIMBLE, self.program)
        self.dir = os.path.join(self.base, 'd')
        os.makedirs(self.dir)
        self.run = run or os.path.join(self.base, 'run')
        self.web = os.path.join(self.base, 'www')
        self.conf = os.path.join(self.base, 'conf')
        with open(self.conf, 'w', encoding='ascii') as out:
            out.write('\n'.join((
                f'dir = {self.dir}', f'acme-run = {self.run}',
                f'acme-webroot = {self.web}', *lines)) + '\n')

    def call(self, *argv, want=0):
        """Runs it; what it said."""
        done = command(self.program, *argv, check=False,
                       env={'PATH': os.environ['PATH'],
                            'THIMBLE_CONF': self.conf})
        said = done.stdout.decode(errors='replace')
        if done.returncode != want:
            raise AssertionError(f'{argv}: {done.returncode}: {said}')
        return said

    def challenge(self, name, auth=None, method='begin', want=0):
        """For tls-alpn-01."""
        return self.call(method, 'tls-alpn-01', name, TOKEN,
                         auth or digest(), want=want)

    def answers(self):
        """The files that thimble answers with."""
        folder = os.path.join(self.run, 'acme')
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def validate(port, name, *options, alpn='acme-tls/1'):
    """What s_client says, as the CA would ask."""
    sni = ('-servername', name) if name else ('-noservername',)
    alpn = ('-alpn', alpn) if alpn else ()
    return command(tool('openssl'), 's_client', '-connect',
                   f'127.0.0.1:{port}', *sni, *alpn, *options, stdin=b'GET',
                   check=False).stdout.decode(errors='replace')


def certificate(said):
    """The first certificate in it; None: there is none."""
    found = re.search(r'-----BEGIN CERTIFICATE-----.*?'
                      r'-----END CERTIFICATE-----\n', said, re.S)
    return found and found[0]
