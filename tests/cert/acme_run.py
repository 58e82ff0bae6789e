# SPDX-License-Identifier: MIT
"""thimble-cert acme: official certificates without a thought, with Debian's
uacme, and Pebble as the CA, which really asks thimble on port 443."""

import os
import re
import signal
import time

from acme_device import NAME, Device
from tls import Client
from wire import command, equal, main, test, tool

DAY = 86400
LIFE = {'certificateValidityPeriod': 90 * DAY}


def client(d):
    """A client of version 1.8.1, as far as thimble can see; what it is told is
    in SCRIPT.log, and how it ends for `check` in SCRIPT.check."""
    script = d.ca.at('uacme')
    with open(script, 'w', encoding='ascii') as out:
        out.write('#!/bin/sh\necho " $* " >>"$0.log"\ncase " $* " in\n'
                  "' -V ') echo 'uacme: version 1.8.1'; exit ;;\n"
                  "*' check '*) exit \"$(cat \"$0.check\")\" ;;\nesac\n"
                  'was=\nfor word; do\n\tshift\n\tcase $was$word in\n'
                  '\t-p) was=-p ;;\n\t-p*) was= ;;\n'
                  '\t*) set -- "$@" "$word" ;;\n\tesac\ndone\n'
                  'exec uacme "$@"\n')
    os.chmod(script, 0o755)
    with open(f'{script}.log', 'w', encoding='ascii'):
        pass
    return script


def said_to(script, word):
    """The command lines with WORD."""
    with open(f'{script}.log', encoding='ascii') as text:
        return [x.rstrip() + ' ' for x in text if word in x]


@test('issued, in use, nothing to do; renewed by a person; the same key', 90)
def issued():
    with Device() as d:
        said = d.acme('run', want=0)
        equal('an official certificate is in use' in said, True, said)
        equal(d.official(), True, 'issuer')
        first = d.leaf()
        equal(first.san(), [(2, NAME.encode())], 'names')
        d.server.logged(f'ACME service=https from=127.0.0.1 name={NAME}')
        done = command(tool('curl'), '-sS', '--cacert', d.ca.root(),
                       '--resolve', f'{NAME}:{d.server.port}:127.0.0.1',
                       f'https://{NAME}:{d.server.port}/')
        equal(done.returncode, 0, 'curl')
        got = d.show()
        equal((got['serving'], got['result'], got['next']),
              ('official', 'issued', 'it is not due'), got)
        d.acme('run', '-q', want=2)
        d.good()
        d.acme('run', '--force', want=0)
        equal(d.leaf().key_bits, first.key_bits, 'key')
        equal(d.leaf().serial == first.serial, False, 'the same')
        d.good()
        # The own pair is there, and so is the way back to it.
        d.f.run('ensure', want=2)
        d.f.run('own', want=0)
        equal(d.official(), False, 'own')
        # A person's choice: left alone.
        said = d.acme('run', want=2)
        equal('a person has put another certificate' in said, True, said)
        equal(d.official(), False, 'own')
        # Until a person asks for it again, even if that fails at first.
        d.configure(names=f'{NAME} nowhere.example')
        d.acme('run', '--force', want=1)
        d.configure()
        equal(d.show()['serving'], 'own-meanwhile', 'what is shown')
        d.acme('run', want=0)
        equal(d.official(), True, 'official')


@test('a program that a hook leaves behind does not hold the lock', 60)
def left_behind():
    with Device() as d:
        os.makedirs(d.f.path('hooks.d'))
        hook = d.f.path('hooks.d/10-daemon')
        with open(hook, 'w', encoding='ascii') as out:
            out.write('#!/bin/sh\nsleep 20 &\necho $! >../pid\n')
        os.chmod(hook, 0o755)
        d.acme('run', want=0)
        with open(d.f.path('pid'), encoding='ascii') as text:
            pid = int(text.read())
        os.chmod(hook, 0o644)
        d.acme('run', '--force', want=0)
        os.kill(pid, signal.SIGKILL)
        os.unlink(d.f.path('pid'))
        d.good()


@test('http-01, by BusyBox httpd', 60)
def http():
    with Device(challenge='http-01') as d:
        d.acme('run', want=0)
        equal(d.official(), True, 'issuer')
        equal(os.listdir(d.ca.at('www/.well-known/acme-challenge')), [],
              'answers that stay')
        d.good()


@test('renewed when a third is left, at the minute of the device', 90)
def third():
    with Device(conf=LIFE) as d:
        d.acme('run', want=0)
        first = d.leaf()
        d.state(minute=720)
        due = first.not_after - 30 * DAY + 90 * DAY // 60 // 2
        d.f.wall = due - 60
        d.acme('run', want=2)
        equal(d.leaf().serial, first.serial, 'before it is due')
        d.f.wall = due + 60
        d.acme('run', want=0)
        equal(d.leaf().serial == first.serial, False, 'renewed')
        d.good()


@test('the own pair takes over in time, the official one comes back', 90)
def takes_over():
    with Device(conf=LIFE) as d:
        d.acme('run', want=0)
        first = d.leaf()
        d.configure(url='https://localhost:9/dir')
        # From a third on the CA is asked, in vain.
        d.f.wall = first.not_after - 20 * DAY
        said = d.acme('run', want=1)
        equal('the CA cannot be reached' in said, True, said)
        equal(d.leaf().serial, first.serial, 'too early')
        # Last hours.
        d.f.wall = first.not_after - DAY
        said = d.acme('run', want=(1, 0))
        equal("the device's own is used until it is" in said, True, said)
        equal(d.official(), False, 'the own pair')
        equal(d.show()['serving'], 'own-meanwhile', 'what is shown')
        d.f.wall += 600
        d.acme('run', want=2)
        equal(d.official(), False, 'the own pair')
        # The CA is there again.
        d.configure()
        d.f.wall = int(time.time()) + 2 * DAY
        d.state(next_try=0)
        d.acme('run', want=0)
        equal(d.official(), True, 'official again')
        equal(d.show()['serving'], 'official', 'what is shown')
        d.good()


@test('a CA wants a renewal before it is due (ARI): asked four times a day', 60)
def ari():
    with Device() as d:
        d.acme('run', want=0)
        first = d.leaf().serial
        script = client(d)
        d.configure(f'acme-client = {script}')
        hour = int(time.time()) // 3600 + 24
        d.f.wall = hour * 3600 + 60
        # Not its hour, and then its hour, in which there is no wish yet.
        for minute, asked in ((7 - hour % 6, 0), (6 - hour % 6, 1)):
            d.state(minute=minute)
            with open(f'{script}.check', 'w', encoding='ascii') as out:
                out.write('1')
            d.acme('run', '-q', want=2)
            equal(len(said_to(script, ' check ')), asked, 'asked')
        equal(said_to(script, ' check ')[0].endswith(
            ' -d 1 -o check device.csr '), True, said_to(script, ''))
        with open(f'{script}.check', 'w', encoding='ascii') as out:
            out.write('0')
        d.acme('run', want=0)
        equal(d.leaf().serial == first, False, 'renewed')
        equal(d.show()['next'], 'it is not due', 'shown')
        d.good()


@test('an address at Let\'s Encrypt: profile shortlived; or as configured', 60)
def profile():
    with Device(names=f'{NAME} 127.0.0.1') as d:
        script = client(d)
        url = f'https://ca.letsencrypt.org:{d.ca.port}/dir'
        for names, more, want in (
                (f'{NAME} 127.0.0.1', {'url': url}, ' -p shortlived '),
                (f'{NAME} 127.0.0.1', {}, ''), (NAME, {'url': url}, ''),
                (NAME, {}, ' -p tlsserver ')):
            lines = [f'acme-client = {script}']
            if 'tlsserver' in want:
                lines.append('acme-profile = tlsserver')
            d.configure(*lines, names=names, **more)
            d.acme('run', '--force', want=0)
            last = said_to(script, ' issue ')[-1]
            equal((want in last, ' -p ' in last), (True, want != ''), last)
        d.configure('acme-profile = tlsserver')
        said = d.acme('run', '--force', want=1)
        equal('acme-profile needs uacme 1.8' in said, True, said)


@test('50 connections stay while it is renewed, new ones get the new', 120)
def fifty():
    with Device() as d:
        d.acme('run', want=0)
        root = d.ca.root()
        echo = d.echo()
        with echo as server:
            clients = [Client(server.port, ca=root, name=NAME)
                       for _ in range(50)]
            old = clients[0].tls.getpeercert()['serialNumber']
            for c in clients:
                c.send(b'before\n')
            d.acme('run', '--force', want=0)
            for c in clients:
                equal(c.exactly(7), b'before\n', 'echo')
                c.send(b'behind\n')
            for c in clients:
                equal(c.exactly(7), b'behind\n', 'echo')
            with Client(server.port, ca=root, name=NAME) as c:
                got = c.tls.getpeercert()['serialNumber']
                equal(got == old, False, 'the old certificate')
                c.end()
            for c in clients:
                c.end()
                c.sock.close()
        d.good()


@test('an account that has to be bound (EAB); two names, one an address', 90)
def bound():
    key = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W'
    conf = {'externalAccountBindingRequired': True,
            'externalAccountMACKeys': {'kid-1': key}}
    with Device(names=f'{NAME} 127.0.0.1', conf=conf) as d:
        said = d.acme('run', want=1)
        equal('the CA wants credentials: set acme-eab' in said, True, said)
        script = d.ca.at('uacme')
        with open(script, 'w', encoding='ascii') as out:
            out.write('#!/bin/sh\necho "$*" >>"$0.log"\nexec uacme "$@"\n')
        os.chmod(script, 0o755)
        d.configure(f'acme-eab = kid-1:{key}', f'acme-client = {script}')
        d.acme('run', '--force', want=0)
        d.acme('run', '--force', want=0)
        # On the command line, where others see it, once.
        with open(f'{script}.log', encoding='ascii') as text:
            lines = text.read().splitlines()
        equal([' new' in x for x in lines if key in x], [True], lines)
        equal(sum(' issue ' in x for x in lines), 2, lines)
        equal(d.leaf().san(), [(2, NAME.encode()), (7, b'\x7f\0\0\1')],
              'names')
        d.good()


@test('other names are asked for at once; none, and it stays', 90)
def names():
    with Device() as d:
        d.acme('run', want=0)
        d.configure(names=f'{NAME} 127.0.0.1')
        d.acme('run', want=0)
        equal(len(d.leaf().san()), 2, 'names')
        d.f.configure()
        said = d.acme('run', want=2)
        equal('no official certificate is configured' in said, True, said)
        equal(d.show(), {'version': '1', 'configured': 'no',
                         'client': 'yes'}, 'shown')
        equal(d.official(), True, 'it stays')


@test('the record of dns-persist-01, with the account of the CA', 60)
def persist():
    with Device(names=f'{NAME} *.example.org 127.0.0.1') as d:
        said = d.acme('persist', want=1)
        equal("the record needs the CA's own domain" in said, True, said)
        d.configure(url=f'https://ca.letsencrypt.org:{d.ca.port}/dir')
        for _ in range(2):
            said = d.acme('persist', want=0)
            equal(re.fullmatch(
                rf'_validation-persist\.{NAME}\. IN TXT "letsencrypt.org; '
                rf'accounturi=https://ca\.letsencrypt\.org:{d.ca.port}/'
                r'my-account/\w+"\n_validation-persist\.example\.org\. IN '
                r'TXT "letsencrypt.org; accounturi=https://\S+; '
                r'policy=wildcard"\n', said) is not None, True, said)


main()
