# SPDX-License-Identifier: MIT
"""The plain text before TLS: what is said, what is refused, who runs.

The backend leaves a mark when it is started, and until the handshake is over
nobody may see it.
"""

import os
import ssl
import time

import pki
from mail import Mail
from modes import Daemon, Waiting
from tls import Client, client_hello, connect, context, listen_to
from wire import Server, equal, eventually, main, soon, test

MARKS = '#!/bin/sh\n: >"$0.started"\necho hello\nexec cat\n'
HELLO = {'imap': b'* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ',
         'pop3': b'+OK ', 'smtp': b'220 [127.0.0.1] ESMTP'}
STARTTLS = {'imap': b'a STARTTLS', 'pop3': b'STLS', 'smtp': b'STARTTLS'}
AGREED = {'imap': b'a OK ', 'pop3': b'+OK ', 'smtp': b'220 '}
NOOP = {'imap': b'b NOOP', 'pop3': b'NOOP', 'smtp': b'NOOP'}
REFUSED = {'imap': b'* BAD', 'pop3': b'-ERR', 'smtp': b'530 '}
DONE = {'imap': b'b OK ', 'pop3': b'+OK', 'smtp': b'250 OK'}


def serve(protocol, backend=MARKS, pem=None, opts=(), **more):
    """thimble -n PROTOCOL as a user would run it."""
    pem = pem or pki.by_thimble().pem
    return Server(backend, pem, opts=('-n', protocol, *opts), service=None,
                  **more)


def starts(text, part):
    """Asserts how a text starts."""
    if not text.startswith(part):
        raise AssertionError(f'{part!r} does not start {text!r}')


class Plain:
    """A client by hand: lines, and later TLS on the same socket."""

    def __init__(self, server, protocol):
        self.protocol = protocol
        self.sock = connect(server.port)
        starts(self.line(), HELLO[protocol])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def line(self):
        """One line; not a byte more is read."""
        got = b''
        while not got.endswith(b'\n'):
            c = self.sock.recv(1)
            if not c:
                raise AssertionError(f'ended within a line: {got!r}')
            got += c
        return got

    def ask(self, command):
        """A line and the first line of its answer."""
        self.sock.sendall(command + b'\r\n')
        return self.line()

    def upgrade(self):
        """STARTTLS and the handshake; a tls.Client from here on."""
        starts(self.ask(STARTTLS[self.protocol]), AGREED[self.protocol])
        c = Client.__new__(Client)
        c.incoming, c.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        c.early, c.sock = b'', self.sock
        c.tls = context().wrap_bio(c.incoming, c.outgoing)
        c.handshake()
        return c


def unseen(server):
    """Asserts that no backend was ever started."""
    equal(os.path.exists(server.path('backend.started')), False, 'a backend')


@test('the dialogue before TLS, and a backend only after it', 60)
def _():
    talk = {
        'imap': ((b'1 CAPABILITY', b'* CAPABILITY IMAP4rev1 STARTTLS '
                  b'LOGINDISABLED\r\n1 OK'), (b'2 noop', b'2 OK'),
                 (b'3 LOGIN a b', b'3 NO [PRIVACYREQUIRED]'),
                 (b'4 AUTHENTICATE PLAIN AGEAYg==',
                  b'4 NO [PRIVACYREQUIRED]'), (b'5 SELECT INBOX', b'5 BAD'),
                 (b'( NOOP', b'* BAD')),
        'pop3': ((b'CAPA', b'+OK\r\nSTLS\r\n.\r\n'), (b'NOOP', b'+OK'),
                 (b'USER a', b'-ERR'), (b'PASS b', b'-ERR'),
                 (b'AUTH PLAIN', b'-ERR'), (b'STAT', b'-ERR')),
        'smtp': ((b'NOOP', b'250 '), (b'RSET', b'250 '),
                 (b'HELO there', b'250 '),
                 (b'AUTH PLAIN AGEAYg==', b'530 5.7.0 Must issue'),
                 (b'MAIL FROM:<a@b>', b'530 5.7.0 Must issue'),
                 (b'STARTTLS now', b'501 '))}
    for protocol, rows in talk.items():
        with serve(protocol) as s:
            with Plain(s, protocol) as p:
                for question, answer in rows:
                    p.sock.sendall(question + b'\r\n')
                    got = b''
                    while got.count(b'\n') <= answer.count(b'\n') and \
                            not got.endswith(b'.\r\n'):
                        got += p.line()
                    starts(got, answer)
                if protocol == 'smtp':
                    p.sock.sendall(b'EHLO there\r\n')
                    starts(p.line(), b'250-')
                    equal(p.line(), b'250 STARTTLS\r\n', 'all it offers')
                unseen(s)
                equal({x.exe for x in s.procs()}, {s.thimble}, 'processes')
                c = p.upgrade()
                equal(c.line(), b'hello\n', 'the backend')
                equal(os.path.exists(s.path('backend.started')), True,
                      'the backend')
                c.end()
            end = s.exit_line('eof')
            equal((end['service'], end['tls']), (protocol, '1.3'), 'the log')


@test('nobody but N, confined, reads; a silent client costs one process')
def _():
    with serve('imap') as s:
        with Plain(s, 'imap') as p:
            time.sleep(0.3)
            equal(len(s.procs()), 1, 'processes of a silent client')
            p.sock.sendall(b'a')
            n = s.network()[0]
            s.child_of(n)
            eventually(lambda: n.status()['Seccomp'] == '2', 5, 'the filter')
            equal(n.status()['Uid'].split()[0] == '0', False, 'N is root')
            starts(p.ask(b' NOOP'), b'a OK')
            unseen(s)
        s.exit_line('eof')
        unseen(s)


@test('bytes behind STARTTLS close the connection, unanswered', 60)
def _():
    for protocol in HELLO:
        first, then = STARTTLS[protocol], NOOP[protocol]
        cases = (first + b'\r\n' + then + b'\r\n',
                 first + b'\n' + then + b'\n',
                 first.lower() + b'\r\n\0',
                 then + b'\r\n' + first + b'\r\n ',
                 first + b'\r\n' + first + b'\r\n',
                 # one read has just the line, the next what is behind it
                 b'\r\n'.rjust(510 - len(first), b'x') + first + b'\r\n' +
                 then + b'\r\n')
        with serve(protocol) as s:
            for count, case in enumerate(cases, 1):
                with Plain(s, protocol) as p:
                    p.sock.sendall(case)
                    reply = listen_to(p.sock)
                    equal(reply.how, 'fin', f'{case!r}: the end')
                    if case.startswith(then):
                        starts(reply.data, DONE[protocol])
                        equal(reply.data.count(b'\n'), 1, 'answers')
                    elif case.startswith(b'x'):
                        equal(case.index(then), 512, 'the place of it')
                        starts(reply.data, REFUSED[protocol])
                        equal(reply.data.count(b'\n'), 1, 'answers')
                    else:
                        equal(reply.data, b'', f'{case!r}: the answer')
                s.exit_line('starttls-injection', count)
            unseen(s)


@test('a ClientHello with the STARTTLS line is no handshake')
def _():
    for protocol in HELLO:
        with serve(protocol) as s:
            with Plain(s, protocol) as p:
                p.sock.sendall(STARTTLS[protocol] + b'\r\n' +
                               client_hello())
                reply = listen_to(p.sock)
                equal((reply.how, reply.data), ('fin', b''), 'the answer')
            s.exit_line('starttls-injection')
            unseen(s)


@test('plain text after the answer is no TLS and reaches nobody')
def _():
    for protocol in HELLO:
        with serve(protocol) as s:
            with Plain(s, protocol) as p:
                starts(p.ask(STARTTLS[protocol]), AGREED[protocol])
                p.sock.sendall(NOOP[protocol] + b'\r\n')
                alerts = listen_to(p.sock).clean().alerts()
                equal(len(alerts), 1, 'alerts')
            s.exit_line('plain-text-not-tls')
            unseen(s)


@test('long lines, NULs, literals, TLS at once, too many: closed', 60)
def _():
    for protocol in HELLO:
        cases = [b'x' * 512, b'x' * 600, client_hello(),
                 NOOP[protocol] + b'\0\r\n', b'\0', b'b\xc3\xa4\r\n',
                 b'a\rb\r\n', (NOOP[protocol] + b'\r\n') * 21]
        if protocol == 'imap':
            cases += [b'b LOGIN {4+}\r\na OK', b'b LOGIN {4}\r\n']
        bye = {'imap': b'* BYE', 'pop3': b'-ERR', 'smtp': b'421 '}[protocol]
        with serve(protocol) as s:
            for count, case in enumerate(cases, 1):
                with Plain(s, protocol) as p:
                    p.sock.sendall(case)
                    reply = listen_to(p.sock)
                    equal(reply.how, 'fin', f'{case[:20]!r}: the end')
                    lines = reply.data.split(b'\r\n')
                    starts(lines[-2], bye)
                    if len(lines) > 22:
                        raise AssertionError(f'{len(lines)} lines of answer')
                s.exit_line('starttls-limit', count)
            unseen(s)


@test('QUIT and LOGOUT end it, and a client that leaves')
def _():
    for protocol, word in (('imap', b'a LOGOUT'), ('pop3', b'QUIT'),
                           ('smtp', b'QUIT')):
        with serve(protocol) as s:
            with Plain(s, protocol) as p:
                p.sock.sendall(word + b'\r\n')
                reply = listen_to(p.sock)
                equal(reply.how, 'fin', 'the end')
                starts(reply.data, {'imap': b'* BYE\r\na OK', 'pop3': b'+OK',
                                    'smtp': b'221 '}[protocol])
            s.exit_line('quit')
            for count, said in enumerate((b'x', STARTTLS[protocol]), 2):
                with Plain(s, protocol) as p:
                    p.sock.sendall(said)
                s.exit_line('eof', count)
            unseen(s)


@test('--starttls: silence, a drip and NOOPs meet one absolute limit', 60)
def _():
    for say, every in ((b'', 0.1), (b'b', 0.25), (b'b NOOP\r\n', 0.4)):
        with serve('imap', opts=('--starttls', '2')) as s:
            start = time.monotonic()
            with Plain(s, 'imap') as p:
                got = b''
                p.sock.settimeout(0)
                while time.monotonic() - start < 8:
                    try:
                        p.sock.send(say)
                        more = p.sock.recv(1000)
                        got += more
                        if not more:
                            break
                    except BlockingIOError:
                        pass
                    except OSError:
                        break
                    time.sleep(every)
                if time.monotonic() - start < 1.5:
                    raise AssertionError(f'{say!r}: the end came early')
                soon(start, 3.5, f'{say!r}: the end')
                starts(got.split(b'\r\n')[-2], b'* BYE')
            s.exit_line('starttls-timeout')
            unseen(s)


@test('the time of the handshake starts with the STARTTLS line')
def _():
    with serve('pop3', opts=('--starttls', '20', '--handshake', '2')) as s:
        with Plain(s, 'pop3') as p:
            time.sleep(2.5)
            starts(p.ask(b'STLS'), b'+OK')
            start = time.monotonic()
            listen_to(p.sock, 8).clean()
            if time.monotonic() - start < 1.5:
                raise AssertionError('the end came early')
            soon(start, 3.5, 'the end')
        s.exit_line('handshake-timeout')
        with Plain(s, 'pop3') as p:
            time.sleep(2.5)
            c = p.upgrade()
            equal(c.line(), b'hello\n', 'the backend')
            c.end()


@test('without a certificate, or with a wrong command line: a last line')
def _():
    for protocol, bye in (('imap', b'* BYE'), ('pop3', b'-ERR'),
                          ('smtp', b'421 ')):
        with serve(protocol, pem='/nonexistent') as s:
            with Plain(s, protocol) as p:
                starts(p.ask(NOOP[protocol]), bye)
                equal(listen_to(p.sock).how, 'fin', 'the end')
            s.exit_line('no-certificate')
            unseen(s)
        with serve(protocol, opts=('-s', 'root')) as s:
            with connect(s.port) as sock:
                reply = listen_to(sock)
                starts(reply.data, bye)
                equal(reply.how, 'fin', 'the end')
            unseen(s)


@test('ALPN goes with -n, and with -N by the name')
def _():
    for opts, offered, fails in (((), 'imap', False), ((), 'pop3', True),
                                 (('-N', 'mine'), 'pop3', False)):
        with serve('imap', opts=opts) as s:
            with Plain(s, 'imap') as p:
                starts(p.ask(b'a STARTTLS'), b'a OK')
                try:
                    context(alpn=[offered]).wrap_socket(p.sock).close()
                    failed = False
                except ssl.SSLError:
                    failed = True
            equal(failed, fails, f'{opts}, {offered} is refused')
            s.logged('START service=' + (opts[1] if opts else 'imap'))


@test('in front of a port of its own (-d) and with wait: greeted at once')
def _():
    for kind in (Daemon, Waiting):
        with kind(MARKS, pki.by_thimble().pem, opts=('-n', 'smtp'),
                  service=None) as s:
            start = time.monotonic()
            # A silent client is not kept from its greeting by the kernel.
            with Plain(s, 'smtp') as p:
                soon(start, 2, 'greeted')
                time.sleep(6)
                unseen(s)
                c = p.upgrade()
                equal(c.line(), b'hello\n', 'the backend')
                c.end()
            s.exit_line('eof')


@test('the real imap4d sees nothing before TLS either')
def _():
    box = Mail()
    with serve('imap', box.imap) as s:
        with Plain(s, 'imap') as p:
            starts(p.ask(b'a LOGIN demo@localhost swordfish'), b'a NO ')
            equal({x.exe for x in s.procs()}, {s.thimble}, 'processes')
            c = p.upgrade()
            c.send(b'b CAPABILITY\r\n')
            starts(c.line(), b'* CAPABILITY IMAP4rev1')
            starts(c.line(), b'b OK')
            s.child_of(s.network()[0], exe=box.imap[0])
            c.send(b'c LOGOUT\r\n')
            starts(c.line(), b'* BYE')
            starts(c.line(), b'c OK')
            c.end()
        s.exit_line('eof')


main()
