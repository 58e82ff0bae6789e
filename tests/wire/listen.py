# SPDX-License-Identifier: MIT
"""thimble -d: its ports, its pid file, its signals, its bad days."""

import os
import pwd
import resource
import signal
import subprocess
import time

import pki
from modes import Daemon, alive, pid_of, reap, refused, run
from ports import free_port
from procs import listening, look
from tls import Client, connect
from wire import (THIMBLE, command, equal, eventually, jail, main, scratch,
                  soon, test, tool)

SAYS_FDS = '#!/bin/sh\nls /proc/self/fd | tr "\\n" " "\necho\nexec cat\n'


def echo(c, text=b'x\n'):
    """One line there and back."""
    c.send(text)
    equal(c.line(), text, 'echo')


def served(port, host='127.0.0.1'):
    """A whole connection."""
    with Client(port, host=host) as c:
        echo(c)
        c.end()


@test('a plain port serves IPv4 and IPv6; hosts serve what they say')
def _():
    pem = pki.by_thimble().pem
    for where, serves, refuses in (
            ('PORT', ('127.0.0.1', '::1', '127.0.0.2'), ()),
            (':PORT', ('127.0.0.1', '::1'), ()),
            ('127.0.0.1:PORT', ('127.0.0.1',), ('::1', '127.0.0.2')),
            ('0.0.0.0:PORT', ('127.0.0.1', '127.0.0.2'), ('::1',)),
            ('[::1]:PORT', ('::1',), ('127.0.0.1',)),
            ('::1:PORT', ('::1',), ('127.0.0.1',)),
            ('[::]:PORT', ('::1',), ('127.0.0.1',)),
            ('localhost:PORT', ('127.0.0.1', '::1'), ('127.0.0.2',))):
        with Daemon(pem=pem, where=(where,)) as s:
            for count, host in enumerate(serves, 1):
                served(s.port, host)
                equal(s.exit_line('eof', count)['from'],
                      '::1' if host == '::1' else '127.0.0.1',
                      f'-d {where}: the log')
            for host in refuses:
                try:
                    connect(s.port, host).close()
                except ConnectionRefusedError:
                    continue
                raise AssertionError(f'-d {where} serves {host}')


@test('several -d; IPv4 and IPv6 apart on one port')
def _():
    pem = pki.by_thimble().pem
    other = free_port()
    with Daemon(pem=pem, where=('0.0.0.0:PORT', '[::]:PORT',
                                f'127.0.0.1:{other}')) as s:
        for _ in range(3):
            served(s.port)
            served(s.port, '::1')
            served(other)


@test('a plain port and localhost without IPv6: IPv4 is served')
def _():
    pem = pki.by_thimble().pem
    # The first socket is the log's; of localhost the second is IPv6.
    for where, call, when, error in (
            ('PORT', 'socket', 2, 'EAFNOSUPPORT'),
            ('PORT', 'bind', 1, 'EADDRNOTAVAIL'),
            ('localhost:PORT', 'socket', 3, 'EAFNOSUPPORT'),
            ('localhost:PORT', 'bind', 2, 'EADDRNOTAVAIL')):
        with Daemon(pem=pem, where=(where,), launcher=(
                tool('strace'), '-qq', '-o', '/dev/null', '-e',
                f'inject={call}:error={error}:when={when}')) as s:
            served(s.port)
            try:
                connect(s.port, '::1').close()
            except ConnectionRefusedError:
                continue
            raise AssertionError('no call was made to fail')


@test('goes to the background when it listens; pid file; TERM ends it')
def _():
    pem = pki.by_thimble().pem
    folder = scratch('daemon')
    port = free_port()
    for opt, path in (
            (f'{folder}/', f'{folder}/thimble.my.imap.pid'),
            (f'{folder}/x.pid', f'{folder}/x.pid')):
        args = ('-d', f'{port}', '-p', pem, '-o', f'{folder}/log', '--jail',
                jail(), '-N', 'my-imap', '-P', opt, '-l', '/bin/cat')
        equal(run(*args), (0, ''), 'start')
        pid = pid_of(path)
        equal(look(pid).exe, os.path.realpath(THIMBLE), 'who it is')
        equal(os.stat(path).st_mode & 0o777, 0o644, 'mode')
        p = look(pid)
        equal((p.link('cwd'), p.read('stat').rsplit(')', 1)[1].split()[3]),
              ('/', str(pid)), 'folder and session')
        equal([p.fds()[n] for n in (0, 1, 2)], ['/dev/null'] * 3, 'stdio')
        served(port)
        os.kill(pid, signal.SIGHUP)
        time.sleep(0.1)
        served(port)
        refused(f'listen on {port}: Address in use', 1, *args)
        equal(pid_of(path), pid, 'the pid file of the other')
        os.kill(pid, signal.SIGTERM)
        eventually(lambda: not alive(pid), 3, 'the end')
        equal(os.waitpid(pid, 0)[1], 0, 'exit status')
        equal(os.path.exists(path), False, 'the pid file')
        equal(listening(port), False, 'the port')


@test('no pid file for none, the empty word and without -P')
def _():
    pem = pki.by_thimble().pem
    for opt in (('-P', 'none'), ('-P', ''), ()):
        with Daemon(pem=pem, opts=opt) as s:
            served(s.port)
            equal([x for x in os.listdir(s.dir) if 'pid' in x], [], 'files')
            s.inetd.terminate()
            equal(s.inetd.wait(20), 0, 'exit status')


@test('a service by name; the stale pid file of one that was killed')
def _():
    pem = pki.by_thimble().pem
    folder = scratch('stale')
    path = f'{folder}/pid'
    with open(path, 'w', encoding='ascii') as f:
        f.write('99999999\n')
    with Daemon(pem=pem, where=('127.0.0.9:imaps',), port=993,
                opts=('-P', path)) as s:
        equal(pid_of(path), s.inetd.pid, 'pid')
        served(993, '127.0.0.9')


@test('TERM: no new connection, the open one goes on, a restart works')
def _():
    pem = pki.by_thimble().pem
    with Daemon(pem=pem) as s:
        c = Client(s.port)
        echo(c)
        s.inetd.terminate()
        eventually(lambda: not listening(s.port), 3, 'a free port')
        with Daemon(pem=pem, port=s.port) as t:
            served(t.port)
            echo(c)
        equal(s.inetd.poll(), None, 'it waits for its connection')
        echo(c)
        c.end()
        equal(s.inetd.wait(20), 0, 'exit status')
        s.logged('STOP open=1')


@test('TERM: the open ones have --drain seconds, or until a second TERM')
def _():
    pem = pki.by_thimble().pem
    with Daemon(pem=pem, opts=('--drain', '1')) as s:
        with Client(s.port) as c:
            echo(c)
            start = time.monotonic()
            s.inetd.terminate()
            equal(s.inetd.wait(20), 0, 'exit status')
            equal(time.monotonic() - start >= 0.8, True, 'not at once')
            # N has a moment for its close_notify.
            soon(start, 4, 'the end')
            equal(c.rest(), b'', 'the end')
    with Daemon(pem=pem) as s:
        with Client(s.port) as c:
            echo(c)
            s.inetd.send_signal(signal.SIGINT)
            s.logged('STOP open=1')
            time.sleep(0.2)
            echo(c)
            s.inetd.send_signal(signal.SIGQUIT)
            equal(s.inetd.wait(20), 0, 'exit status')
    reap()


@test('another certificate is served by the next connection, unasked')
def _():
    one, two = pki.by_thimble(), pki.self_signed('P-256')
    path = os.path.join(scratch('pem'), 'server.pem')

    def put(pem):
        with open(pem, 'rb') as f, open(f'{path}.new', 'wb') as g:
            os.fchmod(g.fileno(), 0o600)
            g.write(f.read())
        os.rename(f'{path}.new', path)

    def leaf(port):
        with Client(port) as c:
            echo(c)
            return c.tls.getpeercert(True)
    put(one.pem)
    with Daemon(pem=path) as s:
        first = leaf(s.port)
        put(two.pem)
        second = leaf(s.port)
        equal(first == second, False, 'the same certificate')
        os.unlink(path)
        with Client(s.port, handshake=False) as c:
            c.sock.sendall(c.hello())
            s.exit_line('no-certificate', 3)
        put(one.pem)
        equal(leaf(s.port), first, 'the first one again')


@test('silent clients cost no process; who accepts reads no byte')
def _():
    pem = pki.by_thimble().pem
    trace = os.path.join(scratch('trace'), 'calls')
    with Daemon(pem=pem) as s:
        silent = [connect(s.port) for _ in range(100)]
        time.sleep(1)
        equal(s.procs(), [], 'processes')
        served(s.port)
        tracer = subprocess.Popen(
            ['strace', '-qq', '-o', trace, '-p', str(s.inetd.pid)],
            stderr=subprocess.DEVNULL)
        eventually(lambda: s.inetd.pid and look(s.inetd.pid) and
                   look(s.inetd.pid).status()['TracerPid'] != '0', 5,
                   'strace')
        for _ in range(3):
            served(s.port)
        s.quiet()
        tracer.terminate()
        tracer.wait()
        for sock in silent:
            sock.close()
    with open(trace, encoding='utf-8') as f:
        calls = {x.split('(')[0] for x in f if x[0].isalpha()}
    allowed = {'accept4', 'close', 'fork', 'clone', 'vfork', 'ppoll',
               'wait4', 'clock_gettime', 'rt_sigprocmask', 'rt_sigreturn',
               'gettid', 'set_tid_address'}
    equal(calls - allowed, set(), 'calls of the accepting process')
    equal('accept4' in calls, True, 'it was traced')


@test('out of descriptors: it waits without spinning, then serves', 40)
def _():
    pem = pki.by_thimble().pem
    with Daemon(pem=pem) as s:
        p = look(s.inetd.pid)
        was = resource.prlimit(p.pid, resource.RLIMIT_NOFILE)
        top = max(p.fds()) + 1
        resource.prlimit(p.pid, resource.RLIMIT_NOFILE, (top, was[1]))
        clients = []
        for _ in range(10):
            c = Client(s.port, handshake=False)
            c.sock.sendall(c.hello())
            clients.append(c)
        s.logged('accept a connection: No file descriptors available')
        before = p.cpu_seconds()
        time.sleep(3)
        spent = p.cpu_seconds() - before
        if spent > 0.1:
            raise AssertionError(f'{spent} s of 3 s')
        equal(len([x for x in s.log() if 'accept a conn' in x]), 1, 'lines')
        resource.prlimit(p.pid, resource.RLIMIT_NOFILE, was)
        for c in clients:
            c.handshake()
            echo(c)
            c.end()
        s.exit_line('eof', 10)


@test('N and the backend: no listener, descriptors 0 to 2, own ids')
def _():
    pem = pki.by_thimble().pem
    with Daemon(SAYS_FDS, pem, where=('PORT', '127.0.0.3:1')) as s:
        with Client(s.port) as c, Client(s.port) as d:
            # ls has one for the folder.
            equal(c.line(), b'0 1 2 3 \n', 'descriptors')
            equal(d.line(), b'0 1 2 3 \n', 'descriptors')
            for n in s.network(2):
                fds = n.fds()
                equal(sorted(fds)[:3], [0, 1, 2], 'first')
                equal((fds[1], fds[0].split(':')[0]),
                      ('/dev/null', 'socket'), '0 and 1 of N')
                equal(len([x for x in fds.values() if 'socket' in x]), 2,
                      'sockets of N')
                equal(n.status()['Uid'].split(),
                      [str(1400000000 + n.pid)] * 4, 'uid of N')
                equal(n.status()['Seccomp'], '2', 'seccomp of N')
                # While it waits; at other times TERM and URG are.
                eventually(lambda n=n: not n.status()['SigBlk'].strip('0'), 5,
                           'no signal blocked')
                equal(int(n.status()['SigCgt'], 16), 1 << signal.SIGURG - 1 |
                      1 << signal.SIGTERM - 1, 'caught')
            c.end()
            d.end()


@test('-f logs to standard error, N too')
def _():
    pem = pki.by_thimble().pem
    with Daemon(pem=pem, log=False) as s:
        eventually(lambda: 'LISTEN' in s.said(), 5, 'its first line')
        served(s.port)
        eventually(lambda: 'why=eof' in s.said(), 5, 'its EXIT line')
    said = command(THIMBLE, '-d', f'127.0.0.1:{free_port()}', '-f', '-p',
                   '/nosuch', '-l', '/bin/cat', '--', 'cat', check=False)
    equal(said.stdout.count(b'/nosuch'), 1, said.stdout)


@test('an ordinary user, on a high port')
def _():
    nobody = pwd.getpwnam('nobody')
    identity = pki.by_thimble()
    path = os.path.join(scratch('nobody'), 'server.pem')
    with open(identity.pem, 'rb') as f, open(path, 'wb') as g:
        g.write(f.read())
    os.chmod(path, 0o600)
    os.chown(path, nobody.pw_uid, nobody.pw_gid)

    def become():
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
    with Daemon(pem=path, log=False, prepare=become) as s:
        eventually(lambda: 'LISTEN' in s.said(), 5, 'its first line')
        served(s.port)
        eventually(lambda: 'why=eof' in s.said(), 5, 'its EXIT line')


@test('50 clients at once, 200 in all')
def _():
    pem = pki.by_thimble().pem
    with Daemon(pem=pem) as s:
        for _ in range(4):
            clients = [Client(s.port, timeout=30) for _ in range(50)]
            for c in clients:
                echo(c)
            for c in clients:
                c.end()
        s.exit_line('eof', 200)


main()
