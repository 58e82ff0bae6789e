# SPDX-License-Identifier: MIT
"""Programs on a terminal (-L)."""

import os

import pki
from tls import Client
from wire import Server, equal, eventually, jail, main, scratch, test


LOGIN = '''#!/bin/sh
[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && [ "$(tty)" != "not a tty" ] || exit 9
stty size speed </dev/tty || exit 8
printf 'login: ' >&2
read -r user
printf 'Hello, %s, from %s\\n' "$user" "$REMOTE_HOST"
trap 'echo hung-up >"$0.hup"; exit 0' HUP
while :; do sleep 0.1; done
'''


@test('-L: a terminal of its own with prompt and echo; hung up at the end')
def _():
    identity = pki.by_thimble()
    folder = scratch('tty')
    script = os.path.join(folder, 'login')
    log = os.path.join(folder, 'log')
    with open(script, 'w', encoding='ascii') as f:
        f.write(LOGIN)
    os.chmod(script, 0o755)
    with Server(args=['-p', identity.pem, '--jail', jail(), '-N', 'telnets',
                      '-o', log, '-L', script]) as s:
        s.log_path = log
        with Client(s.port) as c:
            equal(c.line(), b'0 0\r\n', 'size: none')
            c.line()
            equal(c.exactly(7), b'login: ', 'prompt, on stderr')
            c.send(b'demo\n')
            equal(c.line(), b'demo\r\n', 'echo of the terminal')
            equal(c.line(), b'Hello, demo, from 127.0.0.1\r\n', 'greeting')
            n = s.network()[0]
            equal(n.status()['Seccomp'], '2', 'seccomp')
            shell = s.child_of(n, exe=os.path.realpath('/bin/sh'))
            fields = shell.read('stat').rsplit(')', 1)[1].split()
            equal(fields[3], str(shell.pid), 'session of its own')
            equal(fields[4] != '0', True, 'controlling terminal')
            c.end()
        s.exit_line('eof')
        eventually(lambda: os.path.exists(script + '.hup'), 5, 'SIGHUP')


@test('-L: a program that ends; one that is not there; big output')
def _():
    identity = pki.by_thimble()
    log = os.path.join(scratch('tty'), 'log')

    def on_tty(prog, *argv):
        s = Server(args=['-p', identity.pem, '--jail', jail(), '-o', log,
                         '-L', prog, *(('--', *argv) if argv else ())])
        s.log_path = log
        return s

    with on_tty('/usr/bin/seq', 'seq', '200000') as s:
        with Client(s.port) as c:
            got = c.rest()
        equal(got, b''.join(b'%d\r\n' % i for i in range(1, 200001)), 'all')
        s.exit_line('eof')
    with on_tty('/no/such/program') as s:
        with Client(s.port) as c:
            equal(c.rest(), b'', 'nothing')
        s.exit_line('backend-exit:127', 2)
        s.logged('start /no/such/program: No such file or directory')


main()
