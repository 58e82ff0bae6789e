# SPDX-License-Identifier: MIT
"""Client certificates: the files of -A, -a and --crl, good, old and broken."""

import os

import pki
from client_auth import DN, ENV, FUTURE, PAST, refused, serve, served, talk
from client_ca import Authority, join
from tls import Client
from wire import THIMBLE, Server, command, equal, main, scratch, test


@test('-a reads a folder, with what ends in .pem .crt .crl .0 .r0 only')
def _():
    ca = Authority()
    good, gone = ca.client(), ca.client('/CN=Gone')
    ca.revoke(gone)
    folder = scratch('trust')
    for name in ('README', '.hidden.pem', 'pem'):
        with open(os.path.join(folder, name), 'w', encoding='ascii') as f:
            f.write('-----BEGIN CERTIFICATE-----\nnothing\n'
                    '-----END CERTIFICATE-----\n')
    # Before its certificate: the order of the names is not that of trust.
    join(os.path.join(folder, 'a.crl'), ca.crl())
    opts = ('-v', '2', '-a', folder)
    for name in ('b.pem', 'b.crt', '12345678.0'):
        path = join(os.path.join(folder, name), ca.cert)
        # As c_rehash does; the same certificate counts once.
        os.symlink(name, os.path.join(folder, 'z.0'))
        with Server(ENV, pki.self_signed().pem, opts=opts) as s:
            served(s, good, '1.3')
            refused(s, gone, '1.3', 'revoked')
        os.rename(path, path + '.old')
        os.unlink(os.path.join(folder, 'z.0'))
        with Server(ENV, pki.self_signed().pem, opts=opts) as s:
            env, _ = talk(s, good, '1.3')
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
                      (broken, 'trusted block 2: not a readable certificate'),
                      (long, 'may total 64 KB'),
                      (many, 'trusted block 33: too large to load')):
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
             'certificate revocation list: has expired')):
        got = command(THIMBLE, '--check', '-p', pem, '-v', '2', *more,
                      check=False)
        equal(got.returncode, status, f'--check {more}')
        if text not in got.stdout.decode():
            raise AssertionError(got.stdout.decode())


@test('-d says at the start that a file of -A is missing or broken')
def _():
    ca, pem = Authority(), pki.self_signed().pem
    broken = ca.at('broken')
    with open(broken, 'w', encoding='ascii') as f:
        f.write('-----BEGIN CERTIFICATE-----\nno\n'
                '-----END CERTIFICATE-----\n')
    for path, why in ((broken, 'trusted block 1: not a readable certificate'),
                      (ca.at('nothing'), 'No such file')):
        got = command(THIMBLE, '-d', '127.0.0.1:1', '-p', pem, '-v', '2',
                      '-A', path, '-l', '/bin/cat', check=False)
        equal(got.returncode, 1, 'exit status')
        said = got.stdout.decode()
        if why not in said or path not in said:
            raise AssertionError(said)


main()
