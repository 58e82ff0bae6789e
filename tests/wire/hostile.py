# SPDX-License-Identifier: MIT
"""What is not TLS, not enough TLS, or TLS for somebody else.

Whatever comes, the client gets an alert or a clean close: never a reset,
never a byte that is not TLS; and no backend runs.
"""

import os
import random
import re
import ssl
import struct
import time
import warnings

import pki
import tls
from tls import Client, connect, listen_to, say_raw
from wire import Server, command, equal, eventually, main, note, test, tool

MARKS = '#!/bin/sh\n: >"$0.started"\nexec cat\n'

# RFC 5246, appendix E.2: a hello of SSL 2 that offers SSL 3.
SSL2_HELLO = bytes.fromhex('802e0100020015000000100100800300800700c0'
                           '060040020080040080000000') + b'C' * 16

GARBAGE = {
    'zeros': bytes(100),
    'random bytes': os.urandom(3000),
    'ff': b'\xff' * 600,
    'SSL 2 hello': SSL2_HELLO,
    'HTTP': b'GET / HTTP/1.0\r\nHost: localhost\r\n\r\n',
    'IMAP login': b'a LOGIN demo secret\r\nb SELECT INBOX\r\n',
    'POP3 login': b'USER demo\r\nPASS secret\r\n',
    'SSH': b'SSH-2.0-OpenSSH_9.2\r\n',
    'record of 64 KB': b'\x16\x03\x01\xff\xff' + bytes(70000),
    'record of 0 bytes': b'\x16\x03\x01\x00\x00' * 50,
    'record over 2^14': b'\x16\x03\x01\x48\x01' + bytes(0x4801),
    'application data first': b'\x17\x03\x03\x00\x20' + bytes(32),
    'alert first': b'\x15\x03\x03\x00\x02\x02\x28',
    'change cipher spec first': b'\x14\x03\x03\x00\x01\x01',
    'handshake that is no hello': b'\x16\x03\x01\x00\x04\x0e\x00\x00\x00',
    'hello cut short': tls.client_hello()[:-20] + bytes(20),
    'hello with a lying length': b'\x16\x03\x01\x00\x06\x01\xff\xff\xff\3\3',
    'hello without a common suite': tls.client_hello(suites=(0x0005,)),
}

# After these a server may wait for more, as long as the deadline allows.
UNFINISHED = ('alert first', 'hello with a lying length')


def no_backend(server):
    """Asserts that MARKS has never run."""
    equal(os.path.exists(server.path('backend.started')), False,
          'a backend was started')


@test('garbage gets an alert or a clean close, never a reset', 60)
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem) as s:
        for count, (what, data) in enumerate(GARBAGE.items(), 1):
            with connect(s.port) as sock:
                sock.sendall(data)
                if what in UNFINISHED:
                    sock.shutdown(1)
                reply = listen_to(sock)
            try:
                reply.clean()
            except AssertionError as e:
                raise AssertionError(f'{what}: {e}') from e
            s.exit_line('.*', count)
        no_backend(s)


@test('garbage and then FIN; garbage in two pieces')
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem) as s:
        for what in ('HTTP', 'random bytes', 'record of 64 KB'):
            data = GARBAGE[what]
            with connect(s.port) as sock:
                sock.sendall(data)
                sock.shutdown(1)
                listen_to(sock).clean()
            with connect(s.port) as sock:
                sock.sendall(data[:3])
                time.sleep(0.1)
                sock.sendall(data[3:])
                listen_to(sock).clean()
        no_backend(s)


@test('plain text gets a fatal alert')
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem) as s:
        for what in ('HTTP', 'IMAP login', 'SSL 2 hello'):
            reply = say_raw(s.port, GARBAGE[what]).clean()
            equal(len(reply.alerts()), 1, f'alerts for {what}: {reply}')
        # Of three at once any may be the last.
        s.exit_line('alert-sent:decode_error|plain-text-not-tls', 3)


@test('TLS 1.0 and 1.1 clients get protocol_version')
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem) as s:
        for count, minor in enumerate((1, 2), 1):
            hello = tls.client_hello((3, minor), (0xc013, 0xc009, 0x002f))
            reply = say_raw(s.port, hello).clean()
            equal(reply.alerts(), [tls.PROTOCOL_VERSION], f'TLS 1.{minor}')
            s.exit_line('alert-sent:protocol_version', count)
        warnings.simplefilter('ignore', DeprecationWarning)
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            settings = tls.context()
            settings.set_ciphers('ALL:@SECLEVEL=0')
            settings.minimum_version = settings.maximum_version = version
            try:
                Client(s.port, settings=settings)
                raise AssertionError(f'{version} was accepted')
            except ssl.SSLError as e:
                equal(e.reason, 'TLSV1_ALERT_PROTOCOL_VERSION', 'alert')
        no_backend(s)


@test('weak suites, CBC and static RSA are refused with an alert')
def _():
    identity = pki.self_signed('RSA')
    with Server(MARKS, identity.pem) as s:
        for suites in ('AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA',
                       'ECDHE-RSA-AES128-SHA256', 'DHE-RSA-AES128-GCM-SHA256',
                       'ADH-AES128-GCM-SHA256'):
            settings = tls.context(version='1.2')
            settings.set_ciphers(suites + ':@SECLEVEL=0')
            try:
                Client(s.port, settings=settings)
                raise AssertionError(f'{suites} was accepted')
            except ssl.SSLError as e:
                equal(e.reason, 'SSLV3_ALERT_HANDSHAKE_FAILURE', suites)
        no_backend(s)


@test('renegotiation is refused')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem) as s:
        done = command(tool('openssl'), 's_client', '-connect',
                       f'127.0.0.1:{s.port}', '-tls1_2',
                       stdin=b'R\n', check=False)
        if b'RENEGOTIATING' not in done.stdout or done.returncode == 0:
            raise AssertionError(done.stdout.decode())


CHANGE = b'\x14\x03\x03\x00\x01\x01'


@test('change_cipher_spec out of its place (RFC 8446, 5)')
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem) as s:
        for what in (CHANGE, CHANGE + tls.client_hello()):
            equal(say_raw(s.port, what, seconds=5).clean().alerts(),
                  [tls.UNEXPECTED_MESSAGE], 'before the hello')
        with Client(s.port, version='1.3', handshake=False) as c:
            c.sock.sendall(c.hello() + CHANGE + CHANGE)
            reply = listen_to(c.sock, 5).clean()
        s.exit_line('alert-sent:unexpected_message', 3)
        equal(len(reply.records()) > 3, True, 'what came before it')
        no_backend(s)
    with Server(pem=identity.pem) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            with Client(s.port, version=version) as c:
                c.sock.sendall(CHANGE)
                equal(sealed_alerts(listen_to(c.sock, 5).clean(), version),
                      1, f'alerts in TLS {version}')
            s.exit_line('alert-sent:(unexpected_message|bad_record_mac)',
                        count)


@test('alerts by their number in TLS 1.3, and levels there are not')
def _():
    identity = pki.by_thimble()
    # One group, one signature algorithm, one form of points.
    hello = tls.client_hello(extensions=bytes.fromhex(
        '000a000400020017' '000d000400020403' '000b00020100'))
    with Server(MARKS, identity.pem) as s:
        # Before the version is known TLS 1.3's rule holds.
        for count, (level, number) in enumerate(
                ((1, 40), (0, 40), (3, 40), (1, 77), (0, 0)), 1):
            reply = say_raw(s.port, b'\x15\3\3\0\2' +
                            bytes((level, number)) + hello, seconds=5).clean()
            equal(reply.data, b'', f'answer to {level}:{number}')
            s.exit_line('alert-received:.*', count)
        # Of a user who gives up close_notify tells more.
        with connect(s.port) as sock:
            sock.sendall(b'\x15\3\3\0\2\1\x5a' + hello)
            got = sock.recv(65536)
        equal((got[0], got[5]), (tls.HANDSHAKE, 2),
              'the answer to user_canceled and a hello')
        s.exit_line('.*', 6)
        # In TLS 1.2 behind the hello a warning is one, but no level 3.
        end = say_raw(s.port, hello + b'\x15\3\3\0\2\3\x28', seconds=5)
        end.clean()
        s.exit_line('alert-received:handshake_failure', 7)
        no_backend(s)


# What gnutls-cli-debug must find, by the words of its report.
SCAN = {'TLS 1.0 (RFC2246) support': 'no', 'TLS 1.1 (RFC4346) support': 'no',
        'TLS 1.2 (RFC5246) support': 'yes', 'TLS 1.3 (RFC8446) support': 'yes',
        'certificate chain order': 'sorted',
        'safe renegotiation (RFC5746) support': 'yes',
        'ext master secret (RFC7627) support': 'yes',
        'heartbeat (RFC6520) support': 'no',
        'anonymous authentication support': 'no',
        'RSA key exchange support': 'no',
        'ephemeral Diffie-Hellman support': 'no',
        'ephemeral EC Diffie-Hellman support': 'yes',
        'AES-CBC cipher (RFC3268) support': 'no',
        'AES-CCM-8 cipher (RFC6655) support': 'no',
        '3DES-CBC cipher (RFC2246) support': 'no',
        'ARCFOUR 128 cipher (RFC2246) support': 'no',
        'SHA1 MAC support': 'no', 'MD5 MAC support': 'no'}


@test('a scanner (gnutls-cli-debug) finds nothing weak')
def _():
    identity = pki.self_signed('RSA')
    with Server(pem=identity.pem) as s:
        report = command(tool('gnutls-cli-debug'), '-p', str(s.port),
                         'localhost').stdout.decode()
    note(report)
    for words, answer in SCAN.items():
        found = re.search(rf' {re.escape(words)}\.\.\. (\S+)', report)
        equal(found and found[1], answer, words)


@test('a bad Finished or a broken record ends with a clean close')
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem) as s:
        for version in ('1.2', '1.3'):
            with Client(s.port, version=version, handshake=False) as c:
                c.sock.sendall(c.hello())
                time.sleep(0.3)
                c.sock.sendall(b'\x17\x03\x03\x00\x30' + os.urandom(48) +
                               b'\x16\x03\x03\x00\x28' + os.urandom(40))
                reply = listen_to(c.sock).clean()
                if not reply.data:
                    raise AssertionError('no ServerHello came')
        no_backend(s)


def sealed_alerts(reply, version):
    """How many came after a handshake, in which a ticket is the rest."""
    kind, size = (tls.ALERT, 26) if version == '1.2' else \
        (tls.APPLICATION_DATA, 19)
    return sum((x[0], len(x[1])) == (kind, size) for x in reply.records())


@test('a broken record after the handshake: no reset, backend sees the end')
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\ncat >/dev/null\n: >"$0.ended"\n',
                identity.pem) as s:
        for version in ('1.2', '1.3'):
            with Client(s.port, version=version) as c:
                c.send(b'hello')
                s.child_of(s.network()[0])
                c.sock.sendall(b'\x17\x03\x03\x00\x30' + os.urandom(48))
                equal(sealed_alerts(listen_to(c.sock).clean(), version), 1,
                      f'alerts in TLS {version}')
            ended = s.path('backend.ended')
            eventually(lambda: os.path.exists(ended), 5, 'the end')
            os.unlink(ended)
        s.exit_line('alert-sent:bad_record_mac', 2)


@test('ALPN: none is fine, the right one is chosen, a wrong one gets 120')
def _():
    identity = pki.by_thimble()
    for service, right, wrong in (('imap', 'imap', ['http/1.1']),
                                  ('pop3', 'pop3', ['imap', 'h2']),
                                  ('https', 'http/1.1', ['imap'])):
        with Server(MARKS, identity.pem, service=service) as s:
            for count, version in enumerate(('1.2', '1.3'), 1):
                try:
                    Client(s.port, version=version, alpn=wrong)
                    raise AssertionError(f'{wrong} was accepted')
                except ssl.SSLError as e:
                    equal('alert no application protocol' in str(e), True,
                          f'{service} over {version}: {e}')
                s.exit_line('alert-sent:no_application_protocol', count)
            no_backend(s)
            for version in ('1.2', '1.3'):
                for offer in (None, [right], ['nonsense', right]):
                    with Client(s.port, version=version, alpn=offer) as c:
                        equal(c.tls.selected_alpn_protocol(),
                              offer and right, f'{offer} over {version}')
                        c.send(b'x\n')
                        equal(c.line(), b'x\n', 'echo')
                        c.end()


@test('service and ALPN by the local port; else the program, any ALPN')
def _():
    identity = pki.by_thimble()
    host = '127.0.0.77'     # so that nobody else's 993 is in the way
    for port, name, right, wrong in ((993, 'imaps', 'imap', 'pop3'),
                                     (995, 'pop3s', 'pop3', 'imap'),
                                     (443, 'https', 'http/1.1', 'imap'),
                                     (None, 'cat', None, None)):
        with Server(pem=identity.pem, service=None, host=host,
                    port=port) as s:
            with Client(s.port, host, alpn=[right or 'whatever']) as c:
                equal(c.tls.selected_alpn_protocol(), right, name)
                c.end()
            s.exit_line('eof')
            equal(f'service={name} ' in s.log()[0], True, s.log()[0])
            if wrong:
                try:
                    Client(s.port, host, alpn=[wrong])
                    raise AssertionError(f'{wrong} was accepted')
                except ssl.SSLError:
                    s.exit_line('alert-sent:no_application_protocol', 2)


@test('a hello in one-byte pieces and a hello of 16 KB are served')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem) as s:
        with Client(s.port, handshake=False) as c:
            for byte in c.hello():
                c.sock.sendall(bytes([byte]))
            c.handshake()
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            c.end()
        names = [f'protocol-{i:04}-{"x" * 200}' for i in range(60)]
        with Client(s.port, alpn=['imap', *names]) as c:
            equal(c.tls.selected_alpn_protocol(), 'imap', 'ALPN')
            c.end()


@test('300 damaged hellos: each gets TLS or a clean close', 60)
def _():
    identity = pki.by_thimble()
    dice = random.Random(7)
    with Server(MARKS, identity.pem, opts=('--handshake', '5')) as s:
        with Client(s.port, handshake=False, alpn=['imap', 'x']) as c:
            good = c.hello()
        for count in range(300):
            bad = bytearray(good)
            for _ in range(dice.choice((1, 1, 2, 8))):
                bad[dice.randrange(5, len(bad))] = dice.randrange(256)
            with connect(s.port) as sock:
                sock.sendall(bad)
                sock.shutdown(1)
                try:
                    listen_to(sock, 5).clean()
                except AssertionError as e:
                    raise AssertionError(f'{bytes(bad)!r}: {e}') from e
        s.exit_line('.*', 300)
        no_backend(s)


@test('names from the peer cannot forge or break a log line')
def _():
    identity = pki.by_thimble()
    host = b'a\nEXIT service=x %n%s\x1b[2J"'
    name = struct.pack('>BH', 0, len(host)) + host
    sni = struct.pack('>H', len(name)) + name
    extension = struct.pack('>HH', 0, len(sni)) + sni
    with Server(MARKS, identity.pem) as s:
        say_raw(s.port, tls.client_hello(extensions=extension),
                seconds=1).records()
        s.exit_line('.*')
        for line in s.log():
            if 'service=x' in line or not line.isprintable():
                raise AssertionError(f'forged: {line!r}')


main()
