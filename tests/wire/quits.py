# SPDX-License-Identifier: MIT
"""Ends of sessions that were in order are logged as such: whatever a client
does behind the last answer, it is no reset."""

import os
import poplib
import socket
import ssl

import pki
from mail import PASSWORD, USER, Mail
from tls import SERVED, VERSIONS, Client, reset
from wire import Server, command, equal, main, scratch, test, tool

TIMES = 10


def curl(s, version):
    """reads the message"""
    command(tool('curl'), '-q', '-sS', '--max-time', '15', '--cacert',
            IDENTITY.ca, '-u', f'{USER}:{PASSWORD}', f'--tlsv{version}',
            '--tls-max', version, f'pop3s://localhost:{s.port}/1')


def fetchmail(s, version):
    """looks for messages"""
    home = scratch('fetchmail')
    rc = os.path.join(home, 'rc')
    with open(rc, 'w', encoding='ascii') as f:
        f.write(f'poll localhost protocol pop3 port {s.port} user "{USER}" '
                f'password "{PASSWORD}" ssl sslproto "tls{version}" '
                f'sslcertck sslcertfile {IDENTITY.ca} keep\n')
    os.chmod(rc, 0o600)
    got = command(tool('fetchmail'), '-f', rc, '--check', '--nosyslog',
                  '--pidfile', os.path.join(home, 'pid'), '-N',
                  env={**os.environ, 'HOME': home, 'FETCHMAILHOME': home},
                  check=False)
    equal(got.returncode, 0, got.stdout.decode())


def openssl(s, version):
    """s_client with QUIT on its input"""
    command(tool('openssl'), 's_client', '-connect', f'localhost:{s.port}',
            f'-tls1_{version[2]}', '-CAfile', IDENTITY.ca, '-quiet',
            stdin=b'QUIT\r\n')


def python(s, version):
    """poplib"""
    settings = ssl.create_default_context(cafile=IDENTITY.ca)
    settings.minimum_version = settings.maximum_version = VERSIONS[version]
    p = poplib.POP3_SSL('localhost', s.port, context=settings, timeout=30)
    p.user(USER)
    p.pass_(PASSWORD)
    p.quit()


def session(s, version):
    """One that has begun."""
    c = Client(s.port, version=version, ca=IDENTITY.ca)
    c.line()
    return c


def quits(s, version):
    """One that is over: QUIT was answered."""
    c = session(s, version)
    c.send(b'QUIT\r\n')
    c.line()
    return c


def says_goodbye(s, version):
    """close_notify, and closes at once"""
    c = quits(s, version)
    c.close_notify()
    c.sock.close()


def closes(s, version):
    """no close_notify"""
    quits(s, version).sock.close()


def resets(s, version):
    """RST"""
    reset(quits(s, version).sock)


def waits_for_nothing(s, version):
    """QUIT, close_notify, and closes at once"""
    c = session(s, version)
    c.send(b'QUIT\r\n')
    c.close_notify()
    c.sock.close()


IDENTITY, BOX = pki.by_thimble(), Mail()


def add(how, version):
    """One kind of client as a case."""
    @test(f'{how.__name__}, TLS {version}: {how.__doc__}', 60)
    def check():
        with Server(BOX.pop, IDENTITY.pem, service='pop3') as s:
            for i in range(TIMES):
                how(s, version)
                s.exit_line('eof', i + 1)
                s.quiet()


for HOW in (curl, fetchmail, openssl, python, says_goodbye, closes, resets,
            waits_for_nothing):
    for VERSION in SERVED:
        add(HOW, VERSION)


@test('who leaves in the middle of a session is not in order')
def _():
    with Server(BOX.pop, IDENTITY.pem, service='pop3') as s:
        count = 0
        for version, leave, why in (
                ('1.2', socket.socket.close, 'cut'),
                # Its ticket is unread, so that the kernel resets; what comes
                # first, that or the end of the backend, is chance.
                ('1.3', socket.socket.close, 'cut|reset|eof'),
                ('1.2', reset, 'reset'), ('1.3', reset, 'reset|eof')):
            if version in SERVED:
                count += 1
                leave(session(s, version).sock)
                s.exit_line(why, count)


main()
