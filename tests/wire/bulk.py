# SPDX-License-Identifier: MIT
"""Bytes: many, few, both ways at once, and how each direction ends."""

import hashlib
import imaplib
import os
import random
import ssl
import threading
import time

import pki
from mail import PASSWORD, USER, Mail
from tls import SERVED, Client, listen_to
from wire import Server, equal, eventually, main, test

MB = 1 << 20
LONG = os.environ.get('THIMBLE_LONG')
ECHO, FLOOD = (24 * MB, 64 * MB) if LONG else (8 * MB, 24 * MB)


def noise(n, seed=1):
    """The same n random bytes each time."""
    return random.Random(seed).randbytes(n)


def digest(data):
    """A short name for many bytes."""
    return hashlib.sha256(data).hexdigest()[:16], len(data)


def content(path):
    """A file's bytes, b'' while it is not there."""
    try:
        with open(path, 'rb') as f:
            return f.read()
    except FileNotFoundError:
        return b''


@test('a message of 20 MB is appended and fetched byte for byte', 90)
def _():
    identity, box = pki.by_thimble(), Mail()
    line = noise(57).hex().encode()[:76] + b'\r\n'
    rows = []
    size = 0
    while size < 20 * MB:
        row = b'%08d ' % len(rows) + line
        rows.append(row)
        size += len(row)
    text = b''.join(rows)
    message = b'Subject: big\r\nFrom: a@localhost\r\n\r\n' + text
    with Server(box.imap, identity.pem) as s:
        trust = ssl.create_default_context(cafile=identity.ca)
        m = imaplib.IMAP4_SSL('localhost', s.port, ssl_context=trust,
                              timeout=60)
        m.login(USER, PASSWORD)
        status, said = m.append('INBOX', None, None, message)
        equal(status, 'OK', f'APPEND: {said}')
        equal(m.select('INBOX'), ('OK', [b'2']), 'SELECT')
        status, data = m.fetch('2', '(BODY.PEEK[TEXT])')
        equal(status, 'OK', 'FETCH')
        equal(digest(data[0][1]), digest(text), 'the message')
        m.logout()
        # imaplib does not wait for close_notify: both ends are possible.
        end = s.exit_line('eof|reset|cut')
        for field in ('in', 'out'):
            if int(end[field]) < 20 * MB:
                raise AssertionError(f'{field} is too small: {end}')


@test('megabytes each way at the same time, TLS 1.2 and 1.3', 90)
def _():
    identity, data = pki.by_thimble(), noise(ECHO)
    with Server(pem=identity.pem) as s:
        for count, version in enumerate(SERVED, 1):
            with Client(s.port, ca=identity.ca, version=version) as c:
                got = c.both_ways(data, len(data))
                equal(digest(got), digest(data), f'echo over {version}')
                c.end()
            end = s.exit_line('eof', count)
            equal((end['in'], end['out']), (str(len(data)),) * 2, 'counts')


@test('every length around a record, and one byte at a time')
def _():
    identity = pki.by_thimble()
    sizes = [1, 2, 15, 16, 17, 255, 256, 257, 4095, 4096, 4097, 8191, 8192,
             8193, 16383, 16384, 16385, 32767, 65536]
    with Server(pem=identity.pem) as s:
        for version in SERVED:
            with Client(s.port, version=version) as c:
                for size in sizes:
                    data = noise(size, size)
                    c.send(data)
                    equal(digest(c.exactly(size)), digest(data), size)
                for i in range(2000):
                    c.send(bytes([i & 255]))
                equal(c.exactly(2000), bytes(i & 255 for i in range(2000)),
                      '2000 single bytes')
                equal(c.end(), b'', 'after close_notify')


@test('records are full when there is data')
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\nexec dd if=/dev/zero bs=1M count=4\n',
                identity.pem) as s:
        for version in SERVED:
            with Client(s.port, version=version) as c:
                time.sleep(0.3)
                raw = bytearray(c.incoming.read())
                while len(raw) < 3 * MB:
                    raw += c.sock.recv(65536)
                lengths = []
                while len(raw) >= 5:
                    lengths.append(int.from_bytes(raw[3:5], 'big'))
                    del raw[:5 + lengths[-1]]
                full = [n for n in lengths if n > 16384]
                if len(full) < len(lengths) * 0.9:
                    raise AssertionError(f'{len(full)} of {len(lengths)} '
                                         f'over {version}: {lengths[:50]}')


@test('client sends close_notify first and still gets the whole answer', 60)
def _():
    identity = pki.by_thimble()
    answer = '#!/bin/sh\nn=$(wc -c)\necho got $n\nsleep 0.2\n' \
             'head -c 3000000 /dev/zero\necho end\n'
    with Server(answer, identity.pem) as s:
        # Four times each: whoever looks at a hang-up before the data loses
        # some of it now and then.
        for count, version in enumerate(SERVED * 4, 1):
            with Client(s.port, version=version) as c:
                c.send(noise(300000))
                got = c.end()
            equal(digest(got), digest(b'got 300000\n' + bytes(3000000) +
                                      b'end\n'), version)
            s.exit_line('eof', count)


@test('an echo of which the client closes its half with much on the way', 90)
def _():
    identity, data = pki.by_thimble(), noise(FLOOD)
    with Server(pem=identity.pem) as s:
        for count, version in enumerate(SERVED, 1):
            with Client(s.port, version=version) as c:
                got = c.both_ways(data, 0)
                c.close_notify()
                got += c.rest()
                equal(digest(got), digest(data), version)
            s.exit_line('eof|reset', count)


@test('two sessions with megabytes each way beside each other', 90)
def _():
    identity, data = pki.by_thimble(), noise(ECHO)
    with Server(pem=identity.pem) as s:
        got = {}

        def run(version):
            with Client(s.port, version=version) as c:
                got[version] = digest(c.both_ways(data, len(data)))
                c.end()

        both = [threading.Thread(target=run, args=(v,))
                for v in SERVED]
        for t in both:
            t.start()
        for t in both:
            t.join()
        equal(got, {v: digest(data) for v in SERVED}, 'echoes')
        s.exit_line('eof', len(SERVED))


@test('client ends with FIN and no close_notify, and still gets the answer')
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\nn=$(wc -c)\nsleep 1\necho got $n\n',
                identity.pem) as s:
        with Client(s.port) as c:
            c.send(b'x' * 1000)
            c.sock.shutdown(1)
            equal(c.rest(), b'got 1000\n', 'the answer')
        s.exit_line('.*')


@test('server ends its direction first; what the client sends arrives', 60)
def _():
    identity, data = pki.by_thimble(), noise(700000)
    with Server(pem=identity.pem, backend='''#!/usr/bin/env python3
import os, socket
s = socket.socket(fileno=0)
s.sendall(b'bye\\n')
s.shutdown(socket.SHUT_WR)
with open(__file__ + '.got', 'wb') as f:
    while True:
        data = s.recv(65536)
        if not data:
            break
        f.write(data)
os.rename(__file__ + '.got', __file__ + '.all')
''') as s:
        for count, version in enumerate(SERVED, 1):
            with Client(s.port, version=version) as c:
                equal(c.rest(), b'bye\n', 'up to close_notify')
                c.send(data)
                c.close_notify()
                c.sock.shutdown(1)
                equal(listen_to(c.sock).how, 'fin', 'the end')
            path = s.path('backend.all')
            eventually(lambda: os.path.exists(path), 5, 'all arrived')
            equal(digest(content(path)), digest(data), version)
            os.unlink(path)
            s.exit_line('eof', count)


@test('backend has gone; late bytes of the client are no reset')
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\necho bye\n', identity.pem) as s:
        for version in SERVED:
            with Client(s.port, version=version) as c:
                equal(c.rest(), b'bye\n', 'up to close_notify')
                for _ in range(20):
                    c.send(noise(5000))
                c.close_notify()
                c.sock.shutdown(1)
                equal(listen_to(c.sock).how, 'fin', 'the end')


@test('a slow reader holds the backend back, not memory', 60)
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\nexec head -c 30000000 /dev/zero\n',
                identity.pem) as s:
        with Client(s.port) as c:
            n = s.network()[0]
            backend = s.child_of(n, exe='/usr/bin/head')
            first = None
            for _ in range(3):
                time.sleep(0.5)
                kb = n.memory_kb()['Anonymous']
                first = first or kb
                if kb > 200 or kb > first + 16:
                    raise AssertionError(f'N grows: {first} to {kb} KB')
            equal(backend.pid in [p.pid for p in s.procs()], True,
                  'the backend waits')
            equal(len(c.rest()), 30000000, 'all of it in the end')


main()
