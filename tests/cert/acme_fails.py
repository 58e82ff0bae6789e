# SPDX-License-Identifier: MIT
"""thimble-cert acme when something goes wrong: whatever it is, a certificate
serves, the reason is said in words, and the CA is not asked again at once."""

import datetime
import os
import shutil
import subprocess
import time

import pki
from acme_device import Device
from acme_front import Front, another_chain, limited
from certs import LONG, read
from wire import BUSYBOX, THIMBLE_CERT, equal, eventually, main, test

HOUR = 3600


def failed(d, word, *words, want=1):
    """Runs it; it fails for this reason, and the own pair serves."""
    said = d.acme('run', want=want)
    for one in words:
        equal(one in said, True, said)
    got = d.show()
    equal((got['result'], got['error']), ('failed', word), got)
    equal(d.official(), False, 'the own pair')
    d.good()
    # The next try has its time.
    said = d.acme('run', want=2)
    equal('waits after a failure' in said, True, said)
    return got


def until(got):
    """Seconds from the last try to the next."""
    first, then = (datetime.datetime.fromisoformat(got[x].rstrip('Z'))
                   for x in ('last-try', 'next-try'))
    return (then - first).total_seconds()


@test('no CA; an hour, two, four, at most a day; then it is there', 90)
def down():
    with Device() as d:
        d.configure(url='https://localhost:9/dir')
        for hours in (1, 2, 4, 8, 16, 24, 24):
            got = failed(d, 'unreachable', 'the CA cannot be reached')
            equal(until(got), hours * HOUR, 'pause')
            d.state(next_try=0)
        d.configure()
        d.acme('run', want=0)
        equal(d.show()['failures'], '0', 'failures')


@test('a name that leads elsewhere, or nowhere; one that the CA refuses', 90)
def wrong_name():
    other = 'other.example.org'
    with Device() as d:
        d.configure(names='nowhere.example.org')
        failed(d, 'dns', 'nowhere.example.org does not lead anywhere')
        # To another device, as far as the CA can see.
        with open(d.ca.at('hosts'), 'a', encoding='ascii') as out:
            out.write(f'127.0.0.3 {other}\n')
        d.ca.lead(other, '127.0.0.3')
        d.configure(names=other)
        d.state(next_try=0)
        failed(d, 'connection', 'the CA could not reach this device')
        d.ca.start(BUSYBOX, 'httpd', '-f', '-p', f'127.0.0.3:{d.ca.http}',
                   '-h', d.ca.base, port=d.ca.http)
        d.challenge = 'http-01'
        d.configure(names=other)
        d.state(next_try=0)
        got = failed(d, 'unauthorized', 'answer from another device')
        equal('The CA said: ' in got['reason'], True, got)


@test('a limit of the CA: its own time is kept', 60)
def rate():
    when = datetime.datetime.utcnow().replace(microsecond=0) + \
        datetime.timedelta(days=3)
    with Device() as d, Front(d.ca, limited(when)) as front:
        d.configure(url=front.url)
        got = failed(d, 'rateLimited', 'too many requests lately',
                     'too many certificates')
        equal(got['next-try'], when.isoformat() + 'Z', 'next try')
        d.state(next_try=0)
        d.configure()
        d.acme('run', want=0)


@test('a chain that does not hold is not installed', 60)
def chain():
    with Device() as d:
        other = read(pki.chain().pem)
        other = other[other.rindex(b'-----BEGIN CERT'):]
        with Front(d.ca, another_chain(other)) as front:
            d.configure(url=front.url)
            failed(d, 'badCertificate')
            d.configure()
            d.state(next_try=0)
            d.acme('run', want=0)
            # And a good one stays where it is.
            serial = d.leaf().serial
            d.configure(url=front.url)
            d.acme('run', '--force', want=1)
            equal(d.leaf().serial, serial, 'the old one')
            d.good()


@test('a clock that is not set or wrong', 60)
def clock():
    with Device() as d:
        d.f.wall = 1000000
        said = d.acme('run', want=75)
        equal('the clock is not set' in said, True, said)
        equal(os.listdir(d.f.path('acme')), ['.lock'], 'not asked')
        # Years ahead: what the CA sends has expired long ago.
        d.f.wall = int(time.time()) + 3650 * 86400
        said = d.acme('run', want=1)
        equal("its clock or this device's is wrong" in said, True, said)
        equal(d.official(), False, 'own')
        # Set right, the far future does not keep it from trying.
        d.f.wall = None
        d.acme('run', want=0)
        equal(d.official(), True, 'official')


@test('terms, client, a trial, a certificate of a person: said, not asked',
      90)
def obstacles():
    with Device() as d:
        d.configure('acme-client = /nonexistent')
        said = d.acme('run', want=1)
        equal('there is no ACME client' in said, True, said)
        text = read(d.f.conf).decode()
        with open(d.f.conf, 'w', encoding='ascii') as out:
            out.write(text.replace('acme-agree = yes', '')
                      .replace('acme-client = /nonexistent', ''))
        said = d.acme('run', want=1)
        equal('has not agreed' in said, True, said)
        d.configure()
        d.f.run('renew', '--trial', '1', want=0)
        said = d.acme('run', want=75)
        equal('a change is on trial' in said, True, said)
        d.f.run('confirm', want=0)
        d.f.run('install', pki.chain().pem, want=0)
        said = d.acme('run', want=2)
        equal('a certificate that a person installed' in said, True, said)
        equal(d.show()['serving'], 'installed', 'shown')
        d.acme('run', '--force', want=0)
        equal(d.official(), True, 'official')


@test('uacme is killed in the middle; its answers do not stay', 60)
def killed_client():
    with Device() as d:
        script = d.ca.at('uacme')
        answers = os.path.join(d.run_dir, 'acme')
        # As soon as there is an answer; and while its hook makes another.
        with open(script, 'w', encoding='ascii') as out:
            out.write('#!/bin/sh\ncase "$*" in\n*issue*) ;;\n'
                      '*) exec uacme "$@" ;;\nesac\n'
                      'uacme "$@" &\n'
                      f'until [ -e "$(echo {answers}/*.pem)" ]; do :; done\n'
                      f'kill -KILL $!\n: >{answers}/.new\n: >"$0.killed"\n'
                      'kill -KILL $$\n')
        os.chmod(script, 0o755)
        d.configure(f'acme-client = {script}')
        said = d.acme('run', want=1)
        equal(d.show()['result'], 'failed', said)
        equal(os.path.exists(script + '.killed'), True, 'killed')
        equal(d.official(), False, 'own')
        d.good()
        d.configure()
        d.acme('run', '--force', want=0)
        d.good()


@test('killed while uacme works: the next run waits for its end', 60)
def orphan():
    with Device() as d:
        script = d.ca.at('uacme')
        with open(script, 'w', encoding='ascii') as out:
            out.write('#!/bin/sh\ncase "$*" in\n*issue*) : >"$0.here"; '
                      'sleep 3 ;;\nesac\nexec uacme "$@"\n')
        os.chmod(script, 0o755)
        d.configure(f'acme-client = {script}')
        with subprocess.Popen([THIMBLE_CERT, 'acme', 'run', '--config',
                               d.f.conf], stderr=subprocess.DEVNULL) as run:
            eventually(lambda: os.path.exists(script + '.here'), 10, 'uacme')
            run.kill()
        d.configure()
        said = d.acme('run', '--force', want=75)
        equal('another run is asking the CA' in said, True, said)
        # What it has got meanwhile is put in place, and not asked for again.
        d.acme('run', '--wait', '20', want=0)
        equal(d.official(), True, 'official')
        equal(d.show()['result'], 'issued', 'shown')
        d.good()


@test('killed at each step: a certificate serves, and the next run goes on',
      600)
def killed():
    with Device() as d:
        kept = d.ca.at('kept')
        shutil.copytree(d.f.dir, kept, symlinks=True)
        letters = d.f.calls('acme', 'run')
        equal(d.official(), True, 'official')
        steps = [i for i, x in enumerate(letters, 1) if x == 'C']
        equal(len(steps) > 30, True, letters)
        if not LONG:
            steps = steps[::3] + steps[-1:]
        hit = 0
        for n in steps:
            d.f.restore(kept)
            status, said = d.f.run('acme', 'run', faults=('-k', str(n)))
            # How often it looks for the client's end differs from run to run,
            # so the last call may be behind the end of this one.
            equal(status in (0, 137), True, said)
            hit += status == 137
            equal(d.f.loads()[0], True, f'server.pem after call {n}')
            if os.path.exists(d.f.path('acme/state')):
                d.state(next_try=0)
            d.acme('run', '--wait', '10', want=(0, 2))
            equal(d.official(), True, f'after call {n}')
            d.f.good()
        equal(hit >= len(steps) - 3, True, f'{hit} of {len(steps)} killed')


main()
