# SPDX-License-Identifier: MIT
"""Dovecot behind -r with PROXY headers, configured as EXAMPLES of thimble(8)
say: it logs the client's address and takes a password, since the header says
that there is TLS."""

import os
import re
import subprocess

import pki
from plain import relay
from ports import free_port
from procs import listening
from wire import TOP, command, equal, eventually, main, scratch, test, tool

USER, PASSWORD = 'demo', 'swordfish'
CLIENT = '127.0.0.3'


def example(word):
    """The literal block of EXAMPLES in thimble(8) that holds this word."""
    with open(f'{TOP}/src/app/thimble.8', encoding='ascii') as f:
        page = f.read()
    blocks = re.findall(r'^\.Bd -literal\n(.*?)^\.Ed$', page, re.M | re.S)
    found = [x for x in blocks if word in x]
    equal(len(found), 1, f'blocks with {word}')
    return found[0].replace('\\e\n', '')


class Dovecot:
    """A real Dovecot with one account and an empty mailbox."""

    def __init__(self, lines):
        self.dir = scratch('dovecot')
        self.log = self.path('log')
        mail = self.path('mail')
        os.mkdir(mail)
        os.chown(mail, 65534, 65534)
        # The manual's lines, and what a machine with Dovecot has anyway.
        with open(self.path('conf'), 'w', encoding='ascii') as f:
            f.write(f'protocols = imap\nssl = no\nbase_dir = {self.dir}/run\n'
                    f'log_path = {self.log}\nmail_location = maildir:{mail}\n'
                    'first_valid_uid = 1\n'
                    'passdb {\n driver = static\n'
                    f' args = password={PASSWORD}\n}}\n'
                    'userdb {\n driver = static\n'
                    f' args = uid=65534 gid=65534 home={mail}\n}}\n'
                    'service imap-login {\n inet_listener imap {\n'
                    '  port = 0\n }\n}\n' + lines)

    def path(self, name):
        """A path in its folder."""
        return os.path.join(self.dir, name)

    def said(self):
        """Its log so far."""
        with open(self.log, encoding='utf-8') as f:
            return f.read()

    def __enter__(self):
        self.main = subprocess.Popen(
            [tool('dovecot'), '-F', '-c', self.path('conf')],
            stdin=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.main.terminate()
        self.main.wait()


def login(identity, port):
    """curl lists the mailboxes; another address than the server's, because
    Dovecot takes a client on its own address for safe without TLS."""
    return command(tool('curl'), '-q', '-sS', '--cacert', identity.ca,
                   '--interface', CLIENT, '-u', f'{USER}:{PASSWORD}',
                   f'imaps://localhost:{port}/', check=False)


@test("the manual's lines: the client's address, and a login", 60)
def _():
    identity, port = pki.by_thimble(), free_port()
    lines = example('haproxy_trusted_networks')
    equal('port = 10143' in lines, True, lines)
    words = re.search(r'(--proxy-protocol \d) -r (\S+):10143$',
                      example('-r 127.0.0.1:10143'), re.M)
    with Dovecot(lines.replace('10143', str(port))) as d:
        eventually(lambda: listening(port), 10, 'dovecot')
        with relay(identity, f'{words[2]}:{port}', *words[1].split()) as s:
            done = login(identity, s.port)
            equal((done.returncode, b'INBOX' in done.stdout), (0, True),
                  done.stdout)
            s.exit_line('eof|reset')
        eventually(lambda: re.search(
            f'Login: user=<{USER}>.* rip={CLIENT}, lip=127.0.0.1,.* secured',
            d.said()), 5, f'that address in the log: {d.said()}')
        # Version 1 says nothing of TLS, and Dovecot takes no password then.
        with relay(identity, f'{words[2]}:{port}', '--proxy-protocol',
                   '1') as s:
            equal(login(identity, s.port).returncode != 0, True, 'a login')
        # One who sends no header gets no greeting.
        done = command(tool('curl'), '-q', '-sS', '-m', '1',
                       f'imap://127.0.0.1:{port}/', check=False)
        equal(done.returncode != 0, True, done.stdout)


main()
