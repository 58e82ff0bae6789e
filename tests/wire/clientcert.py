# SPDX-License-Identifier: MIT
"""Client certificates: -v and -A at all levels, with real clients."""

import pki
from certs import FAULT
from client_auth import DN, ENV, FUTURE, PAST, refused, serve, served
from client_ca import Authority, join
from wire import THIMBLE, Server, command, equal, main, test, tool


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


@test('with the clock before the build date only dates are not checked')
def _():
    w = world()
    program = (FAULT, 'fault', '-t', '978307200', THIMBLE)
    with Server(ENV, pki.self_signed().pem, program=program,
                opts=('-v', '2', '-A', w.trust)) as s:
        for version in ('1.2', '1.3'):
            served(s, w.good, version)
            served(s, w.bad['expired'][0], version)
            served(s, w.bad['not-yet-valid'][0], version)
            s.logged('the clock is before the build date: dates')
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


main()
