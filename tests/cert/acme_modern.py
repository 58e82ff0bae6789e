# SPDX-License-Identifier: MIT
"""thimble-cert acme with uacme 1.8, which Debian 12 lacks: it and a Pebble of
its age are Debian's unstable ones, with their libraries (make check-long)."""

import datetime
import json
import os
import time

from acme_device import NAME, Device
from certs import read
from wire import command, equal, main, test

ROOT = command('scripts/foreign-debs', '-s', 'sid', 'amd64', 'uacme',
               'pebble').stdout.decode().strip()
LIBRARIES = ROOT + '/usr/lib/x86_64-linux-gnu'
PEBBLE = ROOT + '/usr/bin/pebble'
HOUR = 3600
SHORT = 160 * HOUR


def client(d):
    """uacme 1.8 with its libraries; its command lines are in SCRIPT.log."""
    script = d.ca.at('uacme')
    with open(script, 'w', encoding='ascii') as out:
        out.write('#!/bin/sh\necho " $* " >>"$0.log"\n'
                  f'exec {LIBRARIES}/ld-linux-x86-64.so.2 --library-path '
                  f'{LIBRARIES} {ROOT}/usr/bin/uacme "$@"\n')
    os.chmod(script, 0o755)
    return script


@test('a CA wants a renewal before it is due (ARI)')
def ari():
    with Device(pebble=PEBBLE) as d:
        d.configure(f'acme-client = {client(d)}')
        d.acme('run', want=0)
        first = d.leaf().serial
        # The hour in which the CA is asked, and has no wish yet.
        now = int(time.time())
        d.state(minute=6 - now // HOUR % 6)
        said = d.acme('run', want=2)
        equal(d.leaf().serial, first, said)
        start, end = (datetime.datetime.fromtimestamp(
            now - x, datetime.timezone.utc).isoformat() for x in (7200, 3600))
        d.ca.ask('set-renewal-info/', json.dumps({
            'certificate': read(d.f.path('acme/device-cert.pem')).decode(),
            'ariResponse': json.dumps({'suggestedWindow': {
                'start': start, 'end': end}})}).encode())
        d.acme('run', want=0)
        equal(d.leaf().serial == first, False, 'renewed')
        equal(b'/renewalInfo/' in read(d.ca.at('log')), True, 'asked')
        d.good()


@test('an address at Let\'s Encrypt: six days, renewed in time; other profiles')
def shortlived():
    conf = {'profiles': {
        'default': {'description': '90 days', 'validityPeriod': 90 * 86400},
        'shortlived': {'description': '160 hours', 'validityPeriod': SHORT}}}
    with Device(names=f'{NAME} 127.0.0.1', conf=conf, pebble=PEBBLE) as d:
        url = f'https://ca.letsencrypt.org:{d.ca.port}/dir'
        script = client(d)
        d.configure(f'acme-client = {script}', url=url)
        d.acme('run', want=0)
        leaf = d.leaf()
        equal(abs(leaf.not_after - leaf.not_before - SHORT) < 60, True, 'life')
        equal(leaf.san(), [(2, NAME.encode()), (7, b'\x7f\0\0\1')], 'names')
        d.f.wall = leaf.not_after - SHORT // 3 - 2 * HOUR
        d.acme('run', want=2)
        d.f.wall = leaf.not_after - SHORT // 4
        d.acme('run', want=0)
        equal(d.leaf().serial == leaf.serial, False, 'renewed')
        d.f.wall = None
        d.configure(f'acme-client = {script}', 'acme-profile = nonsense')
        said = d.acme('run', '--force', want=1)
        equal('the CA does not offer the profile in acme-profile' in said,
              True, said)
        d.good()


main()
