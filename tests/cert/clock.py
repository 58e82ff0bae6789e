# SPDX-License-Identifier: MIT
"""The program as it is installed, at any time: before its own build, at each
edge of a renewal, in 2038 and 2050, and with a clock that jumps."""

import os
import re

from certs import DAY, NOW, Folder, read
from wire import command, equal, main, test
from x509 import GENERALIZED, UTC, load

LIFE = 397 * DAY
Y2038, Y2050 = 2147483648, 2524608000


def leaf(folder):
    """The certificate of server.pem."""
    return load(folder.path('server.pem'))[0]


def ca(folder):
    """The device's CA."""
    return load(folder.path('ca.pem'))[0]


def at(folder, wall, want, says=None):
    """ensure at a time: its exit status and why it did what it did."""
    folder.wall = wall
    said = folder.run('ensure', want=want)
    if says is not None and says not in said:
        raise AssertionError(f'does not say {says!r}: {said}')
    if want in (0, 2):
        lasts = leaf(folder).not_after - leaf(folder).not_before + 1
        if lasts > 825 * DAY:
            raise AssertionError(f'{lasts / DAY} days')
    return said


def new(wall, *lines):
    """A folder that was made at a time."""
    folder = Folder('names = router 10.0.0.1', *lines)
    at(folder, wall, 0)
    return folder


def key_of(folder):
    """The public key of the leaf."""
    return leaf(folder).key_bits


@test('a clock before the build: provisional, then the same key again')
def provisional():
    for wrong in (0, 1, 86400 * 3650, 1262304000):
        f = new(wrong)
        equal('provisional' in f.run('show', want=0), True, 'show')
        first = leaf(f)
        equal(first.not_before % DAY, 0, 'not at midnight')
        if not NOW - 3650 * DAY < first.not_before < NOW:
            raise AssertionError(f'dated {first.not_before}')
        # A clock that is not set proves nothing against the dates.
        f.run('check', want=0)
        equal(f.loads()[0], True, 'a connection can use it')
        # As often as cron calls, while the clock is wrong.
        at(f, wrong + 3600, 2)
        root = read(f.path('ca.pem'))
        at(f, NOW, 0, 'the clock was not set')
        equal(key_of(f), first.key_bits, 'another key')
        equal(read(f.path('ca.pem')), root, 'another CA')
        equal('provisional' in f.run('show', want=0), False, 'show')
        f.good()
        at(f, NOW + 60, 2)


@test('renewed when a third is left and not before')
def thirds():
    f = new(NOW)
    start = leaf(f)
    due = start.not_after - (start.not_after - start.not_before) // 3
    at(f, due - 5, 2)
    at(f, due + 5, 0, 'a third')
    equal(key_of(f), start.key_bits, 'another key')
    equal(leaf(f).not_after > start.not_after, True, 'ends earlier')
    f.good()


@test('the last second of a certificate, and the one after')
def expiry():
    f = new(NOW)
    end = leaf(f).not_after
    f.wall = end
    f.run('check', want=0)
    f.wall = end + 1
    said = f.run('check', want=1)
    equal('expired' in said, True, said)
    good, said = f.loads()
    equal((good, 'expired' in said), (False, True), said)
    at(f, end + 1, 0, 'expired')
    f.good()


@test('a life of fifty years: each renewal verifies, the CA follows in time')
def life():
    f = new(NOW)
    key, wall, roots = key_of(f), NOW, 1
    while wall < NOW + 50 * 365 * DAY:
        wall += 97 * DAY
        before = read(f.path('ca.pem'))
        at(f, wall, (0, 2))
        equal(key_of(f), key, 'another key')
        root = ca(f)
        if leaf(f).not_after > root.not_after:
            raise AssertionError(f'at {wall}: the leaf outlives its CA')
        command('openssl', 'verify', '-attime', str(wall), '-x509_strict',
                '-CAfile', f.path('ca.pem'), f.path('server.pem'))
        if read(f.path('ca.pem')) != before:
            roots += 1
    if not 5 <= roots <= 7:
        raise AssertionError(f'{roots} CAs in fifty years')


def told(folder, wall, want):
    """What ensure and check say of an installed certificate at a time."""
    folder.wall = wall
    # The first may renew the own pair.
    folder.run('ensure', want=(0, 2))
    said = folder.run('ensure', want=2)
    checked = folder.run('check', want=1 if want == 'expired' else 0)
    wanted = want is not None and (want if want == 'expired' else
                                   f'less than a {want} of its time is left')
    for text in (said, checked, folder.run(
            'show', folder.path('server.pem'), want=0)):
        equal((wanted or 'of its time') in text, bool(wanted),
              f'{want}: {text}')
    return said


@test('installed: warned of when a third is left, then a tenth, of any life')
def warned():
    for days in (1, 6, 29, 90, 397):
        f = new(NOW)
        path = f.base + '/theirs'
        command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                'ec_paramgen_curve:P-256', '-nodes', '-keyout', path + '.key',
                '-out', path + '.pem', '-days', str(days), '-subj',
                '/CN=router', '-addext',
                'subjectAltName=DNS:router,IP:10.0.0.1',
                '-addext', 'basicConstraints=critical,CA:FALSE')
        f.wall = None
        f.run('install', '--key', path + '.key', path + '.pem', want=0)
        end = leaf(f).not_after
        third, tenth = days * DAY // 3, days * DAY // 10
        told(f, end - days * DAY + 5, None)
        told(f, end - third - 5, None)
        told(f, end - third + 5, 'third')
        told(f, end - tenth - 5, 'third')
        said = told(f, end - tenth + 5, 'tenth')
        equal('or type: thimble-cert own' in said, True, said)
        told(f, end + 1, 'expired')
        # Days that the person names stay days.
        f.wall = end - 2 * DAY + 5
        if days > 6:
            f.run('check', '--days', '1', want=0)
            f.run('check', '--days', '2', want=1)
        # A clock that is not set proves nothing.
        told(f, 86400, None)


@test('a clock that was ahead and is put right')
def ahead():
    for years in (1, 20, 100):
        f = new(NOW + years * 365 * DAY)
        key = key_of(f)
        # Right again: what was made in the future is not valid yet.
        at(f, NOW, 0, 'ahead')
        equal(key_of(f), key, 'another key')
        f.good()
        at(f, NOW, 2)
    # Right, ahead for a moment, right: mended as soon as it is right.
    f = new(NOW)
    at(f, NOW + 3650 * DAY, 0)
    at(f, NOW, 0)
    f.good()
    # A little back, as ntpd does it, is nothing.
    f = new(NOW)
    at(f, NOW - 3600, 2)


@test('a clock beyond all dates: nothing is made until it is set')
def beyond():
    for wall in (250000000001, 253402300799, 253402300800, 2**40, 2**62):
        f = Folder('names = router')
        f.wall = wall
        said = f.run('ensure', want=75)
        equal('the clock is thousands of years ahead' in said, True, said)
        equal([n for n in f.files() if n != '.lock'], [], 'made')
        at(f, NOW, 0)
        f.good()
        before = f.files()
        f.wall = wall
        f.run('ensure', want=75)
        f.run('renew', want=75)
        f.run('check', want=1)
        equal({**f.files(), '.lock': b''}, {**before, '.lock': b''}, 'files')
        at(f, NOW + 60, 2)
    new(250000000000).good()


@test('2038-01-19: a signed 32-bit clock would turn over')
def y2038():
    f = new(Y2038 - 10)
    equal(leaf(f).not_after - leaf(f).not_before, LIFE - 1, 'length')
    equal(leaf(f).time_tags, [UTC, UTC])
    for wall in (Y2038 - 1, Y2038, Y2038 + 1):
        at(f, wall, 2)
        f.good()
    equal('2039-' in f.run('show', want=0), True, 'show')


@test('2050: GeneralizedTime, and UTCTime until then')
def y2050():
    f = new(Y2050 - DAY)
    equal(leaf(f).time_tags, [UTC, GENERALIZED])
    equal(ca(f).time_tags, [UTC, GENERALIZED])
    at(f, Y2050 + 1, 2)
    f.good()
    f = new(Y2050 + 2 * DAY)
    equal(leaf(f).time_tags, [GENERALIZED, GENERALIZED])
    f.good()
    said = f.run('show', want=0)
    equal(bool(re.search(r'20(50|51)-', said)), True, said)


@test('days = 1 and days = 825 keep their limits')
def limits():
    for days in (1, 2, 30, 397, 825):
        f = new(NOW, f'days = {days}')
        c = leaf(f)
        equal(c.not_after - c.not_before + 1, days * DAY, f'{days} days')
        equal(c.not_before < NOW < c.not_after, True, 'valid now')
        at(f, NOW + 60, 2)
        at(f, c.not_after + 1, 0)
        equal(os.path.exists(f.path('server.pem.prev')), True, 'kept')
        f.good()


main()
