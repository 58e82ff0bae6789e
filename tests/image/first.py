# SPDX-License-Identifier: MIT
"""The firmware image on its board: the first boot, from power on to a message
that a client has fetched; a second one with the same keys."""

import imaplib
import poplib
import re
import ssl
import time

from boards import budget
from device import BOARD, Device, flash
from wire import command, equal, main, test


SETTLE = 5      # seconds; what is given back is given back by then


def fingerprint(path):
    """As OpenSSL prints it."""
    said = command('openssl', 'x509', '-in', path, '-noout', '-fingerprint',
                   '-sha256').stdout.decode()
    return said.split('=')[1].strip()


def idle_kb(device):
    """What the network process of the only connection has in memory for itself:
    its own pages, and the kernel's tables of them."""
    return int(device.shell(
        "for p in /proc/[0-9]*; do ! grep -q 'Seccomp:.*2' $p/status || awk "
        "'/^(RssAnon|VmPTE):/ { n += $2 } END { print n }' $p/status; done"))


@test(f'{BOARD}: a first boot, to a fetched message', 300)
def _():
    path, password = flash()
    with Device(path) as device:
        device.handshake()
        print(f'{BOARD}: {time.monotonic() - device.began:.1f} s from power on '
              'to the first TLS greeting')
        device.ready()
        ca = device.authority()
        equal(device.said('CA SHA-256 (.*)')[1], fingerprint(ca),
              'fingerprint on the console')
        imaps, pop3s, https = device.ports
        said = command('curl', '-q', '-sS', '--max-time', '120', '--cacert', ca,
                       '-u', f'demo:{password}',
                       f'imaps://localhost:{imaps}/INBOX;MAILINDEX=1',
                       timeout=120).stdout
        assert b'\nSubject: It works' in said, said
        said = command('openssl', 's_client', '-connect', f'127.0.0.1:{https}',
                       '-CAfile', ca, '-verify_return_error',
                       '-verify_hostname', 'localhost', timeout=120).stdout
        assert b'Verify return code: 0 (ok)' in said, said
        context = ssl.create_default_context(cafile=ca)
        mail = imaplib.IMAP4_SSL('localhost', imaps, ssl_context=context,
                                 timeout=120)
        mail.login('demo', password)
        end = time.monotonic() + SETTLE
        mail.select('INBOX', readonly=True)
        _, data = mail.fetch('1', '(BODY[HEADER])')
        assert b'Subject: It works' in data[0][1], data
        # The network process of this connection has its filter.
        equal(device.shell("grep -l 'Seccomp:.*2' /proc/[0-9]*/status | wc -l")
              .strip(), '1', 'filtered processes')
        device.shell('[ -e /proc/net/tls_stat ]')
        most = budget(BOARD, 'idle-guest-kb')
        device.until(lambda: idle_kb(device) <= most or time.monotonic() > end,
                     'answer')
        found = idle_kb(device)
        print(f'{BOARD}: {found} KB of an idle connection, of {most:.0f}')
        equal(found <= most, True, f'idle-guest-kb: {found}')
        mail.logout()
        pop = poplib.POP3_SSL('localhost', pop3s, context=context, timeout=120)
        pop.user('demo')
        pop.pass_(password)
        equal(pop.stat()[0], 1, 'messages')
        pop.quit()

        equal(device.shell('stat -c "%a %U" /etc/thimble/server.pem '
                           '/etc/thimble/ca.key').split(),
              ['600', 'root'] * 2, 'modes')
        mounts = device.shell('mount; cat /run/data')
        assert re.search(r'on / type overlay .*upperdir=/overlay/upper', mounts)
        assert mounts.endswith('flash\n'), mounts
        minute = device.shell("sed -n 's,^\\([0-9]*\\) 3 .*S40certificate "
                              "start.*,\\1,p' /etc/crontabs/root")
        keys = device.keys()
        device.off()

    with Device(path) as device:
        device.handshake(ca)
        device.ready()
        equal(device.keys(), keys, 'keys of the second boot')
        assert '# unset' not in device.shell('cat /etc/crontabs/root')
        equal(device.shell("sed -n 's,^\\([0-9]*\\) 3 .*S40certificate "
                           "start.*,\\1,p' /etc/crontabs/root"), minute)
        device.off()


@test(f'{BOARD}: a virgin flash has keys of its own each time', 300)
def _():
    found = set()
    for _ in range(2):
        path, _ = flash(demo=False)
        with Device(path) as device:
            device.ready()
            found.add(device.handshake())
            assert 'SHELL' not in device.text, 'a shell on the console'
    equal(len(found), 2, 'different certificates')


main()
