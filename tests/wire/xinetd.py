# SPDX-License-Identifier: MIT
"""The overlay's files for xinetd, with Debian's xinetd and real clients."""

import imaplib
import os
import poplib
import re
import ssl
import subprocess

import pki
from mail import PASSWORD, SUBJECT, USER, Mail
from ports import free_port
from procs import below, listening
from tls import connect, listen_to
from wire import (THIMBLE, TOP, equal, eventually, jail, main, scratch, test,
                  tool)

OVERLAY = os.path.join(TOP, 'rootfs-overlay/etc/xinetd.d')


class Xinetd:
    """xinetd with the overlay's file NAME, whose paths are this machine's."""

    def __init__(self, name, backend, pem):
        self.dir = scratch('xinetd')
        self.port = free_port()
        self.log_path = os.path.join(self.dir, 'log')
        with open(os.path.join(OVERLAY, name), encoding='ascii') as f:
            text = f.read()
        program, *argv = backend
        base = os.path.basename(program)
        for was, now in (
                ('/usr/sbin/thimble', THIMBLE),
                (f'-N {name} ', f'-N {name} -p {pem} --jail {jail()} '
                 f'-o {self.log_path} '),
                (f'-l /usr/sbin/{base}', f'-l {program}'),
                (f'-- {base} --inetd --config-file=/etc/mailutils.conf\n',
                 f'-- {base} {" ".join(argv)}\n'),
                ('\n}', f'\n\ttype = UNLISTED\n\tport = {self.port}\n'
                 '\tbind = 127.0.0.1\n}')):
            equal(text.count(was), 1, f'{was} in {name}')
            text = text.replace(was, now)
        conf = os.path.join(self.dir, 'conf')
        with open(conf, 'w', encoding='ascii') as f:
            f.write(text)
        out = os.path.join(self.dir, 'out')
        with open(out, 'wb') as o:
            self.proc = subprocess.Popen(
                [tool('xinetd'), '-dontfork', '-f', conf, '-filelog', out,
                 '-pidfile', os.path.join(self.dir, 'pid')],
                stdin=subprocess.DEVNULL, stdout=o, stderr=o)
        eventually(lambda: listening(self.port), 10, 'xinetd listens')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            eventually(lambda: not below(self.proc.pid), 5, 'all have left')
        finally:
            self.proc.terminate()
            self.proc.wait()

    def exits(self):
        """The EXIT lines so far."""
        with open(self.log_path, encoding='utf-8') as f:
            return re.findall(r'EXIT (.*)', f.read())


@test('imaps: imaplib reads a message from imap4d')
def _():
    identity, box = pki.by_thimble(), Mail()
    trust = ssl.create_default_context(cafile=identity.ca)
    with Xinetd('imaps', box.imap, identity.pem) as x:
        m = imaplib.IMAP4_SSL('localhost', x.port, ssl_context=trust,
                              timeout=30)
        m.login(USER, PASSWORD)
        equal(m.select('INBOX'), ('OK', [b'1']), 'SELECT')
        head = m.fetch('1', '(BODY.PEEK[HEADER])')[1][0][1]
        equal(f'Subject: {SUBJECT}'.encode() in head, True, 'the message')
        m.logout()
        eventually(lambda: 'service=imaps from=127.0.0.1' in
                   ''.join(x.exits()), 5, 'the EXIT line')


@test('pop3s: poplib reads a message from pop3d')
def _():
    identity, box = pki.by_thimble(), Mail()
    trust = ssl.create_default_context(cafile=identity.ca)
    with Xinetd('pop3s', box.pop, identity.pem) as x:
        m = poplib.POP3_SSL('localhost', x.port, context=trust, timeout=30)
        m.user(USER)
        m.pass_(PASSWORD)
        lines = m.retr(1)[1]
        equal(f'Subject: {SUBJECT}'.encode() in lines, True, 'the message')
        m.quit()
        eventually(lambda: 'service=pop3s from=127.0.0.1' in
                   ''.join(x.exits()), 5, 'the EXIT line')


@test('no client ever sees anything but TLS; many at once are not shut out')
def _():
    identity, box = pki.by_thimble(), Mail()
    with Xinetd('imaps', box.imap, identity.pem) as x:
        with connect(x.port) as sock:
            sock.sendall(b'a1 CAPABILITY\r\n')
            equal(len(listen_to(sock).clean().alerts()), 1, 'an alert')
        # More in a second than xinetd's default lets in.
        for _ in range(80):
            connect(x.port).close()
        trust = ssl.create_default_context(cafile=identity.ca)
        with trust.wrap_socket(connect(x.port),
                               server_hostname='localhost') as c:
            equal(c.recv(5), b'* OK ', 'greeting')


main()
