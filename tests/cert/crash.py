# SPDX-License-Identifier: MIT
"""Every system call of ensure, killed there or failing there, whatever it has
to do: see tests/lib/faulty.py. What else changes the folder is in
crash_asked.py.
"""

import os

from faulty import Change, attack
from wire import main


def cut_server(folder):
    """Half of server.pem is gone."""
    os.truncate(folder.path('server.pem'), 500)


def no_ca_key(folder):
    """The CA's key is gone."""
    os.unlink(folder.path('ca.key'))


def left_by_others(folder):
    """What a run that was cut off left."""
    for name in ('.server.pem.new', '.ca.key.old'):
        with open(folder.path(name), 'w', encoding='ascii') as f:
            f.write('half a key')
        os.chmod(folder.path(name), 0o600)
    os.unlink(folder.path('server.pem'))


BASE = ('names = router',)
RSA = (*BASE, 'key = rsa2048')
CHANGES = (
    Change('the first run', BASE),
    Change('the first run, self-signed', (*BASE, 'issuer = self')),
    Change('a third is left', BASE, BASE, aged=270),
    Change('an address more', ('names = router 10.0.0.1',), BASE),
    Change('a name that the CA does not permit',
           ('names = router mail.example.org',), BASE),
    Change('the CA expires soon', BASE, BASE, aged=3230),
    Change('another kind of key', (*BASE, 'key = p384'), BASE),
    Change('server.pem is cut', BASE, BASE, spoil=cut_server),
    Change('ca.key is lost', BASE, BASE, spoil=no_ca_key),
    Change('half a run before', BASE, BASE, spoil=left_by_others),
    # RSA is there before: the search for primes is not run hundreds of times.
    Change('a second certificate', (*RSA, 'also = p256'), RSA),
    Change('a third of two is left', (*RSA, 'also = p256'),
           (*RSA, 'also = p256'), aged=270),
    Change('no second one any more', RSA, (*RSA, 'also = p256')),
)


for one in CHANGES:
    attack(one)

main()
