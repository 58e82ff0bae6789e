# SPDX-License-Identifier: MIT
"""A device without a battery-backed clock, and one whose clock is ahead, with a
real time server, BusyBox's ntpd."""

import contextlib
import subprocess
import time

import boards
from device import BOARD, Device, flash
from wire import BUSYBOX, equal, main, test

RUN = boards.value(boards.BOARDS[0], 'RUN').split()
CONF = [('etc/ntp.conf', 'server 10.0.2.2\n')]
DAY = 86400


@contextlib.contextmanager
def server():
    """ntpd on this machine, for as long as it lasts."""
    with subprocess.Popen([*RUN, BUSYBOX, 'ntpd', '-n', '-l'],
                          stderr=subprocess.DEVNULL) as ntpd:
        try:
            yield
        finally:
            ntpd.kill()


def synced(device):
    """Whether a time server has confirmed the clock, as status has it."""
    return device.shell('/usr/lib/thimble/webui-hook --text status </dev/null |'
                        ' grep ^clock_synced')


def corrected(device, why):
    """Waits for the right time, and for the certificate of it; why it was made
    is in the log."""
    device.until(lambda: abs(int(device.shell('date +%s')) - time.time()) < 60,
                 'the right time')
    device.logged(why)
    device.until(lambda: device.shell('thimble-cert check >/dev/null; echo $?')
                 == '0\n', 'a good certificate')
    # The kernel clears STA_UNSYNC for a second only: see base/clock.c.
    device.shell('sleep 2')
    equal(synced(device), 'clock_synced=true\n')


@test(f'{BOARD}: 1970: a provisional certificate, then one with its key', 600)
def _():
    path, _ = flash(files=CONF)
    with Device(path, more='-rtc base=1970-01-01', restrict='off') as one:
        one.said('The clock was not set')
        one.said('certificate: made')
        one.said('provisional until the clock is set')
        # Not before: randomness may be late, and the clock right by then.
        with server():
            one.ready()
            key = one.key()
            corrected(one, 'the clock was not set when the old one was made')
            assert 'provisional' not in one.shell('thimble-cert show')
            equal(one.key(), key, 'the private key')
            one.handshake(one.authority())
            keys = one.keys()
    with Device(path, more='-rtc base=1970-01-01') as two:
        two.said('The clock was not set')
        two.ready()
        assert time.time() - int(two.shell('date +%s')) < DAY
        equal(two.keys(), keys, 'keys of the next boot')
        two.handshake()
        equal(synced(two), 'clock_synced=false\n')


@test(f'{BOARD}: years ahead, then back', 600)
def _():
    path, _ = flash(files=CONF)
    with Device(path, more='-rtc base=2035-01-01') as one:
        one.ready()
        key = one.key()
        one.off()
    with server():
        with Device(path, more='-rtc base=2035-01-01', restrict='off') as two:
            two.ready()
            corrected(two, 'made while the clock was ahead')
            equal(two.key(), key, 'the private key')
            two.handshake(two.authority())
            two.off()
    with Device(path, more='-rtc base=1970-01-01') as three:
        three.ready()
        assert abs(time.time() - int(three.shell('date +%s'))) < DAY


@test(f'{BOARD}: no randomness: boot does not wait, and no key is made before '
      'there is', 300)
def _():
    path, _ = flash()
    with Device(path, 'random.trust_bootloader=off',
                more=boards.value(BOARD, 'QEMU_NO_SEED')) as device:
        device.ready()
        device.said('certificate: made')
        made = device.text.index('certificate: made')
        assert device.text.index('enough entropy') < made
        assert device.text.index('\nReady, ') < made
        device.handshake(device.authority())
        device.shell('dmesg | grep "crng init done"')


main()
