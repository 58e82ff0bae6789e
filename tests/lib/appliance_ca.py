# SPDX-License-Identifier: MIT
"""Pebble as the CA of the appliance in a boot test, which answers on the real
ports 80 and 443."""

import os

from certs import read
from pebble import BUNDLE, Pebble
from visitor import ROOT, tool

NAME = 'mail.example.org'


class Authority(Pebble):
    """Known to uacme in the appliance, and by name."""

    def __init__(self):
        super().__init__(443, http_port=80, web=False)
        os.makedirs(os.path.dirname(ROOT + BUNDLE), exist_ok=True)
        with open(ROOT + BUNDLE, 'wb') as out:
            out.write(read(self.at('p.pem')))
        with open(f'{ROOT}/etc/hosts', 'a', encoding='ascii') as out:
            out.write(f'127.0.0.1 {NAME} ca.letsencrypt.org\n')


def issued():
    """Whether what serves is the CA's."""
    return 'Pebble' in tool('/usr/sbin/thimble-cert', 'show',
                            '/etc/thimble/server.pem')
