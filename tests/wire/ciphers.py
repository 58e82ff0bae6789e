# SPDX-License-Identifier: MIT
"""-C, --groups, --tls-min and --alpn as clients meet them."""

import ssl

import pki
from psk_hello import extension, versions
from tls import PROTOCOL_VERSION, SERVED, SERVED_OPTIONS, Client, \
    client_hello, context, say_raw
from wire import THIMBLE, Server, command, equal, main, test, tool

PEMS = {}


def pem(kind):
    """One certificate of each kind for the whole file."""
    if kind not in PEMS:
        PEMS[kind] = pki.self_signed(kind).pem
    return PEMS[kind]


def serve(*opts, kind='P-256', service='imap'):
    """A server with these options."""
    return Server(('/bin/cat',), pem(kind), opts=opts, service=service)


def agreed(server, *argv):
    """What openssl s_client and the server agree on; None: on nothing."""
    text = command(tool('openssl'), 's_client', '-connect',
                   f'localhost:{server.port}', *argv,
                   check=False).stdout.decode()
    cipher = text.split('Cipher is ', 1)[1].split('\n', 1)[0]
    return None if cipher == '(NONE)' else cipher


def group(server, *argv):
    """The group of the key exchange as s_client names it."""
    text = command(tool('openssl'), 's_client', '-connect',
                   f'localhost:{server.port}', *argv,
                   check=False).stdout.decode()
    if 'Server Temp Key: ' not in text:
        return None
    return text.split('Server Temp Key: ', 1)[1].split('\n', 1)[0]


CHACHA, AES128, AES256 = ('ECDHE-ECDSA-CHACHA20-POLY1305',
                          'ECDHE-ECDSA-AES128-GCM-SHA256',
                          'ECDHE-ECDSA-AES256-GCM-SHA384')


def is_good(suite):
    """Whether a suite of Python's list has forward secrecy and an AEAD that
    is fast and old enough to be trusted: AES-GCM or ChaCha20-Poly1305."""
    return suite['aead'] and suite['kea'] == 'kx-ecdhe' and \
        suite['auth'] in ('auth-ecdsa', 'auth-rsa') and \
        suite['symmetric'].endswith(('-gcm', 'poly1305')) and \
        not suite['symmetric'].startswith('aria')


@test('of all that OpenSSL has, exactly what is safe, by the same names', 60,
      version='1.2')
def _():
    settings = context(version='1.2')
    settings.set_ciphers('ALL:COMPLEMENTOFALL:@SECLEVEL=0')
    suites = [x for x in settings.get_ciphers() if x['protocol'] != 'TLSv1.3']
    equal(len(suites) > 100, True, f'{len(suites)} suites of OpenSSL')
    agreed_on = set()
    for kind in 'P-256', 'RSA':
        with Server(('/usr/bin/env',), pem(kind)) as s:
            for suite in suites:
                settings.set_ciphers(suite['name'] + ':@SECLEVEL=0')
                try:
                    with Client(s.port, settings=settings) as c:
                        equal(f'SSL_CIPHER={suite["name"]}\n' in
                              c.rest().decode(), True, suite['name'])
                    agreed_on.add(suite['name'])
                except ssl.SSLError as e:
                    # Without a key of both sides OpenSSL offers no PSK.
                    equal(e.reason in ('SSLV3_ALERT_HANDSHAKE_FAILURE',
                                       'NO_CIPHERS_AVAILABLE'), True,
                          f'{suite["name"]}: {e}')
    equal(agreed_on, {x['name'] for x in suites if is_good(x)}, 'suites')
    for suite, want in (('TLS_AES_128_GCM_SHA256', True),
                        ('TLS_AES_256_GCM_SHA384', True),
                        ('TLS_CHACHA20_POLY1305_SHA256', True),
                        ('TLS_AES_128_CCM_SHA256', False),
                        ('TLS_AES_128_CCM_8_SHA256', False)):
        with Server(('/usr/bin/env',), pem('P-256')) as s:
            said = command(tool('openssl'), 's_client', '-connect',
                           f'localhost:{s.port}', '-tls1_3', '-ign_eof',
                           '-ciphersuites', suite, check=False).stdout
            equal(f'SSL_CIPHER={suite}\n'.encode() in said, want, suite)


@test('-C: in TLS 1.2 the order of the list is what counts', 60,
      version='1.2')
def _():
    for want in (CHACHA, AES128, AES256):
        rest = [x for x in (AES256, CHACHA, AES128) if x != want]
        with serve('-C', ':'.join([want, *rest])) as s:
            for offer in ([want, *rest], [*rest, want]):
                equal(agreed(s, '-tls1_2', '-cipher', ':'.join(offer)), want,
                      'agreed on')
            # TLS 1.3 is as it was.
            equal(agreed(s, '-tls1_3', '-ciphersuites',
                         'TLS_AES_256_GCM_SHA384'), 'TLS_AES_256_GCM_SHA384',
                  'agreed on')


@test('-C: what is not in the list is not agreed on', 60,
      version='1.2')
def _():
    names = {'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384': {AES256},
             'AES256': {AES256}, 'EECDH+CHACHA20': {CHACHA},
             'HIGH:!aNULL:!CHACHA20': {AES128, AES256},
             'ALL:-AES128:!AES256': {CHACHA}}
    for name, want in names.items():
        with serve('-C', name) as s:
            found = {x for x in (CHACHA, AES128, AES256)
                     if agreed(s, '-tls1_2', '-cipher', x) == x}
            equal(found, want, name)
            s.quiet()
    for name in ('aRSA+AES256', 'ECDHE-RSA-AES256-GCM-SHA384'):
        with serve('-C', name) as s:
            equal(agreed(s, '-tls1_2'), None, f'{name} with an EC key')
            s.exit_line('alert-sent:handshake_failure')
        with serve('-C', name, kind='RSA') as s:
            equal(agreed(s, '-tls1_2'), 'ECDHE-RSA-AES256-GCM-SHA384', name)


@test('-C: suites of TLS 1.3, by name and by group')
def _():
    suites = ('TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384',
              'TLS_CHACHA20_POLY1305_SHA256')
    for name, want in (('TLS_CHACHA20_POLY1305_SHA256:ECDHE', suites[2:]),
                       ('CHACHA20', suites[2:]), ('ALL', suites),
                       ('ECDHE:!AES256', (suites[0], suites[2])),
                       ('ALL:!TLSv1.3', ())):
        with serve('-C', name) as s:
            found = tuple(x for x in suites
                          if agreed(s, '-tls1_3', '-ciphersuites', x) == x)
            equal(found, want, name)


@test('-C, --groups, --tls-min: what is not known is an error, and named')
def _():
    for argv, word in ((('-C', 'HIGH:RC4-MD5'), 'option -C RC4-MD5: '),
                       (('-C', 'ECDHE-RSA-AES128-SHA'),
                        'option -C ECDHE-RSA-AES128-SHA: '),
                       (('-C', 'eNULL'), 'option -C eNULL: '),
                       (('--groups', 'x25519:x448'),
                        'option --groups x448: '),
                       (('--tls-min', '1.1'), 'option --tls-min 1.1: ')):
        for more in (('-l', '/bin/cat'), ('--check', '-p', pem('P-256'))):
            got = command(THIMBLE, *argv, *more, check=False)
            equal(got.returncode, 64, f'{argv}')
            if word not in got.stdout.decode():
                raise AssertionError(f'{argv}: {got.stdout}')


def too_old(s, count):
    """A client of TLS 1.2 is told, and so is the log."""
    with Client(s.port, version='1.2', handshake=False) as c:
        try:
            c.handshake()
            raise AssertionError('TLS 1.2 was agreed on')
        except ssl.SSLError as e:
            equal(e.reason, 'TLSV1_ALERT_PROTOCOL_VERSION', 'alert')
    s.exit_line('alert-sent:protocol_version', count)
    # Without extensions, and with those that have to do with it.
    for more in (b'', extension(10, b'\0\2\0\x1d'), versions(3)):
        count += 1
        hello = client_hello(extensions=more)
        equal(say_raw(s.port, hello, seconds=5).clean().alerts(),
              [PROTOCOL_VERSION], f'{more!r}')
        s.exit_line('alert-sent:protocol_version', count)


@test('--tls-min 1.3 refuses TLS 1.2 with protocol_version')
def _():
    with serve('--tls-min', '1.3') as s:
        too_old(s, 1)
        with Client(s.port, version='1.3') as c:
            c.end()
    if '1.2' not in SERVED:
        with serve() as s:
            too_old(s, 1)
            with Client(s.port) as c:
                c.end()
        return
    with serve('--tls-min', '1.2') as s:
        for version in ('1.2', '1.3'):
            with Client(s.port, version=version) as c:
                c.end()


@test('--groups: only these, in both versions', 60)
def _():
    shown = {'X25519': 'X25519, 253 bits', 'P-256': 'ECDH, prime256v1, 256 '
             'bits', 'P-384': 'ECDH, secp384r1, 384 bits'}
    for names, want in (('x25519', {'X25519'}),
                        ('secp384r1:prime256v1', {'P-256', 'P-384'}),
                        ('P-384', {'P-384'})):
        for kind in ('P-256', 'RSA'):
            with serve('--groups', names, kind=kind) as s:
                for version in SERVED_OPTIONS:
                    found = set()
                    for name, text in shown.items():
                        # The client's list is that of its certificates, too.
                        offer = name if kind == 'RSA' or version == \
                            '-tls1_3' or name == 'P-256' else f'{name}:P-256'
                        got = group(s, version, '-groups', offer)
                        if got is not None and got == text:
                            found.add(name)
                    equal(found, want, f'{names} {kind} {version}')


def alpn(server, offer):
    """The protocol that is agreed on, or the alert."""
    for version in SERVED:
        with Client(server.port, version=version, alpn=offer,
                    handshake=False) as c:
            try:
                c.handshake()
                got = c.tls.selected_alpn_protocol()
                c.end()
            except ssl.SSLError as e:
                # Python has no name for this alert; OpenSSL has.
                got = str(e).split('] ')[-1].split(' (')[0]
            if version == SERVED[0]:
                first = got
    equal(first, got, 'TLS 1.2 and 1.3')
    return got


@test('ALPN is strict by service, and --alpn overrules it')
def _():
    refusal = 'tlsv1 alert no application protocol'
    rows = (('imap', (), 'imap', 'http/1.1'), ('imaps', (), 'imap', 'pop3'),
            ('pop3', (), 'pop3', 'imap'), ('smtp', (), 'smtp', 'http/1.1'),
            ('https', (), 'http/1.1', 'h2'),
            ('https', ('--alpn', 'h2'), 'h2', 'http/1.1'),
            ('mine', ('--alpn', 'xmpp-client'), 'xmpp-client', 'imap'))
    for service, opts, good, bad in rows:
        with serve(*opts, service=service) as s:
            equal(alpn(s, [good]), good, service)
            equal(alpn(s, [bad, good]), good, service)
            equal(alpn(s, [bad]), refusal, service)
            s.logged('why=alert-sent:no_application_protocol')
            with Client(s.port) as c:
                equal(c.tls.selected_alpn_protocol(), None, 'without')
                c.end()
    with serve(service='mine') as s:
        equal(alpn(s, ['h2']), None, 'a service without a protocol')


main()
