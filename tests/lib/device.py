# SPDX-License-Identifier: MIT
"""A device in QEMU: its flash, its serial console, its forwarded ports.

The console is that of the firmware image, and on it, for the tests alone, a
shell that the data in flash adds to inittab. A virgin flash has none.
"""

import contextlib
import os
import re
import socket
import ssl
import subprocess
import threading
import time

import boards
from ports import free_port
from wire import TOP, command, eventually, note, scratch

BOARD = os.environ['BOARD']
# A device that waits for nothing and is as slow as this has hung: seconds of
# QEMU's processor time, or so many times more of everybody's. On an idle
# machine a boot takes one to three.
HANG_CPU, IDLE = 60, 6
ADDRESS = '10.0.2.15'
NETWORK = f'eth0 {ADDRESS} 255.255.255.0 10.0.2.2\n'
SHELL = '''#!/bin/sh
stty -echo
echo SHELL
while read -r line; do
    echo '--- '
    eval "$line"
    echo "=== $?"
done
'''


def flash(demo=True, files=()):
    """A new flash chip; a virgin one, or one that somebody has set up, with
    more FILES, pairs of path and text. Returns its path and the password."""
    folder = scratch('device')
    path = os.path.join(folder, 'flash')
    if not demo:
        command(f'{TOP}/scripts/flash', BOARD, path)
        return path, None
    extra = os.path.join(folder, 'extra')
    with open(f'{TOP}/rootfs-overlay/etc/inittab', encoding='ascii') as f:
        tab = f.read()
    console = boards.value(BOARD, 'CONSOLE')
    for name, text in (('etc/inittab',
                        f'{tab}{console}::respawn:/etc/shell\n'),
                       ('etc/shell', SHELL), *files):
        os.makedirs(os.path.join(extra, os.path.dirname(name)), exist_ok=True)
        with open(os.path.join(extra, name), 'w', encoding='ascii') as f:
            f.write(text)
    os.chmod(os.path.join(extra, 'etc/shell'), 0o755)
    made = subprocess.run([f'{TOP}/scripts/flash', '--demo', BOARD, path,
                           extra], check=True, stdout=subprocess.PIPE,
                          text=True, timeout=120)
    return path, made.stdout.strip()


def tap():
    """Makes tap0 in the network of this test: clients of the device have the
    address 10.0.2.2 or any below 10.77, and the device has ADDRESS, if its
    /etc/network is NETWORK."""
    for line in ('tuntap add tap0 mode tap', 'addr add 10.0.2.2/24 dev tap0',
                 'link set tap0 up', 'route add local 10.77.0.0/16 dev lo'):
        command('ip', *line.split())


def copied(path):
    """A copy of a flash as it is now; holes stay holes."""
    to = os.path.join(scratch('copy'), 'flash')
    subprocess.run(['cp', '--sparse=always', path, to], check=True)
    return to


class Device:
    """Power is on from the start to the end of `with`."""

    def __init__(self, path, *words, memory='', more='', restrict='on',
                 mac='52:54:00:12:34:56', tap=False):
        """With TAP its network is tap0 (see `tap`)."""
        self.host = ADDRESS if tap else '127.0.0.1'
        self.ports = [993, 995, 443] if tap else [
            free_port() for _ in range(3)]
        self.text = ''
        env = {**os.environ, 'PORTS': ' '.join(map(str, self.ports)),
               'QEMU_MORE': more, 'RESTRICT': restrict,
               'MAC': mac, 'TAP': 'tap0' if tap else ''}
        if memory:
            env['MEMORY'] = memory
        self.began = time.monotonic()
        self.qemu = subprocess.Popen(
            [f'{TOP}/scripts/qemu', BOARD, path, *words], env=env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for data in iter(lambda: os.read(self.qemu.stdout.fileno(), 4096), b''):
            self.text += data.decode(errors='replace').replace('\r', '')

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.cut()
        if kind is not None:
            note('the console was:\n\t' +
                 '\n\t'.join(self.text.splitlines()[-60:]))

    def cut(self):
        """The power fails."""
        self.qemu.kill()
        self.qemu.wait()
        self._reader.join()

    def cpu(self):
        """Seconds of QEMU's processor time."""
        with open(f'/proc/{self.qemu.pid}/stat', encoding='ascii') as f:
            fields = f.read().rsplit(') ', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def spend(self, seconds, end, start=0):
        """Lets QEMU have so much of the processor, or until the console shows
        END behind START: the same instant on an idle machine and on a busy
        one."""
        while self.cpu() < seconds and not re.search(
                end, self.text[start:], re.M):
            time.sleep(0.003)

    def _spent(self):
        """Seconds of QEMU's processor time, or a share of all."""
        return max(self.cpu(), (time.monotonic() - self.began) / IDLE)

    def until(self, check, what):
        """Calls check until it is true and returns what it said; a device that
        has ended or hung is the error."""
        limit = self._spent() + HANG_CPU
        while True:
            got = check()
            if got:
                return got
            if self.qemu.poll() is not None:
                raise AssertionError(f'QEMU ended with {self.qemu.returncode} '
                                     f'before {what}')
            if self._spent() > limit:
                raise AssertionError(f'the device hangs: no {what}')
            time.sleep(0.02)

    def said(self, pattern, start=0):
        """Waits until the console shows it; the match."""
        return self.until(lambda: re.search(pattern, self.text[start:], re.M),
                          f'{pattern!r} on the console')

    def ready(self):
        """Waits for the end of boot, and for the certificate and the password
        where the kernel had too little randomness by then."""
        self.said('^Ready, ')
        if 'it is tried again' in self.text:
            self.said('^certificate: CA ')
        if 'password: the kernel' in self.text:
            self.said('^The password of the web page')
        return self

    def shell(self, line, status=0):
        """Runs a line as root; what it says."""
        self.said('^SHELL$')
        start = len(self.text)
        self.qemu.stdin.write(line.encode() + b'\n')
        self.qemu.stdin.flush()
        end = self.said('^=== ([0-9]+)$', start)
        assert int(end[1]) == status, f'{line}: status {end[1]}'
        # init sets the terminal for each process that it starts, also after
        # the shell has switched its echo off: so some of the line may be there.
        return self.text[start:start + end.start()].partition('--- \n')[2]

    def logged(self, words):
        """Waits until the device's log has them."""
        self.until(lambda: self.shell(f'grep -cF "{words}" /run/log/messages; '
                                      'true').strip() != '0',
                   f'{words!r} in the log')

    def off(self):
        """Shuts down in order."""
        self.said('^SHELL$')
        self.qemu.stdin.write(b'poweroff\n')
        self.qemu.stdin.flush()
        eventually(lambda: self.qemu.poll() is not None, 30, 'power off')

    def handshake(self, ca=None, port=0):
        """The certificate (DER) of one connection that a client accepts."""
        context = ssl.create_default_context(cafile=ca)
        if ca is None:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE

        def attempt():
            with contextlib.suppress(OSError, ssl.SSLEOFError):
                with socket.create_connection(
                        (self.host, self.ports[port]), 20) as plain, \
                     context.wrap_socket(plain,
                                         server_hostname='localhost') as s:
                    if port == 0:
                        assert s.recv(4).startswith(b'* OK'), 'no greeting'
                    return s.getpeercert(True)
            return None
        return self.until(attempt, f'answer on port {port}')

    def authority(self):
        """The file with the device's CA, as its page offers it."""
        path = os.path.join(scratch('ca'), 'ca.pem')

        def fetch():
            done = command('curl', '-q', '-sS', '-k', '--max-time', '60', '-o',
                           path, f'https://localhost:{self.ports[2]}/ca.crt',
                           timeout=70, check=False)
            return done.returncode == 0
        self.until(fetch, 'page')
        with open(path, encoding='ascii') as f:
            assert 'BEGIN CERTIFICATE' in f.read(), 'the page has no CA'
        return path

    def keys(self):
        """Hashes of the key, the certificate and the authority."""
        return self.shell('sha256sum /etc/thimble/server.pem '
                          '/etc/thimble/ca.pem /etc/thimble/ca.key')

    def key(self):
        """The hash of the private key alone, as the PEM has it."""
        return self.shell("sed -n '/PRIVATE/,/PRIVATE/p' "
                          '/etc/thimble/server.pem | sha256sum')
