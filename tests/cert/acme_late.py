# SPDX-License-Identifier: MIT
"""The device's own pair takes over from an official certificate in time,
whatever keeps `thimble-cert acme run` from working; the log says so once."""

import contextlib
import fcntl
import os
import shutil
import socket

import pki
from acme_device import Device
from certs import read
from wire import command, equal, main, test

DAY = 86400
TAKEN = "ACME the official certificate could not be renewed in time: the " \
    "device's own is used until it is"


class Log:
    """What is sent to syslog, in a /dev of this test's own mounts."""

    def __init__(self, folder):
        command('mount', '-t', 'tmpfs', 'none', folder)
        for node in 'null', 'zero', 'random', 'urandom':
            with open(f'{folder}/{node}', 'wb'):
                pass
            command('mount', '--bind', f'/dev/{node}', f'{folder}/{node}')
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sock.bind(f'{folder}/log')
        self.sock.setblocking(False)
        command('mount', '--rbind', folder, '/dev')

    def said(self):
        """The lines since the last call."""
        lines = []
        with contextlib.suppress(BlockingIOError):
            while True:
                line = self.sock.recv(4096).decode()
                lines.append(line.partition(']: ')[2].rstrip())
        return lines


@contextlib.contextmanager
def late(**more):
    """A device whose official certificate has a day left, and its log."""
    with Device(conf={'certificateValidityPeriod': 90 * DAY}, **more) as d:
        d.acme('run', want=0)
        equal(d.official(), True, 'issuer')
        os.mkdir(d.ca.at('dev'))
        log = Log(d.ca.at('dev'))
        try:
            yield d, log
        finally:
            command('umount', '-R', '/dev')


def taken(d, log, *words, want=(0, 1), run=lambda d: d.acme('run')):
    """A day before, not yet; then the own pair serves, and it is said once,
    with these words."""
    end = d.leaf().not_after
    d.f.wall = end - 3 * DAY
    run(d)
    equal(d.official(), True, 'too early')
    log.said()
    d.f.wall = end - DAY
    status, said = run(d)
    equal(status in want, True, said)
    equal(d.official(), False, said)
    lines = log.said()
    equal([x.startswith(TAKEN) for x in lines].count(True), 1, lines)
    for one in words:
        equal(any(one in x for x in lines), True, lines)
    equal(d.f.loads()[0], True, 'server.pem')
    run(d)
    lines = log.said()
    equal([x for x in lines if x.startswith(TAKEN)], [], 'said twice')
    equal(d.official(), False, 'flaps')


def again(d):
    """The obstacle is gone: the official one comes back by itself."""
    d.configure()
    if os.path.exists(d.f.path('acme/state')):
        d.state(next_try=0)
    d.f.wall = None
    d.acme('run', want=0)
    equal(d.official(), True, 'official again')
    d.good()


@test('no client, and it is logged once that there is none', 60)
def client():
    with late() as (d, log):
        d.configure('acme-client = /nonexistent')
        for lines in (['ACME there is no ACME client: install uacme, or set '
                       'acme-client'], []):
            d.acme('run', want=1)
            equal(log.said(), lines, 'log')
        taken(d, log, 'the reason: there is no ACME client')
        again(d)
        d.configure('acme-client = /nonexistent')
        d.acme('run', want=1)
        equal(len(log.said()), 2, 'in use again, and gone again')


@test('a damaged configuration, of which what is good counts', 60)
def configuration():
    for bad in ('nonsense', 'acme-directory = ftp://x', 'acme = a b!',
                'days = 900', 'acme-agree = yes'):
        with late() as (d, log):
            # In the folder, as on a device, where a run reads it twice; and
            # once somewhere else.
            if bad != 'nonsense':
                os.rename(d.f.conf, d.f.path('thimble.conf'))
                d.f.conf = d.f.path('thimble.conf')
            with open(d.f.conf, 'a', encoding='ascii') as out:
                out.write(bad + '\n')
            taken(d, log, f'the reason: {d.f.conf}', 'line ', want=(1,))
            again(d)


@test('no names, no agreement', 60)
def gone():
    with late() as (d, log):
        d.f.configure()
        taken(d, log, 'no names are configured for it any more')
        again(d)
        text = read(d.f.conf).decode().replace('acme-agree = yes', '')
        with open(d.f.conf, 'w', encoding='ascii') as out:
            out.write(text)
        taken(d, log, 'has not agreed')
        again(d)


@test('the folder of the account is damaged, or another user\'s', 60)
def account():
    with late() as (d, log):
        path = d.f.path('acme')
        os.chown(path, 65534, 65534)
        taken(d, log, want=(0, 1))
        os.chown(path, 0, 0)
        again(d)
        shutil.rmtree(path)
        with open(path, 'wb'):
            pass
        taken(d, log, want=(0, 1))
        os.unlink(path)
        again(d)


@test('the key of official certificates, or the certificate, is lost', 60)
def lost():
    for name in 'acme.key', 'acme/device-cert.pem', 'acme/state':
        with late() as (d, log):
            d.configure(url='https://localhost:9/dir')
            os.unlink(d.f.path(name))
            taken(d, log)
            again(d)


@test('another run asks the CA for ever', 60)
def held():
    with late() as (d, log):
        with open(d.f.path('acme/.lock'), 'wb') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            taken(d, log, want=(75,))
        again(d)


@test('the disk is full', 60)
def full():
    with late() as (d, log):
        kept = d.ca.at('kept')
        shutil.copytree(d.f.dir, kept, symlinks=True)
        command('mount', '-t', 'tmpfs', '-o', 'size=128k,mode=755', 'none',
                d.f.dir)
        for name in os.listdir(kept):
            command('cp', '-a', f'{kept}/{name}', d.f.dir)
        with contextlib.suppress(OSError), \
                open(d.f.path('thimble.conf'), 'wb', buffering=0) as fill:
            while True:
                fill.write(1024 * b'x')
        # And the own pair has names that it should not have any more.
        d.configure('names = other.example.org',
                    url='https://localhost:9/dir')
        taken(d, log)
        os.unlink(d.f.path('thimble.conf'))
        again(d)
        command('umount', d.f.dir)


@test('what the CA sent instead cannot be put in place', 60)
def refused():
    with late() as (d, log):
        shutil.copy(d.f.path('acme/device-cert.pem'), d.ca.at('first'))
        bad = pki.chain().pem
        script = d.ca.at('uacme')
        with open(script, 'w', encoding='ascii') as out:
            out.write(f'#!/bin/sh\ncase "$*" in\n*issue*) cp {bad} '
                      f'{d.f.path("acme/device-cert.pem")} ;;\n'
                      '*) exec uacme "$@" ;;\nesac\n')
        os.chmod(script, 0o755)
        d.configure(f'acme-client = {script}')
        taken(d, log, 'the reason: the CA sent no certificate')
        again(d)


@test('at boot, by ensure; not while the clock is not set, or on trial', 60)
def boot():
    def ensure(d):
        return d.f.run('ensure')
    with late() as (d, log):
        end = d.leaf().not_after
        d.f.wall = end - 20 * DAY
        equal(d.f.run('ensure', want=2), '', 'a warning about nothing')
        d.f.wall = end - 5 * DAY
        equal('it has not been renewed' in d.f.run('ensure', want=2), True,
              'no warning')
        d.f.wall = 1000000
        d.f.run('ensure', want=2)
        d.f.wall = end + DAY
        os.mkdir(d.f.path('.trial'))
        os.symlink('x', d.f.path('.trial/until'))
        d.acme('run')
        os.unlink(d.f.path('.trial/until'))
        os.rmdir(d.f.path('.trial'))
        equal(d.official(), True, 'on trial, or without a clock')
        taken(d, log, run=ensure, want=(0,))
        again(d)


@test('a certificate of a person is left alone', 60)
def person():
    with late() as (d, log):
        d.f.run('install', pki.chain().pem, want=0)
        before = d.leaf().serial
        d.f.wall = d.leaf().not_after + DAY
        d.acme('run', want=2)
        equal(d.leaf().serial, before, 'replaced')
        equal(log.said(), [], 'log')


main()
