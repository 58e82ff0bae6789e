# SPDX-License-Identifier: MIT
"""Client certificates: the names that the backend is told."""

import os

import pki
from client_auth import refused, serve, served, talk
from client_ca import Authority, altered
from wire import Server, equal, main, test, tool


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


main()
