# SPDX-License-Identifier: MIT
"""Whom the program is: --run-as, and with -d the user of -s as in stunnel 3."""

import pwd
import re
import subprocess

import pki
from modes import Daemon, Waiting
from procs import listening
from tls import Client, listen_to
from wire import THIMBLE, Server, equal, eventually, main, test, tool

WHO = ('#!/bin/sh\n'
       'sed -n "/^Uid/p;/^Gid/p;/^Groups/p;/^NoNew/p" /proc/self/status\n')
NOBODY = pwd.getpwnam('nobody')


def who(port):
    """(uids, gids, groups) of the program."""
    with Client(port) as c:
        text = c.rest().decode()
        c.end()
    found = dict(re.findall(r'^(\w+):[ \t]*(.*?)[ \t]*$', text, re.M))
    equal(found['NoNewPrivs'], '0', 'no_new_privs')
    return tuple(set(found[x].split()) for x in ('Uid', 'Gid', 'Groups'))


def is_one(uid, gid):
    """What who() says of it."""
    return {str(uid)}, {str(gid)}, set()


CASES = (
    ((), {'0'}),
    (('--run-as', 'root'), {'0'}),
    (('--run-as', 'nobody'), is_one(NOBODY.pw_uid, NOBODY.pw_gid)),
    (('--run-as', '12345'), is_one(12345, 12345)),
)


for MODE, OPTS in (Server, ()), (Waiting, ('--linger', '30')), (Daemon, ()):
    @test(f'{MODE.__name__}: --run-as by name, by number, and none')
    def _(mode=MODE, opts=OPTS):
        pem = pki.by_thimble().pem
        for more, want in CASES:
            with mode(WHO, pem, opts=(*opts, *more)) as s:
                got = who(s.port)
                equal(got if isinstance(want, tuple) else got[0], want,
                      str(more))


@test('-s and -g: with -d of the program, too; else of N only')
def _():
    pem = pki.by_thimble().pem
    with Daemon(WHO, pem, opts=('-s', 'nobody')) as s:
        equal(who(s.port), is_one(NOBODY.pw_uid, NOBODY.pw_gid), '-s')
    with Daemon(WHO, pem, opts=('-s', 'nobody', '-g', 'daemon')) as s:
        equal(who(s.port), is_one(NOBODY.pw_uid, 1), '-s -g')
    with Daemon(WHO, pem, opts=('-s', 'nobody', '--run-as', '77')) as s:
        equal(who(s.port), is_one(77, 77), '-s --run-as')
    with Daemon(WHO, pem, opts=('-s', 'nobody', '--run-as', 'root')) as s:
        equal(who(s.port)[0], {'0'}, '-s --run-as root')
    with Server(WHO, pem, opts=('-s', 'nobody')) as s:
        equal(who(s.port)[0], {'0'}, 'under inetd')


@test("Debian's stunnel4 runs the program of -s as that user, too")
def _():
    # Its log and its pid file are nobody's business here.
    identity = pki.by_thimble()
    with Daemon(WHO, identity.pem, opts=('-s', 'nobody', '-g', 'nogroup')) \
            as s:
        ours = who(s.port)
        port = s.port
        conf = s.path('conf')
        with open(conf, 'w', encoding='ascii') as f:
            f.write('foreground = yes\npid =\nsetuid = nobody\n'
                    f'setgid = nogroup\n[x]\naccept = 127.0.0.1:{port + 1}\n'
                    f'cert = {identity.pem}\nexec = {s.path("backend")}\n')
        with subprocess.Popen([tool('stunnel4'), conf],
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as p:
            try:
                eventually(lambda: listening(port + 1), 10, 'stunnel4')
                theirs = who(port + 1)
            finally:
                p.kill()
    # It names its group once more as a supplementary one.
    equal(theirs[:2], ours[:2], 'stunnel4')


@test('a user that is not there, and -r: refused at once')
def _():
    pem = pki.by_thimble().pem
    for args, said in ((('--run-as', 'no-such', '-l', '/bin/cat'),
                        'options --run-as and -g: user no-such: not in '
                        '/etc/passwd'),
                       (('--run-as', 'nobody', '-r', '1'),
                        'option --run-as nobody: with -r there is no')):
        done = subprocess.run([THIMBLE, '-f', '-d', '1', '-p', pem, *args],
                              stdin=subprocess.DEVNULL, check=False,
                              capture_output=True)
        equal(said in done.stderr.decode(), True, done.stderr)
        equal(done.returncode, 64, 'status')
    with Server(WHO, pem, opts=('--run-as', 'no-such')) as s:
        with Client(s.port, handshake=False) as c:
            c.sock.sendall(c.hello())
            equal(len(listen_to(c.sock).clean().alerts()), 1, 'alerts')
        s.logged('options --run-as and -g: user no-such')


main()
