# SPDX-License-Identifier: MIT
"""What Python tests share: a list of cases and the servers they talk to.

A file of tests/wire or tests/cert is a Python program: cases are functions
under @test, the last line is main(). Each case prints "PASS file: case" or
"FAIL file: case" with what went wrong, has a time limit, and must leave no
process behind. Only the standard library is used. tests/run.sh sets the
environment; one file alone is `tests/run.sh wire/NAME`.

A Server is real BusyBox inetd with one line that runs the real thimble. The
processes of a connection are found below inetd in /proc: the one that inetd
started is N (network); its child is K (key), which later becomes the
backend.
"""

import contextlib
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback

from ports import free_port
from procs import below, listening, ours
from tls import SERVED

THIMBLE = os.environ['THIMBLE']
THIMBLE_CERT = THIMBLE + '-cert'
BUSYBOX = os.environ['BUSYBOX']
TMP = os.environ['TMP']
TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
FILE = '/'.join(os.path.abspath(sys.argv[0]).removesuffix('.py')
                .split('/')[-2:])

PR_SET_CHILD_SUBREAPER = 36
# On a busy machine all takes longer: what is only waited for is given up after
# so many times the seconds that a test names.
PATIENCE = 4
TRIES = 3
_cases = []
_notes = []


class OutOfTime(Exception):
    """A case took longer than its limit."""


class TooLate(AssertionError):
    """Something took longer than it may. What others do on the machine can be
    the reason once, so the case has TRIES."""


def test(title, limit=30, version=None):
    """Makes a function a case; limit is in seconds. A case about one version of
    TLS is left out with a program that lacks it."""
    def register(function):
        if version is None or version in SERVED:
            _cases.append((title, limit, function))
        return function
    return register


def note(text):
    """Keeps a text that is printed only when the case fails."""
    _notes.append(text)


def eventually(check, seconds=5, what='what was waited for'):
    """Calls check until it is true, and returns what it said."""
    end = time.monotonic() + seconds * PATIENCE
    while True:
        got = check()
        if got:
            return got
        if time.monotonic() > end:
            raise AssertionError(f'{what}: not within {seconds * PATIENCE} s')
        time.sleep(0.01)


def soon(start, most, what):
    """Asserts that no more than MOST seconds have passed since START, which
    is of time.monotonic()."""
    took = time.monotonic() - start
    if took > most:
        raise TooLate(f'{what} after {took:.2f} s, not within {most}')


def equal(got, want, what='value'):
    """Asserts equality and shows both sides."""
    if got != want:
        raise AssertionError(f'{what}\n\tgot  {got!r}\n\twant {want!r}')


def scratch(name):
    """A new folder that every uid may enter."""
    n = 0
    while True:
        path = os.path.join(TMP, f'{name}{n or ""}')
        try:
            os.mkdir(path)
        except FileExistsError:
            n += 1
            continue
        os.chmod(path, 0o755)
        return path


def command(*argv, stdin=b'', timeout=20, env=None, check=True):
    """Runs a program to its end; its output when it failed is the error."""
    done = subprocess.run(argv, input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=env, check=False,
                          timeout=timeout * PATIENCE)
    if check and done.returncode != 0:
        raise AssertionError(f'{argv[0]} ended with {done.returncode}:\n' +
                             ' '.join(argv) + '\n' +
                             done.stdout.decode(errors='replace'))
    return done


def tool(name):
    """The path of a program of this machine; missing is a failure."""
    path = shutil.which(name)
    if path is None:
        raise AssertionError(f'{name} is not installed: scripts/need test')
    return path


def jail():
    """The empty folder that N is put into; on a device it is /var/empty."""
    path = os.path.join(TMP, 'empty')
    os.makedirs(path, exist_ok=True)
    os.chmod(path, 0o755)
    return path


def adopt(prepare=None):
    """Makes this process the parent of every orphan below it, like init."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    if prepare is not None:
        prepare()


class Server:
    """BusyBox inetd, one service line, thimble with a log file.

    backend is the argument list behind -l (its first word is the program)
    or the text of a script, which starts with #!; pem is a path. opts are
    further options of thimble, before -l; args replaces all of them. An
    inetd line has at most 20 words and no quotes, so words hold no blanks.
    launcher is put before inetd's command line; prepare runs in inetd's
    process before it is started; wait makes it a service that accepts for
    itself, see accepting(); program is what the line starts, by path
    and name, for measuring other wrappers in the same way. Without a service
    thimble finds its name by the port or the program.
    """

    def __init__(self, backend=('/bin/cat',), pem=None, opts=(),
                 service='imap', host='127.0.0.1', user='root', env=None,
                 args=None, launcher=(), log=True, prepare=None,
                 program=(THIMBLE, 'thimble'), port=None, wait=False):
        self.dir = scratch('server')
        self.thimble = os.path.realpath(program[0])
        self.host = host
        self.port = port or free_port()
        self.log_path = os.path.join(self.dir, 'log')
        if isinstance(backend, str):
            backend = (self.script('backend', backend),)
        runs, *argv = backend
        if args is None:
            args = ['-N', service] if service else []
            args += ['-p', pem, '--jail', jail(), *opts]
            if log:
                args += ['-o', self.log_path]
            args += ['-l', runs]
            if argv:
                args += ['--', os.path.basename(runs), *argv]
        self.start(program, args, user, env, launcher, prepare,
                   'wait' if wait else 'nowait')
        # What a launcher has started beside inetd belongs to no connection.
        self._beside = {p.pid for p in below(self.inetd.pid)}

    def start(self, program, args, user, env, launcher, prepare, wait):
        """Starts inetd, and returns when it listens."""
        proto = 'tcp6' if ':' in self.host else 'tcp'
        conf = os.path.join(self.dir, 'inetd.conf')
        words = [f'{self.host}:{self.port}', 'stream', proto, wait, user,
                 *program, *args]
        with open(conf, 'w', encoding='ascii') as f:
            f.write(' '.join(words) + '\n')
        with open(os.path.join(self.dir, 'inetd.out'), 'wb') as out:
            self.inetd = subprocess.Popen(
                [*launcher, BUSYBOX, 'inetd', '-f', '-e', '-q', '512', conf],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env,
                cwd=self.dir, preexec_fn=lambda: adopt(prepare))
        eventually(lambda: listening(self.port) or self._inetd_died(), 10,
                   'inetd listens')
    def _inetd_died(self):
        if self.inetd.poll() is not None:
            with open(os.path.join(self.dir, 'inetd.out'),
                      encoding='utf-8') as f:
                raise AssertionError('inetd ended: ' + f.read())
        return False

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        try:
            if kind is None:
                self.quiet()
        finally:
            # While it stands, it starts nobody between this look and its end.
            self.inetd.send_signal(signal.SIGSTOP)
            left = below(self.inetd.pid)
            self.inetd.kill()
            self.inetd.wait()
            _kill(left)
            if kind is not None:
                note('the log was:\n\t' + '\n\t'.join(self.log()))

    def script(self, name, text):
        """Writes an executable script into the server's folder."""
        path = os.path.join(self.dir, name)
        with open(path, 'w', encoding='utf-8') as f:
            f.write(text)
        os.chmod(path, 0o755)
        return path

    def path(self, name):
        """A path in the server's folder."""
        return os.path.join(self.dir, name)

    def log(self):
        """thimble's log so far, by lines."""
        try:
            with open(self.log_path, encoding='utf-8') as f:
                return f.read().splitlines()
        except FileNotFoundError:
            return []

    def logged(self, pattern, seconds=5):
        """The first line of the log that matches, waiting for it."""
        def look():
            for line in self.log():
                found = re.search(pattern, line)
                if found:
                    return found
            return None
        return eventually(look, seconds, f'a log line like {pattern!r}')

    def exit_line(self, why, count=1, seconds=5):
        """Waits for `count` EXIT lines and checks the reason of the last."""
        def look():
            lines = [x for x in self.log() if re.search(r'\bEXIT ', x)]
            return lines if len(lines) >= count else None
        last = eventually(look, seconds, f'EXIT line {count}')[-1]
        got = dict(x.split('=', 1) for x in last.split('EXIT ', 1)[1].split())
        if not re.fullmatch(why, got.get('why', '')):
            raise AssertionError(f'why is not {why!r}: {last}')
        return got

    def procs(self):
        """Every process of every connection, whatever it runs."""
        return [p for p in below(self.inetd.pid)
                if p.pid not in self._beside]

    def accepting(self):
        """The id of the process that accepts: inetd, but not in `wait`."""
        return self.inetd.pid

    def network(self, count=1, seconds=5):
        """The N processes of `count` connections, as soon as they are."""
        def look():
            found = [p for p in self.procs() if p.exe == self.thimble and
                     p.ppid == self.accepting()]
            return found if len(found) >= count else None
        return eventually(look, seconds, f'{count} network processes')

    def child_of(self, n, seconds=5, exe=None):
        """N's only child; with exe, as soon as it runs that program."""
        def look():
            found = [p for p in self.procs() if p.ppid == n.pid]
            if len(found) > 1:
                raise AssertionError(f'N has {len(found)} children')
            if not found or exe and found[0].exe != os.path.realpath(exe):
                return None
            return found[0]
        return eventually(look, seconds, f'the child of N, {exe or "K"}')

    def quiet(self, seconds=5):
        """Waits until every process of every connection is gone."""
        end = time.monotonic() + seconds * PATIENCE
        while self.procs():
            if time.monotonic() > end:
                raise AssertionError(f'still there: {self.procs()}')
            time.sleep(0.01)


def _kill(procs):
    """Ends processes that are ours now, and takes note of their end."""
    for p in procs:
        with contextlib.suppress(ProcessLookupError):
            os.kill(p.pid, signal.SIGKILL)
    for p in procs:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(p.pid, 0)


def _buried(proc):
    """Takes note of the end of an orphan that came to us; whether it was."""
    if proc.state != 'Z' or proc.ppid != os.getpid():
        return False
    with contextlib.suppress(ChildProcessError):
        os.waitpid(proc.pid, os.WNOHANG)
    return True


def _left_behind(seconds=10):
    """Processes that outlive their case. Those about to end have a moment for
    it, as a connection has whose client has just gone."""
    end = time.monotonic() + seconds * PATIENCE
    while True:
        left = [p for p in ours() if not _buried(p)]
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.01)


def _alarm(_signum, _frame):
    raise OutOfTime('the case is out of time')


def _autogroup(mode):
    return open('/proc/self/autogroup', mode, encoding='ascii')


def _own_session():
    """Makes a session, which is what Linux shares processor time between where
    there are no cgroups: so the compilers beside us together count as one. It
    is as nice as the one before. In a cgroup the file is empty, and each
    process's own nice value counts."""
    before = ''
    with contextlib.suppress(OSError), _autogroup('r') as f:
        before = f.read()
    with contextlib.suppress(OSError):
        os.setsid()
        if before:
            with _autogroup('w') as f:
                f.write(before.split()[-1])


def main():
    """Runs the cases; the arguments, if any, select by part of a title."""
    _own_session()
    adopt()
    signal.signal(signal.SIGALRM, _alarm)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failed = 0
    for title, limit, function in _cases:
        if sys.argv[1:] and not any(x in title for x in sys.argv[1:]):
            continue
        try:
            _notes.clear()
            for left in reversed(range(TRIES)):
                signal.alarm(limit * PATIENCE)
                try:
                    function()
                    break
                except TooLate:
                    if left == 0:
                        raise
            signal.alarm(0)
            left = _left_behind()
            if left:
                raise AssertionError(f'processes left behind: {left}')
            print(f'PASS {FILE}: {title}')
        except Exception:
            signal.alarm(0)
            failed += 1
            print(f'FAIL {FILE}: {title}')
            for text in (traceback.format_exc().rstrip(), *_notes):
                print('\t' + text.replace('\n', '\n\t'))
        finally:
            _kill(ours())
        sys.stdout.flush()
    _kill(below(os.getpid()))
    sys.exit(1 if failed else 0)
