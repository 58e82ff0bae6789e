# SPDX-License-Identifier: MIT
"""Servers where thimble accepts for itself: `wait` of inetd, and -d."""

import contextlib
import os
import re
import subprocess

from ports import free_port
from procs import below, look
from wire import THIMBLE, Server, adopt, equal, eventually


class Waiting(Server):
    """BusyBox inetd with a `wait` line; thimble accepts once it was woken."""

    def __init__(self, *args, **kw):
        super().__init__(*args, wait=True, **kw)

    def accepting(self):
        found = [p.pid for p in below(self.inetd.pid)
                 if p.ppid in {self.inetd.pid, *self._beside} and
                 p.exe == self.thimble and not self._is_left(p)]
        return found[0] if found else 0

    @staticmethod
    def _is_left(p):
        """A connection that outlived its acceptor: fd 0 is a TCP client."""
        try:
            return p.link('fd/0') != '/dev/null'
        except OSError:
            return True

    def gone(self, seconds=5):
        """Waits until nobody but inetd holds the port."""
        eventually(lambda: self.accepting() == 0, seconds, 'the hand-over')

    def quiet(self, seconds=5):
        eventually(lambda: not [p for p in self.procs()
                                if p.pid != self.accepting()], seconds,
                   f'no connection but {self.procs()}')


class Daemon(Server):
    """thimble -f -d; self.inetd is thimble itself.

    where is a list of what stands behind -d, with PORT in it.
    """

    def __init__(self, *args, where=('PORT',), **kw):
        self.where = where
        kw.setdefault('port', free_port())
        super().__init__(*args, **kw)

    def start(self, program, args, user, env, launcher, prepare, wait):
        words = [x for w in self.where
                 for x in ('-d', w.replace('PORT', str(self.port)))]
        with open(os.path.join(self.dir, 'inetd.out'), 'wb') as out:
            self.inetd = subprocess.Popen(
                [*launcher, *program[:1], '-f', *words, *args],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env,
                cwd=self.dir, preexec_fn=lambda: adopt(prepare))
        eventually(lambda: 'LISTEN' in self.said() or
                   any('LISTEN' in x for x in self.log()) or
                   self._inetd_died(), 10, 'thimble is ready')

    def said(self):
        """What it wrote to its standard error."""
        with open(self.path('inetd.out'), encoding='utf-8') as f:
            return f.read()


def reap():
    """Takes note of the end of everything that was left to this process."""
    def look_at():
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        return not below(os.getpid())
    eventually(look_at, 5, 'the end of all processes')


def alive(pid):
    """Whether there is such a process, and not only its remains."""
    p = look(pid)
    return p is not None and p.state != 'Z'


def pid_of(path):
    """The number in a pid file."""
    with open(path, encoding='ascii') as f:
        text = f.read()
    if not re.fullmatch(r'[1-9]\d*\n', text):
        raise AssertionError(f'not a pid file: {text!r}')
    return int(text)


def run(*args, **kw):
    """thimble to the end of the process that was started: (status, text)."""
    done = subprocess.run([THIMBLE, *args], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=30, check=False, **kw)
    return done.returncode, done.stdout.decode()


def refused(want, status, *args):
    """Asserts one line of complaint and a status."""
    equal(run(*args), (status, f'thimble: {want}\n'), ' '.join(args))
