# SPDX-License-Identifier: MIT
"""A renewed certificate is served from the next connection on, in every mode.
Beside it, a daemon that reads its certificate at startup serves the old one."""

import modes
import peers
from certs import Folder
from wire import Server, command, equal, main, test, tool


def serial(pem):
    """Of the first certificate of a file."""
    return command('openssl', 'x509', '-in', pem, '-noout', '-serial').stdout


def presented(port):
    """The serial number of the certificate that a client gets."""
    done = command(tool('openssl'), 's_client', '-connect',
                   f'127.0.0.1:{port}', check=False)
    return command('openssl', 'x509', '-noout', '-serial',
                   stdin=done.stdout).stdout


@test("the next connection gets it; stunnel's daemon still serves the old one")
def renewed():
    folder = Folder('names = localhost')
    folder.run('ensure', want=0)
    pem = folder.path('server.pem')
    for kind, fresh in (
            (lambda: Server(('/bin/cat',), pem), True),
            (lambda: modes.Waiting(('/bin/cat',), pem), True),
            (lambda: modes.Daemon(('/bin/cat',), pem), True),
            (lambda: peers.stunnel_daemon(pem, ('/bin/cat',)), False)):
        with kind() as server:
            old = serial(pem)
            equal(presented(server.port), old, 'before')
            folder.run('renew', want=0)
            new = serial(pem)
            equal(new == old, False, 'the same certificate')
            equal(presented(server.port), new if fresh else old, 'after')


main()
