# SPDX-License-Identifier: MIT
"""Sessions are resumed across processes, and never where they must not be."""

import itertools
import os
import ssl
import time

import pki
from modes import Daemon, Waiting
from tickets import VERSIONS, come, folder, keep, ticket_in
from tls import Client, connect, context, reset
from wire import Server, command, equal, main, scratch, test, tool

LIFE = 4        # of a ticket, in seconds
GREETS = '#!/bin/sh\necho "* OK ready"\nexec cat\n'


def across(make, **more):
    """Full, then resumed twice, in both versions."""
    path, opts = folder()
    with make(pem=pki.by_thimble().pem, opts=opts, **more) as s:
        seen = 0
        for version in VERSIONS:
            settings = context(version=version)
            ticket = None
            for want in (False, True, True):
                reused, ticket = come(s, settings, ticket)
                equal(reused, want, f'TLS {version} resumed')
                equal(ticket.has_ticket, True, 'a ticket')
                equal(ticket.ticket_lifetime_hint, 7200, 'its life')
                seen += 1
                got = s.exit_line('eof', seen)
                equal(got.get('resumed'), 'yes' if want else None, 'logged')
                equal(got['tls'], version, 'logged')
    equal(os.stat(path).st_mode & 0o7777, 0o700, 'mode of the folder')
    equal(os.stat(path + '/tickets').st_mode & 0o7777, 0o600, 'and the keys')


@test('TLS 1.2 and 1.3 across the children of inetd')
def _():
    across(Server)


@test('the same with wait, and with -d')
def _():
    across(Waiting)
    across(Daemon)


def refused(first, second, prepare=None, name='localhost'):
    """A ticket of FIRST is of no use to SECOND, options of each; and is to
    FIRST itself."""
    path, opts = folder()
    pem = pki.by_thimble().pem
    for version in VERSIONS:
        settings = context(version=version)
        with Server(pem=pem, opts=opts + first[1], service=first[0]) as s:
            ticket = come(s, settings)[1]
            equal(come(s, settings, ticket)[0], True, 'at home')
            if prepare is not None:
                prepare(path, pem)
        with Server(pem=pem, opts=opts + second[1], service=second[0]) as s:
            equal(come(s, settings, ticket, name)[0], False,
                  f'{second} over {version}')


@test('bound to the service and to the policy', 60)
def _():
    one = ('imap', ())
    for other in (('pop3', ()), ('imap', ('--groups', 'x25519')),
                  ('imap', ('--alpn', 'imap')), ('imap', ('--no-tickets',)),
                  ('imap', ('-C', 'TLS_AES_128_GCM_SHA256:'
                            'TLS_AES_256_GCM_SHA384:'
                            'ECDHE-ECDSA-AES256-GCM-SHA384'))):
        refused(one, other)
        if '--no-tickets' not in other[1]:
            refused(other, one)


@test('bound to the server name and to the certificate', 60)
def _():
    one = ('imap', ())

    def renew(_, pem):
        conf = os.path.join(os.path.dirname(pem), 'thimble.conf')
        command(os.environ['THIMBLE'] + '-cert', 'renew', '--config', conf)
    refused(one, one, name='other.example')
    refused(one, one, name=None)
    refused(one, one, prepare=renew)


@test('no ticket where clients are asked for a certificate', 60)
def _():
    _, opts = folder()
    identity = pki.by_thimble()
    for version in VERSIONS:
        settings = context(version=version)
        with Server(pem=identity.pem, opts=opts) as s:
            ticket = come(s, settings)[1]
        for level in ('0', '1'):
            asks = ('-v', level) + (('-A', identity.ca) if level > '0'
                                    else ())
            with Server(pem=identity.pem, opts=opts + asks) as s:
                reused, got = come(s, settings, ticket)
                equal((reused, got.has_ticket), (False, False), f'-v {level}')


@test('without keys, and with --no-tickets: no ticket', 60)
def _():
    pem = pki.by_thimble().pem
    for opts in (('--run', '/proc/thimble'), ('--no-tickets',)):
        with Server(pem=pem, opts=opts) as s:
            for version in VERSIONS:
                got = come(s, context(version=version))[1]
                equal(got.has_ticket, False, f'{opts} {version}')


def held(server, settings, first):
    """Whether a ticket is taken from a connection that began, up to its
    first byte, after the ticket was made (FIRST) and is as old as that, or
    before it was made."""
    ticket = come(server, settings)[1] if first else None
    server.quiet()
    with connect(server.port) as early:
        early.sendall(b'\x16')
        server.child_of(server.network()[0])
        time.sleep(0.2)
        if not first:
            ticket = come(server, settings)[1]
        with Client(server.port, settings=settings, session=ticket,
                    handshake=False) as c:
            hello = c.hello()
            c.sock.close()
            time.sleep(LIFE + 0.1 if first else 0)
            c.sock = early
            early.sendall(hello[1:])
            c.handshake()
            got = c.tls.session_reused
            c.end()
    return got


@test('-t: a ticket gets old; TLS 1.2 without a ticket in its hello', 60)
def _():
    _, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts + ('-t', str(LIFE))) as s:
        for version in VERSIONS:
            settings = context(version=version)
            ticket = come(s, settings)[1]
            equal(ticket.ticket_lifetime_hint, LIFE, 'life')
            equal(come(s, settings, ticket)[0], True, 'at once')
            time.sleep(LIFE + 0.1)
            # A ticket of TLS 1.3 that is too old is not even sent.
            equal(come(s, settings, ticket)[0], False, 'later')
        # Nor does it stay young with its connection; and one that is younger
        # than the connection is as good as any.
        for version in VERSIONS:
            settings = context(version=version)
            equal(held(s, settings, True), False, f'{version}, held')
            equal(held(s, settings, False), True, f'{version}, young')
        plain = context(version='1.2')
        plain.options |= 1 << 14        # SSL_OP_NO_TICKET
        equal(come(s, plain)[1].has_ticket, False, 'not asked for')


def s_client(server, *options, check=True):
    """What openssl says of one connection."""
    done = command(tool('openssl'), 's_client', '-connect',
                   f'127.0.0.1:{server.port}', *options, check=check)
    return done.stdout.decode(errors='replace')


def tampered(text, at):
    """A session of openssl whose ticket has one bit turned at AT."""
    path = scratch('session')
    whole = os.path.join(path, 'pem')
    with open(whole, 'w', encoding='ascii') as f:
        f.write(text)
    der = path + '/der'
    command(tool('openssl'), 'sess_id', '-in', whole, '-outform', 'DER',
            '-out', der)
    ticket = ticket_in(whole)
    with open(der, 'rb') as f:
        raw = bytearray(f.read())
    start = raw.index(ticket)
    raw[start + at % len(ticket)] ^= 1
    with open(der, 'wb') as f:
        f.write(raw)
    command(tool('openssl'), 'sess_id', '-inform', 'DER', '-in', der,
            '-out', whole)
    return whole


@test('a ticket with a bit turned anywhere: a full handshake', 90)
def _():
    _, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        for version in ('-tls1_2', '-tls1_3'):
            saved = os.path.join(scratch('saved'), 'pem')
            keep(s, version, saved)
            with open(saved, encoding='ascii') as f:
                text = f.read()
            equal('Reused' in s_client(s, version, '-sess_in', saved), True,
                  'as it was')
            for at in (0, 7, 8, 19, 20, 28, 60, -17, -16, -1):
                said = s_client(s, version, '-sess_in', tampered(text, at))
                equal('New, ' in said and 'Reused' not in said, True,
                      f'bit at {at} of {version}')


@test('TLS 1.3: a ticket through a HelloRetryRequest')
def _():
    _, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        saved = os.path.join(scratch('saved'), 'pem')
        keep(s, '-tls1_3', saved)
        equal('Reused, TLSv1.3' in s_client(
            s, '-sess_in', saved, '-groups', 'P-521:P-384'), True, 'retried')


@test('TLS 1.3: always a fresh key exchange, no early data')
def _():
    _, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        saved = os.path.join(scratch('saved'), 'pem')
        keep(s, '-tls1_3', saved, '-allow_no_dhe_kex')
        said = s_client(s, '-sess_in', saved, '-allow_no_dhe_kex')
        equal(('Reused, TLSv1.3' in said, 'Server Temp Key: X25519' in said),
              (True, True), said)
        said = command(tool('openssl'), 'sess_id', '-in', saved, '-noout',
                       '-text').stdout.decode()
        equal('Max Early Data: 0' in said, True, said)
        # A client that sends some all the same is refused, not heard.
        early = os.path.join(scratch('early'), 'data')
        with open(early, 'w', encoding='ascii') as f:
            f.write('a LOGIN\n')
        said = s_client(s, '-sess_in', saved, '-early_data', early,
                        check=False)
        equal('Early data was accepted' in said, False, said)


@test('TLS 1.2 without the extended master secret: no ticket')
def _():
    _, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        settings = context(version='1.2')
        ticket = come(s, settings)[1]
        equal(come(s, settings, ticket)[0], True, 'with it')
        settings.options |= 1           # SSL_OP_NO_EXTENDED_MASTER_SECRET
        reused, got = come(s, settings, ticket)
        equal((reused, got.has_ticket), (False, False), 'without')


@test('gnutls-cli resumes')
def _():
    _, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        for version in VERSIONS:
            # In TLS 1.3 the ticket may come a moment after the handshake.
            wait = ['--waitresumption'] if version == '1.3' else []
            said = command(
                tool('gnutls-cli'), '--insecure', '--resume', *wait,
                '--priority', f'NORMAL:-VERS-ALL:+VERS-TLS{version}',
                '-p', str(s.port), 'localhost', check=False).stdout
            said = said.decode(errors='replace')
            equal('This is a resumed session' in said, True, said)


@test('a folder of names: resumed for the same name only', 60)
def _():
    _, opts = folder()
    names = scratch('names')
    for name in ('a.example', 'b.example'):
        os.rename(pki.by_thimble().pem, f'{names}/{name}.pem')
    with Server(pem=names, opts=opts) as s:
        for version in VERSIONS:
            settings = context(version=version)
            ticket = come(s, settings, name='a.example')[1]
            equal(come(s, settings, ticket, 'a.example')[0], True, 'again')
            equal(come(s, settings, ticket, 'b.example')[0], False, 'other')


@test('STARTTLS: resumed')
def _():
    _, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts + ('-n', 'imap'),
                backend=GREETS) as s:
        for version in ('-tls1_2', '-tls1_3'):
            saved = os.path.join(scratch('saved'), 'pem')
            keep(s, version, saved, '-starttls', 'imap')
            equal('Reused' in s_client(s, version, '-starttls', 'imap',
                                       '-sess_in', saved), True, version)


def leave(port, version, how):
    """Says one line in the same breath as Finished, and is gone."""
    c = Client(port, version=version, handshake=False)
    c.sock.sendall(c.hello())
    while c.feed():
        try:
            c.tls.do_handshake()
            break
        except ssl.SSLWantReadError:
            c.flush()
    c.tls.write(f'{version} {how}\n'.encode())
    c.flush()
    if how == 'reset':
        reset(c.sock)
    c.sock.close()


@test('a client that leaves with its Finished and reads no ticket', 60)
def _():
    _, opts = folder()
    got = os.path.join(scratch('got'), 'lines')
    with Server(pem=pki.by_thimble().pem, opts=opts,
                backend=f'#!/bin/sh\ncat >>{got}\n') as s:
        for n, (version, how) in enumerate(
                itertools.product(VERSIONS, ('close', 'reset')), 1):
            leave(s.port, version, how)
            # All that it sent has arrived: eof is as true.
            s.exit_line('reset|cut|eof', n)
            s.quiet()
        with open(got, encoding='ascii') as f:
            lines = f.read().splitlines()
    # Behind a reset there may be nothing to be read.
    for version in VERSIONS:
        equal(f'{version} close' in lines, True, f'{version}: {lines}')


@test('a client that resets behind its Finished and its data loses none')
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\nexec cat >>"$0.got"\n', identity.pem,
                opts=folder()[1]) as s:
        for count in range(1, 11):
            leave(s.port, '1.3', 'reset')
            # All that it sent has arrived: eof is as true.
            s.exit_line('reset|cut|eof', count)
        with open(s.path('backend.got'), 'rb') as f:
            equal(f.read(), b'1.3 reset\n' * 10, 'what the backend got')


main()
