# SPDX-License-Identifier: MIT
"""The wrappers that thimble stands beside: each as a server with a port,
which runs one inetd program behind TLS. Debian's own programs, with the
options that make them do the same work."""

import os
import subprocess

from ports import free_port
from procs import below
from wire import Server, eventually, listening, scratch, tool


class Daemon:
    """A program that listens by itself; argv gets the port. The rest is as
    with a wire.Server; inetd is the program."""

    def __init__(self, argv):
        self.port = free_port()
        self.inetd = subprocess.Popen(
            argv(self.port), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(lambda: listening(self.port), 10, 'a daemon listens')
        self._own = {p.pid for p in below(self.inetd.pid)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.inetd.terminate()
        self.inetd.wait()

    def procs(self):
        """Every process below it, its own and those of connections."""
        return below(self.inetd.pid)

    def accepting(self):
        """The id of the process that was started."""
        return self.inetd.pid

    def quiet(self, seconds=5):
        """Waits until the processes of connections are gone."""
        eventually(lambda: {p.pid for p in self.procs()} <= self._own,
                   seconds, f'none of {self.procs()}')


def conf(*lines):
    """A configuration file's path."""
    path = os.path.join(scratch('conf'), 'conf')
    with open(path, 'w', encoding='ascii') as f:
        f.write('\n'.join(lines) + '\n')
    return path


def stunnel_lines(pem, backend):
    """What both ways of running stunnel4 have in common."""
    return ('syslog = no', 'debug = 0', f'cert = {pem}',
            f'exec = {backend[0]}', 'execArgs = ' + ' '.join(
                (os.path.basename(backend[0]), *backend[1:])))


def tlswrapper(pem, backend):
    """Under inetd; TLS 1.2 only."""
    return Server(program=(tool('tlswrapper'), 'tlswrapper'),
                  args=['-f', pem, *backend])


def stunnel(pem, backend):
    """Under inetd: a configuration without a section."""
    return Server(program=(tool('stunnel4'), 'stunnel4'),
                  args=[conf(*stunnel_lines(pem, backend))])


def stunnel_daemon(pem, backend):
    """By itself, a thread for each connection."""
    def argv(port):
        return (tool('stunnel4'), conf(
            'foreground = yes', 'pid =', 'syslog = no', 'debug = 0', '[x]',
            f'accept = 127.0.0.1:{port}', *stunnel_lines(pem, backend)[2:]))
    return Daemon(argv)


def socat(pem, backend):
    """By itself, a process for each connection."""
    return Daemon(lambda port: (
        tool('socat'), f'OPENSSL-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork,'
        f'verify=0,cert={pem}', 'EXEC:' + ' '.join(backend)))


class Hitch(Daemon):
    """By itself, one process with an event loop; it cannot start a program,
    so BusyBox inetd does that behind it, in the clear."""

    def __init__(self, pem, backend):
        self._inner = Server(program=(backend[0],
                                      os.path.basename(backend[0])),
                             args=list(backend[1:]))
        super().__init__(lambda port: (
            '/usr/sbin/hitch', '--ciphers=ECDHE+AESGCM:ECDHE+CHACHA20',
            f'--frontend=[127.0.0.1]:{port}',
            f'--backend=[127.0.0.1]:{self._inner.port}', '--workers=1',
            '--user=nobody', '--group=nogroup', pem))

    def __exit__(self, *what):
        super().__exit__(*what)
        self._inner.__exit__(*what)
