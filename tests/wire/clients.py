# SPDX-License-Identifier: MIT
"""Real mail programs and TLS tools read mail from real servers."""

import imaplib
import os
import poplib
import ssl

import pki
from mail import MESSAGE, PASSWORD, SUBJECT, USER, Mail, mbsync
from tls import Client, listen_to
from wire import Server, command, equal, main, scratch, test, tool

BODY = b'It came through a thimble.'


def imap(identity, box, **more):
    """IMAPS as a user would run it."""
    return Server(box.imap, identity.pem, service='imap', **more)


def pop(identity, box, **more):
    """POP3S as a user would run it."""
    return Server(box.pop, identity.pem, service='pop3', **more)


def holds(text, part):
    """Asserts that part occurs in a program's output."""
    if part not in text:
        raise AssertionError(f'{part!r} is not in: {text.decode("latin-1")}')


def curl(url, ca, *more):
    """curl with nothing from the machine's own settings; its output."""
    return command(tool('curl'), '-q', '-sS', '--max-time', '15', '--cacert',
                   ca, '-u', f'{USER}:{PASSWORD}', *more, url).stdout


@test('curl reads a message over imaps, TLS 1.2 and 1.3')
def _():
    identity, box = pki.by_thimble(), Mail()
    with imap(identity, box) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            got = curl(f'imaps://localhost:{s.port}/INBOX;MAILINDEX=1',
                       identity.ca, f'--tlsv{version}', '--tls-max', version)
            # imap4d adds lines of its own to the head.
            head, text = got.split(b'\r\n\r\n', 1)
            equal(text, MESSAGE.split('\r\n\r\n', 1)[1].encode(), 'text')
            holds(head, f'Subject: {SUBJECT}'.encode())
            end = s.exit_line('.*', count)
            equal(end['tls'], version, 'the TLS version in the log')
            equal(end['service'], 'imap', 'the service in the log')
            equal(end['from'], '127.0.0.1', 'the client in the log')
            s.logged(r'START service=imap from=127\.0\.0\.1$')


@test('curl reads a message over pop3s, TLS 1.2 and 1.3')
def _():
    identity, box = pki.by_thimble(), Mail()
    with pop(identity, box) as s:
        for version in ('1.2', '1.3'):
            got = curl(f'pop3s://localhost:{s.port}/1', identity.ca,
                       f'--tlsv{version}', '--tls-max', version)
            holds(got, BODY)


@test('curl refuses a server whose CA it does not know')
def _():
    mine, other, box = pki.by_thimble(), pki.by_thimble(), Mail()
    with imap(mine, box) as s:
        done = command(tool('curl'), '-q', '-sS', '--max-time', '15',
                       '--cacert', other.ca, f'imaps://localhost:{s.port}/',
                       check=False)
        equal(done.returncode, 60, "curl's status: certificate not trusted")


@test('a client that does not trust the CA: the log says so')
def _():
    mine, other = pki.by_thimble(), pki.by_thimble()
    with Server(pem=mine.pem) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            with Client(s.port, ca=other.ca, version=version,
                        handshake=False) as c:
                try:
                    c.handshake()
                    raise AssertionError('the certificate was trusted')
                except ssl.SSLCertVerificationError:
                    c.flush()
                listen_to(c.sock)
            s.exit_line('alert-received:unknown_ca', count)


@test('openssl s_client, TLS 1.2 and 1.3, with each kind of certificate', 60)
def _():
    makers = {'P-256 by thimble-cert': pki.by_thimble,
              'P-384': lambda: pki.self_signed('P-384'),
              'RSA-2048': lambda: pki.self_signed('RSA'),
              'P-256 under RSA under RSA': pki.chain,
              'RSA under RSA under RSA': lambda: pki.chain('RSA')}
    box = Mail()
    for make in makers.values():
        identity = make()
        with imap(identity, box) as s:
            for option in ('-tls1_2', '-tls1_3'):
                got = command(
                    tool('openssl'), 's_client', '-connect',
                    f'localhost:{s.port}', option, '-CAfile', identity.ca,
                    '-no-CApath', '-no-CAstore', '-x509_strict',
                    '-verify_return_error', '-verify_hostname', 'localhost',
                    '-ign_eof', stdin=b'a LOGOUT\r\n').stdout
                holds(got, b'* BYE')
                holds(got, b'a OK')
                holds(got, b'Verify return code: 0 (ok)')
                holds(got, f'Protocol  : TLSv1.{option[-1]}'.encode()
                      if option == '-tls1_2' else b'New, TLSv1.3')


@test('gnutls-cli, TLS 1.2 and 1.3')
def _():
    identity, box = pki.by_thimble(), Mail()
    with imap(identity, box) as s:
        for version in ('1.2', '1.3'):
            only = f'NORMAL:-VERS-ALL:+VERS-TLS{version}'
            got = command(tool('gnutls-cli'), '--x509cafile', identity.ca,
                          '--priority', only, '-p', str(s.port), 'localhost',
                          stdin=b'a LOGOUT\r\n').stdout
            holds(got, b'The certificate is trusted')
            holds(got, f'Description: (TLS{version}'.encode())
            holds(got, b'* BYE')


@test('gnutls-cli and openssl verify the device CA offline')
def _():
    identity = pki.by_thimble()
    command(tool('openssl'), 'verify', '-x509_strict', '-purpose',
            'sslserver', '-verify_hostname', 'localhost', '-CAfile',
            identity.ca, identity.pem)
    chain = command(tool('openssl'), 'x509', '-in', identity.pem).stdout
    command(tool('certtool'), '--verify', '--load-ca-certificate',
            identity.ca, '--verify-hostname', 'localhost',
            '--verify-purpose', '1.3.6.1.5.5.7.3.1', stdin=chain)


@test('Python imaplib: login, select, fetch, logout')
def _():
    identity, box = pki.by_thimble(), Mail()
    with imap(identity, box) as s:
        trust = ssl.create_default_context(cafile=identity.ca)
        m = imaplib.IMAP4_SSL('localhost', s.port, ssl_context=trust,
                              timeout=30)
        m.login(USER, PASSWORD)
        equal(m.select('INBOX'), ('OK', [b'1']), 'SELECT')
        status, data = m.fetch('1', '(RFC822)')
        equal(status, 'OK', 'FETCH')
        holds(data[0][1], SUBJECT.encode())
        holds(data[0][1], BODY)
        m.logout()


@test('Python poplib: user, pass, retr, quit')
def _():
    identity, box = pki.by_thimble(), Mail()
    with pop(identity, box) as s:
        trust = ssl.create_default_context(cafile=identity.ca)
        p = poplib.POP3_SSL('localhost', s.port, context=trust, timeout=30)
        p.user(USER)
        p.pass_(PASSWORD)
        equal(p.stat()[0], 1, 'messages')
        lines = p.retr(1)[1]
        equal(lines[-1], BODY, 'last line of the message')
        p.quit()


@test('mbsync fills a Maildir')
def _():
    identity, box = pki.by_thimble(), Mail()
    with imap(identity, box) as s:
        found = mbsync(s.port, 'IMAPS', identity.ca)
    equal(len(found), 1, 'messages in the Maildir')
    with open(found[0], 'rb') as f:
        holds(f.read(), BODY)


@test('fetchmail over imaps and pop3s')
def _():
    identity, box = pki.by_thimble(), Mail()
    for start, protocol in ((imap, 'imap'), (pop, 'pop3')):
        home = scratch('home')
        got, rc = os.path.join(home, 'got'), os.path.join(home, 'rc')
        with start(identity, box) as s:
            deliver = s.script('mda', f'#!/bin/sh\ncat >>{got}\n')
            with open(rc, 'w', encoding='ascii') as f:
                f.write(f'poll localhost protocol {protocol} port {s.port}\n'
                        f'user "{USER}" password "{PASSWORD}" ssl sslcertck '
                        f'sslcertfile "{identity.ca}" fetchall keep\n'
                        f'mda "{deliver}"\n')
            os.chmod(rc, 0o600)
            command(tool('fetchmail'), '-f', rc, '--nosyslog', '--nodetach',
                    '--pidfile', os.path.join(home, 'pid'), '-v',
                    env=dict(os.environ, HOME=home))
        with open(got, 'rb') as f:
            text = f.read()
        holds(text, BODY)
        holds(text, SUBJECT.encode())


main()
