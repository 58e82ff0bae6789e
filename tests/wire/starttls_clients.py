# SPDX-License-Identifier: MIT
"""Real mail programs use STARTTLS, in front of real servers.

Mailutils' servers come in two kinds: the device's, which know no TLS, and
Debian's, which announce STARTTLS by themselves; so does Exim. No client may
see that after the handshake.
"""

import imaplib
import os
import poplib
import re
import smtplib
import ssl

import pki
from mail import PASSWORD, SUBJECT, USER, Mail, mbsync
from smtp import Smtp
from tls import Client, context
from wire import Server, command, equal, main, scratch, test, tool

BODY = b'It came through a thimble.'
LETTER = 'Subject: a letter\r\n\r\nThrough a thimble to Exim.\r\n'
# Lines that are capabilities, were they not in a message.
DECOY = '* CAPABILITY IMAP4rev1 STARTTLS\nSTLS\n250-STARTTLS\n'


def serve(protocol, identity, argv, **more):
    """thimble -n PROTOCOL as a user would run it."""
    return Server(argv, identity.pem, opts=('-n', protocol), service=None,
                  **more)


def holds(text, part):
    """Asserts that part occurs in a program's output."""
    if part not in text:
        raise AssertionError(f'{part!r} is not in: {text.decode("latin-1")}')


def own_tls(box, identity, program):
    """Debian's imap4d or pop3d, with TLS of its own that it announces."""
    conf = box.path('conf-' + program)
    with open(box.path('conf'), encoding='ascii') as f:
        text = f.read()
    cert, key = box.path(program + '.crt'), box.path(program + '.key')
    with open(identity.pem, encoding='ascii') as f:
        pem = f.read()
    with open(cert, 'w', encoding='ascii') as f:
        f.write(''.join(re.findall(
            r'-----BEGIN CERTIFICATE.*?END CERTIFICATE-----\n', pem, re.S)))
    with open(key, 'w', encoding='ascii',
              opener=lambda p, flags: os.open(p, flags, 0o600)) as f:
        f.write(re.search(r'-----BEGIN [A-Z ]*PRIVATE KEY.*?KEY-----\n', pem,
                          re.S)[0])
    with open(conf, 'w', encoding='ascii') as f:
        f.write(f'{text}tls-mode ondemand;\n'
                f'tls {{ ssl-certificate-file {cert}; '
                f'ssl-key-file {key}; }};\n')
    return (tool(program), f'--config-file={conf}', '--inetd')


def curl(url, identity, *more, stdin=b''):
    """curl that insists on TLS, with nothing of the machine's settings."""
    return command(tool('curl'), '-q', '-sS', '--max-time', '15',
                   '--ssl-reqd', '--cacert', identity.ca, *more, url,
                   stdin=stdin).stdout


@test('curl --ssl-reqd, imap and pop3, TLS 1.2 and 1.3')
def _():
    identity, box = pki.by_thimble(), Mail()
    user = ('-u', f'{USER}:{PASSWORD}')
    # curl remembers LOGINDISABLED for good, so it needs AUTHENTICATE: that
    # is Debian's imap4d.
    plain = ('--login-options', 'AUTH=PLAIN')
    for protocol, argv, path, more in (
            ('imap', own_tls(box, identity, 'imap4d'), 'INBOX;MAILINDEX=1',
             plain), ('pop3', box.pop, '1', ())):
        with serve(protocol, identity, argv) as s:
            for count, version in enumerate(('1.2', '1.3'), 1):
                got = curl(f'{protocol}://localhost:{s.port}/{path}',
                           identity, *user, *more, f'--tlsv{version}',
                           '--tls-max', version)
                holds(got, BODY)
                end = s.exit_line('.*', count)
                equal((end['tls'], end['service']), (version, protocol),
                      'the log')


@test('curl --ssl-reqd sends a letter to Exim')
def _():
    identity, box = pki.by_thimble(), Smtp()
    with serve('smtp', identity, box.argv) as s:
        curl(f'smtp://localhost:{s.port}/there', identity, '--mail-from',
             'a@localhost', '--mail-rcpt', 'b@localhost', '-T', '-',
             stdin=LETTER.encode())
        s.exit_line('.*')
    holds(box.queued(), b'Through a thimble to Exim.')


@test('openssl s_client -starttls', 40)
def _():
    identity, mail, smtp = pki.by_thimble(), Mail(), Smtp()
    for protocol, argv, say, answer in (
            ('imap', mail.imap, b'a LOGOUT\r\n', b'a OK LOGOUT'),
            ('pop3', mail.pop, b'QUIT\r\n', b'+OK '),
            ('smtp', smtp.argv, b'EHLO x\r\nQUIT\r\n', b'250-SIZE')):
        with serve(protocol, identity, argv) as s:
            for option in ('-tls1_2', '-tls1_3'):
                got = command(
                    tool('openssl'), 's_client', '-starttls', protocol,
                    '-connect', f'localhost:{s.port}', option, '-quiet',
                    '-CAfile', identity.ca, '-no-CApath', '-no-CAstore',
                    '-verify_return_error', '-verify_hostname', 'localhost',
                    '-ign_eof', stdin=say).stdout
                holds(got, answer)
                got = got.rsplit(b'verify return:1', 1)[1]
                if got.count(b'STARTTLS') > (protocol == 'smtp'):
                    raise AssertionError(f'STARTTLS inside TLS: {got}')


@test('Python imaplib: STARTTLS; a login before it is refused')
def _():
    identity, box = pki.by_thimble(), Mail()
    trust = ssl.create_default_context(cafile=identity.ca)
    with serve('imap', identity, box.imap) as s:
        m = imaplib.IMAP4('localhost', s.port, timeout=30)
        try:
            m.login(USER, PASSWORD)
            raise AssertionError('a login in the clear')
        except imaplib.IMAP4.error as e:
            holds(str(e).encode(), b'PRIVACYREQUIRED')
        m.starttls(trust)
        m.login(USER, PASSWORD)
        equal(m.select('INBOX'), ('OK', [b'1']), 'SELECT')
        holds(m.fetch('1', '(RFC822)')[1][0][1], SUBJECT.encode())
        m.logout()


@test('Python poplib: STLS; a login before it is refused')
def _():
    identity, box = pki.by_thimble(), Mail()
    trust = ssl.create_default_context(cafile=identity.ca)
    with serve('pop3', identity, box.pop) as s:
        p = poplib.POP3('localhost', s.port, timeout=30)
        equal(p.capa(), {'STLS': []}, 'CAPA')
        try:
            p.user(USER)
            raise AssertionError('a login in the clear')
        except poplib.error_proto as e:
            holds(str(e).encode(), b'-ERR STLS first')
        p.stls(trust)
        p.user(USER)
        p.pass_(PASSWORD)
        equal(p.retr(1)[1][-1], BODY, 'last line of the message')
        p.quit()


@test('Python smtplib: STARTTLS; a letter before it is refused')
def _():
    identity, box = pki.by_thimble(), Smtp()
    trust = ssl.create_default_context(cafile=identity.ca)
    with serve('smtp', identity, box.argv) as s:
        m = smtplib.SMTP('localhost', s.port, timeout=30)
        m.ehlo()
        equal(list(m.esmtp_features), ['starttls'], 'what it offers')
        equal(m.mail('a@localhost')[0], 530, 'MAIL in the clear')
        m.starttls(context=trust)
        m.sendmail('a@localhost', ['b@localhost'], LETTER)
        equal('starttls' in m.esmtp_features, False, 'STARTTLS inside TLS')
        equal('size' in m.esmtp_features, True, "Exim's own words")
        m.quit()
    holds(box.queued(), b'Through a thimble to Exim.')


@test('swaks -tls')
def _():
    identity, box = pki.by_thimble(), Smtp()
    with serve('smtp', identity, box.argv) as s:
        got = command(tool('swaks'), '--server', 'localhost', '--port',
                      str(s.port), '--tls', '--tls-verify', '--tls-ca-path',
                      identity.ca, '--from', 'a@localhost', '--to',
                      'b@localhost', '--body', 'By swaks.').stdout
        holds(got, b'=== TLS started')
        inside = got.split(b'=== TLS started')[1]
        holds(inside, b'250 HELP')
        if b'STARTTLS' in inside or b'220 ' in inside:
            raise AssertionError(f'inside TLS: {inside}')
    holds(box.queued(), b'By swaks.')


@test('mbsync fills a Maildir')
def _():
    identity, box = pki.by_thimble(), Mail()
    with serve('imap', identity, box.imap) as s:
        found = mbsync(s.port, 'STARTTLS', identity.ca)
        equal(s.exit_line('.*')['tls'], '1.3', 'TLS')
    equal(len(found), 1, 'messages in the Maildir')


@test('fetchmail, imap and pop3')
def _():
    identity, box = pki.by_thimble(), Mail()
    for protocol, argv in (('imap', box.imap), ('pop3', box.pop)):
        home = scratch('home')
        got, rc = os.path.join(home, 'got'), os.path.join(home, 'rc')
        with serve(protocol, identity, argv) as s:
            deliver = s.script('mda', f'#!/bin/sh\ncat >>{got}\n')
            with open(rc, 'w', encoding='ascii') as f:
                f.write(f'poll localhost protocol {protocol} port {s.port}\n'
                        f'user "{USER}" password "{PASSWORD}" '
                        'sslproto "TLS1.2+" sslcertck '
                        f'sslcertfile "{identity.ca}" fetchall keep\n'
                        f'mda "{deliver}"\n')
            os.chmod(rc, 0o600)
            command(tool('fetchmail'), '-f', rc, '--nosyslog', '--nodetach',
                    '--pidfile', os.path.join(home, 'pid'), '-v',
                    env=dict(os.environ, HOME=home))
            equal(s.exit_line('.*')['tls'], '1.3', 'TLS')
        with open(got, 'rb') as f:
            holds(f.read(), BODY)


@test('a server with TLS of its own: no STARTTLS inside TLS, no changed mail')
def _():
    identity, box = pki.by_thimble(), Mail()
    trust = ssl.create_default_context(cafile=identity.ca)
    inbox = box.path('home/INBOX')
    with open(inbox, 'a', encoding='ascii') as f:
        f.write(DECOY + '\n')
    for protocol, program, ask in (('imap', 'imap4d', b'a CAPABILITY\r\n'),
                                   ('pop3', 'pop3d', b'CAPA\r\n')):
        argv = own_tls(box, identity, program)
        name = b'STARTTLS' if protocol == 'imap' else b'\r\nSTLS\r\n'
        # It does announce it, so there is something to hide.
        with Server(argv, identity.pem, service=None) as s:
            with Client(s.port) as c:
                holds(c.line(), b'OK')
                c.send(ask)
                got = c.line()
                while not got.endswith(b'.\r\n') and b'\na OK' not in got:
                    got += c.line()
                holds(got, name)
                c.end()
        with serve(protocol, identity, argv) as s:
            if protocol == 'imap':
                m = imaplib.IMAP4('localhost', s.port, timeout=30)
                m.starttls(trust)
                equal('STARTTLS' in m.capabilities, False, 'STARTTLS')
                equal('IMAP4REV1' in m.capabilities, True, 'IMAP4rev1')
                m.login(USER, PASSWORD)
                m.select('INBOX')
                text = m.fetch('1', '(BODY[TEXT])')[1][0][1]
                m.logout()
            else:
                p = poplib.POP3('localhost', s.port, timeout=30)
                p.stls(trust)
                equal('STLS' in p.capa(), False, 'STLS')
                equal('UIDL' in p.capa(), True, 'UIDL')
                p.user(USER)
                p.pass_(PASSWORD)
                text = b'\r\n'.join(p.retr(1)[1]) + b'\r\n'
                p.quit()
            holds(text, DECOY.replace('\n', '\r\n').encode())


@test('the greeting is awaited before the client is heard; a BYE comes')
def _():
    identity = pki.by_thimble()
    backend = ('#!/usr/bin/env python3\nimport select, sys\n'
               'early = select.select([0], [], [], 0.7)[0]\n'
               'print("* BYE early" if early else "* OK now", flush=True)\n'
               'for line in sys.stdin:\n'
               '    print("got", line, end="", flush=True)\n')
    with serve('imap', identity, backend) as s:
        m = imaplib.IMAP4('localhost', s.port, timeout=30)
        # starttls() asks for the capabilities at once; the echo is no answer
        # to that, so the rest is by hand.
        equal(m._simple_command('STARTTLS')[0], 'OK', 'STARTTLS')
        c = context(identity.ca).wrap_socket(m.sock,
                                             server_hostname='localhost')
        c.sendall(b'a NOOP\r\n')
        equal(c.recv(100), b'got a NOOP\r\n', 'the first line inside TLS')
        c.close()
    for protocol, line in (('imap', b'* BYE busy\r\n'),
                           ('pop3', b'-ERR busy\r\n'),
                           ('smtp', b'421 busy\r\n')):
        word = line.decode().strip()
        script = f"#!/bin/sh\nprintf '%s\\r\\n' '{word}'\n"
        with serve(protocol, identity, script) as s:
            got = command(tool('openssl'), 's_client', '-starttls', protocol,
                          '-connect', f'localhost:{s.port}', '-quiet',
                          '-CAfile', identity.ca, '-ign_eof',
                          stdin=b'').stdout
            equal(got.endswith(line), True, f'the last words: {got}')


main()
