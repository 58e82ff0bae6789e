# SPDX-License-Identifier: MIT
"""Client certificates: -v, -a, -A and --crl, with real clients.

Each case looks at all that can be seen: the alert that the client gets, the
log, and what the backend is told.
"""

import os
import re
import ssl

import pki
from badges import Authority, altered, join
from certs import FAULT
from tls import Client, context
from wire import (THIMBLE, Server, command, equal, eventually, main, scratch,
                  test, tool)

ENV = ('/usr/bin/env',)
PAST = ('20200101000000Z', '20200201000000Z')
FUTURE = ('20400101000000Z', '20410101000000Z')
DN, ISSUER = 'C=CH, O=Example, CN=Jane Doe', 'CN=Client CA'

# What a client hears, by the word in our log.
HEARS = {'unknown-ca': 'TLSV1_ALERT_UNKNOWN_CA',
         'expired': 'SSLV3_ALERT_CERTIFICATE_EXPIRED',
         'not-yet-valid': 'SSLV3_ALERT_CERTIFICATE_EXPIRED',
         'revoked': 'SSLV3_ALERT_CERTIFICATE_REVOKED',
         'crl-expired': 'SSLV3_ALERT_CERTIFICATE_UNKNOWN',
         'crl-invalid': 'SSLV3_ALERT_CERTIFICATE_UNKNOWN',
         'weak': 'SSLV3_ALERT_UNSUPPORTED_CERTIFICATE',
         'not-for-clients': 'SSLV3_ALERT_UNSUPPORTED_CERTIFICATE',
         'is-a-ca': 'SSLV3_ALERT_UNSUPPORTED_CERTIFICATE',
         'name-too-long': 'SSLV3_ALERT_BAD_CERTIFICATE',
         'chain-too-long': 'TLSV1_ALERT_ACCESS_DENIED',
         'not-installed': 'TLSV1_ALERT_ACCESS_DENIED'}
ALERTS = {'unknown-ca': 'unknown_ca', 'expired': 'certificate_expired',
          'not-yet-valid': 'certificate_expired',
          'revoked': 'certificate_revoked',
          'crl-expired': 'certificate_unknown',
          'crl-invalid': 'certificate_unknown',
          'weak': 'unsupported_certificate',
          'not-for-clients': 'unsupported_certificate',
          'is-a-ca': 'unsupported_certificate',
          'name-too-long': 'bad_certificate',
          'chain-too-long': 'access_denied',
          'not-installed': 'access_denied'}


def serve(level, ca, *more):
    """A server that shows its environment."""
    return Server(ENV, pki.self_signed().pem,
                  opts=('-v', str(level), '-A', ca, *more))


def talk(server, badge, version):
    """(the backend's environment, None) or (None, the alert heard)."""
    settings = context(version=version)
    if badge is not None:
        # OpenSSL's level 2 would not load a short key: it is ours to refuse.
        settings.set_ciphers('DEFAULT@SECLEVEL=0')
        settings.load_cert_chain(badge.chain, badge.key)
    with Client(server.port, settings=settings, handshake=False) as c:
        try:
            c.handshake()
            text = c.rest().decode()
        except ssl.SSLError as e:
            return None, e.reason
    return dict(x.split('=', 1) for x in text.splitlines()), None


def served(server, badge, version, dn=DN, issuer=ISSUER):
    """The client is served and the backend knows who it is."""
    env, alert = talk(server, badge, version)
    equal(alert, None, 'the alert')
    equal((env.get('SSL_CLIENT_DN'), env.get('SSL_CLIENT_I_DN')),
          (dn, issuer), 'the names in the environment')


def lines(server, pattern):
    """The lines of the log that match."""
    return [x for x in server.log() if re.search(pattern, x)]


def refused(server, badge, version, why):
    """The client gets the right alert, and one line says why."""
    before = len(lines(server, 'REFUSED ')), len(lines(server, 'EXIT .*why='
                                                               'alert-sent'))
    env, alert = talk(server, badge, version)
    equal(env, None, 'the environment')
    if why == 'none':
        want, sent = {
            '1.2': ('SSLV3_ALERT_HANDSHAKE_FAILURE', 'handshake_failure'),
            '1.3': ('TLSV13_ALERT_CERTIFICATE_REQUIRED',
                    'certificate_required')}[version]
    else:
        want, sent = HEARS[why], ALERTS[why]
    equal(alert, want, f'the alert about {why}')
    ends = eventually(lambda: lines(server, 'EXIT .*why=alert-sent')[
        before[1]:], 5, 'an EXIT line')
    equal(ends[0].rsplit('why=', 1)[1], f'alert-sent:{sent}', 'EXIT')
    said = lines(server, 'REFUSED ')[before[0]:]
    equal(len(said), 1, 'lines about it')
    if not re.search(r'REFUSED service=imap from=127\.0\.0\.1 '
                     f'certificate={why}( subject=|$)', said[0]):
        raise AssertionError(f'not about {why}: {said[0]}')


class World:
    """Everybody who may come, made once for the whole file."""

    def __init__(self):
        ca = self.ca = Authority()
        stranger = Authority('Client CA')
        self.good = ca.client()
        self.rsa = ca.client(kind='RSA')
        self.plain = ca.client(section='plain')
        middle = Authority('Middle', above=ca)
        self.below = middle.client()
        self.installed = ca.client('/CN=Local')
        self.gone = ca.client('/CN=Gone')
        ca.revoke(self.gone)
        self.crl = ca.crl()
        narrow = Authority('Narrow', above=ca, section='subserver')
        impostor = Authority('Jane', above=ca, section='plain')
        deep = ca
        for n in range(5):
            deep = Authority(f'Deep {n}', above=deep)
        self.bad = {
            'expired': [ca.client(dates=PAST)],
            'not-yet-valid': [ca.client(dates=FUTURE)],
            'unknown-ca': [stranger.client(),
                           # a leaf that plays CA
                           impostor.client()],
            'not-for-clients': [ca.client(section='server'),
                                ca.client(section='encipher'),
                                # below a CA for servers only
                                narrow.client()],
            'is-a-ca': [ca.client(section='sub')],
            'weak': [ca.client(kind='RSA-1024')],
            'chain-too-long': [deep.client()],
            'revoked': [self.gone],
        }
        self.trust = join(ca.at('trust.pem'), ca.cert, self.installed.cert,
                          self.crl)


_world = []


def world():
    """The one World."""
    if not _world:
        _world.append(World())
    return _world[0]


@test('level 1: nobody has to, but who does is judged, TLS 1.2 and 1.3', 60)
def _():
    w = world()
    with serve(1, w.trust) as s:
        for version in ('1.2', '1.3'):
            served(s, None, version, None, None)
            for badge in (w.good, w.rsa, w.plain):
                served(s, badge, version)
            served(s, w.below, version, DN, 'CN=Middle')
    judge_all(1)


@test('level 2: a good certificate or none at all, TLS 1.2 and 1.3', 60)
def _():
    w = world()
    with serve(2, w.trust) as s:
        for version in ('1.2', '1.3'):
            for badge in (w.good, w.rsa, w.plain):
                served(s, badge, version)
            served(s, w.below, version, DN, 'CN=Middle')
            served(s, w.installed, version, 'CN=Local')
    with serve(2, w.trust) as s:
        for version in ('1.2', '1.3'):
            refused(s, None, version, 'none')
    judge_all(2)


@test('level 3: the certificate itself has to be installed', 60)
def _():
    w = world()
    with serve(3, w.trust) as s:
        for version in ('1.2', '1.3'):
            served(s, w.installed, version, 'CN=Local')
    with serve(3, w.trust) as s:
        for version in ('1.2', '1.3'):
            refused(s, None, version, 'none')
            refused(s, w.good, version, 'not-installed')
    judge_all(3)


def judge_all(level):
    """Each bad certificate at one level and in both versions."""
    w = world()
    with serve(level, w.trust) as s:
        for why, badges in w.bad.items():
            for badge in badges:
                for version in ('1.2', '1.3'):
                    refused(s, badge, version, why)


@test('level 0 asks and takes whatever comes; without -v nobody is asked')
def _():
    w = world()
    for opts in (('-v', '0'), ()):
        with Server(ENV, pki.self_signed().pem, opts=opts) as s:
            for version in ('1.2', '1.3'):
                for badge in (None, w.good, w.bad['expired'][0],
                              w.bad['unknown-ca'][0]):
                    served(s, badge, version, None, None)
            got = command(tool('openssl'), 's_client', '-connect',
                          f'localhost:{s.port}', '-tls1_2').stdout
            asked = b'Client Certificate Types' in got
            equal(asked, bool(opts), 'a certificate is asked for')


@test('openssl s_client, curl and gnutls-cli with a certificate, and without')
def _():
    w = world()
    with serve(2, w.trust) as s:
        count = 0
        for v in ('1.2', '1.3'):
            dash = v.replace('.', '_')
            runs = (
                ((tool('openssl'), 's_client', '-connect',
                  f'localhost:{s.port}', f'-tls{dash}', '-quiet'),
                 ('-cert', w.good.cert, '-key', w.good.key)),
                ((tool('gnutls-cli'), '--no-ca-verification', '--priority',
                  f'NORMAL:-VERS-ALL:+VERS-TLS{v}', '-p', str(s.port),
                  'localhost'),
                 ('--x509certfile', w.good.cert, '--x509keyfile',
                  w.good.key)),
                ((tool('curl'), '-q', '-sSk', '--http0.9', '--max-time', '10',
                  f'--tlsv{v}', '--tls-max', v,
                  f'https://localhost:{s.port}/'),
                 ('--cert', w.good.cert, '--key', w.good.key)))
            for argv, own in runs:
                if 'curl' in argv[0]:
                    # imap is not what curl asks for by ALPN
                    argv = (argv[0], '--no-alpn', *argv[1:])
                got = command(*argv, *own, check=False).stdout.decode()
                if f'\nSSL_CLIENT_DN={DN}\n' not in got:
                    raise AssertionError(f'{argv[0]}: {got}')
                count += 1
                s.exit_line('.*', count)
                got = command(*argv, check=False).stdout.decode()
                if 'REMOTE_HOST' in got:
                    raise AssertionError(f'{argv[0]} was served: {got}')
                count += 1
                s.exit_line('alert-sent:(handshake_failure|'
                            'certificate_required)', count)


@test('the names of the CAs are sent in TLS 1.2')
def _():
    with serve(2, world().trust) as s:
        got = command(tool('openssl'), 's_client', '-connect',
                      f'localhost:{s.port}', '-tls1_2',
                      check=False).stdout.decode()
        if 'Acceptable client certificate CA names\nCN = Client CA\n' not in \
                got:
            raise AssertionError(got)


@test('-a reads a folder, with what ends in .pem .crt .crl .0 .r0 only')
def _():
    w = world()
    folder = scratch('trust')
    join(os.path.join(folder, 'README'), w.bad['is-a-ca'][0].cert)
    join(os.path.join(folder, '.hidden.pem'), w.bad['is-a-ca'][0].cert)
    # Before its certificate: the order of the names is not that of trust.
    join(os.path.join(folder, 'a.crl'), w.crl)
    opts = ('-v', '2', '-a', folder)
    for name in ('b.pem', 'b.crt', '12345678.0'):
        path = join(os.path.join(folder, name), w.ca.cert)
        with Server(ENV, pki.self_signed().pem, opts=opts) as s:
            served(s, w.good, '1.3')
            refused(s, w.gone, '1.3', 'revoked')
        os.rename(path, path + '.old')
        with Server(ENV, pki.self_signed().pem, opts=opts) as s:
            env, _ = talk(s, w.good, '1.3')
            equal(env, None, 'served without a CA')
            s.logged('options -A and -a: no certificate in these files')


@test('--crl: revoked, expired, forged and foreign lists')
def _():
    ca = Authority()
    good, gone = ca.client(), ca.client('/CN=Gone')
    before = ca.crl()
    ca.revoke(gone)
    now, old, soon = ca.crl(), ca.crl(dates=PAST), ca.crl(dates=FUTURE)
    other = Authority('Client CA').crl()
    foreign = Authority('Other CA').crl()
    rows = ((before, None, None), (now, None, 'revoked'),
            (foreign, None, None), (old, 'crl-expired', 'revoked'),
            (soon, 'crl-invalid', 'revoked'),
            (other, 'crl-invalid', 'crl-invalid'))
    for path, about_good, about_gone in rows:
        for version in ('1.2', '1.3'):
            with serve(2, ca.cert, '--crl', path) as s:
                for badge, why, dn in ((good, about_good, DN),
                                       (gone, about_gone, 'CN=Gone')):
                    if why is None:
                        served(s, badge, version, dn)
                    else:
                        refused(s, badge, version, why)


@test('a revoked CA in the middle takes its clients along')
def _():
    ca = Authority()
    middle = Authority('Middle', above=ca)
    jane = middle.client()
    with serve(2, ca.cert) as s:
        served(s, jane, '1.3', DN, 'CN=Middle')
    ca.revoke(middle)
    with serve(2, ca.cert, '--crl', ca.crl()) as s:
        refused(s, jane, '1.3', 'revoked')


@test('a thousand revoked certificates load, the last of them is refused')
def _():
    ca = Authority()
    good, gone = ca.client(), ca.client('/CN=Gone')
    with open(ca.at('index'), 'a', encoding='ascii') as f:
        for n in range(1000):
            f.write(f'R\t400101000000Z\t260101000000Z\t{2**124 + n:032X}\t'
                    f'unknown\t/CN={n}\n')
    ca.revoke(gone)
    with serve(2, ca.cert, '--crl', ca.crl()) as s:
        for version in ('1.2', '1.3'):
            served(s, good, version)
        refused(s, gone, '1.3', 'revoked')


@test('with the clock before the build dates are not judged, all else is')
def _():
    w = world()
    program = (FAULT, 'fault', '-t', '978307200', THIMBLE)
    with Server(ENV, pki.self_signed().pem, program=program,
                opts=('-v', '2', '-A', w.trust)) as s:
        for version in ('1.2', '1.3'):
            served(s, w.good, version)
            served(s, w.bad['expired'][0], version)
            served(s, w.bad['not-yet-valid'][0], version)
            s.logged('the clock is before the build: dates')
            refused(s, None, version, 'none')
            for why in ('revoked', 'unknown-ca', 'not-for-clients'):
                refused(s, w.bad[why][0], version, why)
    # After all dates of these certificates, to see that the clock is heard.
    program = (FAULT, 'fault', '-t', '2300000000', THIMBLE)
    with Server(ENV, pki.self_signed().pem, program=program,
                opts=('-v', '2', '-A', w.ca.cert)) as s:
        refused(s, w.good, '1.3', 'expired')


@test('a CA with name constraints, such as the device CA, makes clients')
def _():
    ca = Authority(section='names')
    with serve(2, ca.cert) as s:
        for version in ('1.2', '1.3'):
            served(s, ca.client(), version)


@test('CAs with RSA and P-384 keys')
def _():
    for kind in ('RSA', 'P-384'):
        ca = Authority(kind=kind)
        jane = ca.client(kind=kind)
        with serve(2, ca.cert) as s:
            for version in ('1.2', '1.3'):
                served(s, jane, version)


@test('a self-signed certificate that is installed is its own authority')
def _():
    ca = Authority('Self')
    badge = type('', (), {'chain': ca.cert, 'key': ca.key})
    mine = pki.self_signed()
    mine = type('', (), {'chain': mine.ca, 'key': mine.pem})
    with serve(3, join(ca.at('both'), ca.cert, mine.chain)) as s:
        for version in ('1.2', '1.3'):
            served(s, mine, version, 'CN=localhost', 'CN=localhost')
        # Its own key usage has no signatures.
        refused(s, badge, '1.3', 'not-for-clients')


NAMES = (
    ('/C=CH/ST=Bern/L=Thun/O=A/OU=B/CN=c', 'C=CH, ST=Bern, L=Thun, O=A, '
     'OU=B, CN=c'),
    ('/CN=c/O=A', 'CN=c, O=A'),
    ('/CN=c/emailAddress=a@example.org', 'CN=c, emailAddress=a@example.org'),
    ('/DC=org/DC=example/UID=jane/serialNumber=7/SN=Doe/GN=Jane/title=Dr/'
     'street=x', 'DC=org, DC=example, UID=jane, serialNumber=7, SN=Doe, '
     'GN=Jane, title=Dr, street=x'),
    ('/O=A+OU=B/CN=c', 'O=A + OU=B, CN=c'),
    ('/CN=Doe, Jane', 'CN="Doe, Jane"'),
    ('/CN=x, OU=admin', 'CN="x, OU=admin"'),
    ('/CN=a=b', 'CN=a=b'),
    ('/CN=a\\\\b"c', 'CN=a\\\\b\\"c'),
    ('/CN= a', 'CN=" a"'),
    ('/CN=a ', 'CN="a "'),
    ('/CN=#a', 'CN="#a"'),
    ('/CN=a#b', 'CN=a#b'),
    ('/CN=a;b<c>', 'CN="a;b<c>"'),
    ('/CN=a\\+b', 'CN="a+b"'),
    ('/CN=$(id)`id`', 'CN=$(id)`id`'),
    ('/CN=line\nSSL_CLIENT_DN=forged', 'CN=line\\0ASSL_CLIENT_DN=forged'),
    ('/CN=a\tb\x7f', 'CN=a\\09b\\7F'),
    ('/CN=a\x1b[2J', 'CN=a\\1B[2J'),
)


def stunnel(ca, folder):
    """Debian's stunnel4 as inetd's program, with the same backend."""
    conf = os.path.join(folder, 'stunnel.conf')
    with open(conf, 'w', encoding='ascii') as f:
        f.write(f'foreground = no\ncert = {pki.self_signed().pem}\n'
                f'CAfile = {ca}\nverify = 2\nexec = /usr/bin/env\n'
                'execArgs = env\n')
    return Server(program=(tool('stunnel4'), 'stunnel4'), args=[conf])


@test('SSL_CLIENT_DN is what stunnel 4 makes of the same certificate', 60)
def _():
    ca = Authority('Client CA, Inc.')
    issuer = 'CN="Client CA, Inc."'
    with serve(2, ca.cert) as ours, stunnel(ca.cert, ca.dir) as theirs:
        for subject, dn in NAMES:
            badge = ca.client(subject)
            served(ours, badge, '1.3', dn, issuer)
            env, alert = talk(theirs, badge, '1.3')
            equal(alert, None, "stunnel's alert")
            equal((env['SSL_CLIENT_DN'], env['SSL_CLIENT_I_DN']),
                  (dn, issuer), "stunnel's names")


@test('a NUL, UTF-8 and foreign attributes stay one printable line')
def _():
    ca = Authority()
    with serve(2, ca.cert) as s:
        badge = altered(ca, ca.client('/CN=admin#evil'), b'admin#evil',
                        b'admin\0evil')
        served(s, badge, '1.3', 'CN=admin\\00evil')
        badge = ca.client('/CN=J\u00fcrg')
        served(s, badge, '1.2', 'CN=J\\C3\\BCrg')
        badge = ca.client('/description=x/CN=c')
        served(s, badge, '1.2', '2.5.4.13=x, CN=c')
        badge = ca.client('/', more=('-addext', 'subjectAltName=DNS:a'))
        served(s, badge, '1.3', '')


@test('names of 1023 bytes and of 10 KB')
def _():
    ca = Authority()
    with serve(2, ca.cert) as s:
        for version in ('1.2', '1.3'):
            long = 'd' * (1023 - 3)
            served(s, ca.client(f'/DC={long}'), version, f'DC={long}')
    with serve(2, ca.cert) as s:
        for version in ('1.2', '1.3'):
            for length in (1024 - 3, 10000):
                refused(s, ca.client('/DC=' + 'd' * length), version,
                        'name-too-long')


@test('N never has a private key that stands in the file of -A')
def _():
    ca, own = Authority(), pki.self_signed()
    trust = join(ca.at('both.pem'), ca.key, ca.cert, ca.key)
    wanted = pki.secrets(trust)
    with Server(('/bin/sleep', '60'), own.pem,
                opts=('-v', '1', '-A', trust)) as s:
        with Client(s.port, handshake=False) as c:
            c.sock.sendall(c.hello()[:20])
            n, = s.network()
            s.child_of(n)
            equal(pki.found_in(n, wanted), [], 'secrets in N')


@test('a broken file of -A: the client sees an alert, the log what is wrong')
def _():
    ca = Authority()
    empty, broken = ca.at('empty'), ca.at('broken')
    with open(empty, 'w', encoding='ascii') as f:
        f.write('no certificate\n')
    with open(ca.cert, encoding='ascii') as f:
        text = f.read()
    with open(broken, 'w', encoding='ascii') as f:
        f.write(text + text.replace('MII', 'MIX', 1))
    long = join(ca.at('long'), *[ca.cert] * 200)
    many = ca.at('many')
    parts = [ca.client(section='plain').cert for _ in range(33)]
    join(many, *parts)
    for path, why in ((ca.at('nothing'), 'No such file'),
                      (empty, 'no certificate in these files'),
                      (broken, 'trusted block 2: not a certificate'),
                      (long, 'may have 64 KB together'),
                      (many, 'trusted block 33: too much to load')):
        with serve(1, path) as s:
            _, alert = talk(s, None, '1.3')
            equal(alert, 'TLSV1_ALERT_INTERNAL_ERROR', f'alert for {path}')
            s.logged(why)
        got = command(THIMBLE, '--check', '-p', pki.self_signed().pem, '-v',
                      '1', '-A', path, check=False)
        equal(got.returncode, 1, f'--check of {path}')
        if why not in got.stdout.decode() or path not in \
                got.stdout.decode() and path != empty:
            raise AssertionError(got.stdout.decode())


@test('--check reads the trusted files and says when a list has expired')
def _():
    ca = Authority()
    pem = pki.self_signed().pem
    for more, status, text in (
            (('-A', ca.cert), 0, ': good'),
            (('-A', ca.cert, '--crl', ca.crl()), 0, ': good'),
            (('-A', ca.cert, '--crl', ca.crl(dates=PAST)), 1,
             'list of revoked certificates: has expired')):
        got = command(THIMBLE, '--check', '-p', pem, '-v', '2', *more,
                      check=False)
        equal(got.returncode, status, f'--check {more}')
        if text not in got.stdout.decode():
            raise AssertionError(got.stdout.decode())


main()
