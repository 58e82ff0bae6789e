# SPDX-License-Identifier: MIT
"""Clients that would stay for longer than they may: with records that lead
nowhere, behind a program that has ended, idle, and silent in the kernel."""

import ctypes
import os
import time
import traceback

import pki
from modes import Daemon
from tls import UNEXPECTED_MESSAGE, Client, connect, listen_to
from wire import Server, command, equal, main, scratch, test, tool

CLONE_NEWNET = 0x40000000
WARNING = bytes([21, 3, 3, 0, 2, 1, 90])      # user_canceled

@test('warning alerts and no hello: the handshake ends')
def _():
    with Server(pem=pki.by_thimble().pem) as s, connect(s.port) as sock:
        sock.sendall(WARNING * 70)
        equal(listen_to(sock, 10).clean().alerts(), [UNEXPECTED_MESSAGE],
              'alerts')
        s.exit_line('alert-sent:unexpected_message')


@test('five warning alerts, then a hello: served')
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        with Client(s.port, handshake=False, version='1.2') as c:
            c.sock.sendall(WARNING * 5)
            c.handshake()
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            c.end()


@test('-d without SYN cookies: silent clients are counted and make room', 60)
def _():
    pid = os.fork()
    if pid == 0:
        try:
            cookieless()
            os._exit(0)
        except BaseException:       # whatever it is, the parent goes on
            traceback.print_exc()
        finally:
            os._exit(1)
    equal(os.waitpid(pid, 0)[1], 0, 'status of the case')


def cookieless():
    """In a network of its own."""
    if ctypes.CDLL(None).unshare(CLONE_NEWNET) != 0:
        raise AssertionError('no network of its own')
    command(tool('ip'), 'link', 'set', 'lo', 'up')
    cookies = '/proc/sys/net/ipv4/tcp_syncookies'
    opts = ('--run', scratch('run'), '--max-sessions', '20')
    for on in '1', '0':
        with open(cookies, 'w', encoding='ascii') as f:
            f.write(on)
        with Daemon(pem=pki.by_thimble().pem, opts=opts) as s:
            silent = [connect(s.port, source='127.88.0.1')
                      for _ in range(5)]
            time.sleep(0.5)
            equal(len(s.procs()), 0 if on == '1' else 5, 'processes')
            for sock in silent:
                sock.close()


main()
