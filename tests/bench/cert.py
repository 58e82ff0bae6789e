# SPDX-License-Identifier: MIT
"""Instructions of the whole process for a first ensure and a renewal, by
callgrind, beside the other makers that Debian has: openssl req and certtool.
px5g-mbedtls is in OpenWrt only and is not measured here.

They do not produce the same: the others write one self-signed certificate
with the extensions that the command line asks for, without flushing it to
disk or reading it back; ensure creates two keys, a CA and a leaf, and verifies
and flushes each. `issuer = self` is comparable to the others. Each figure is
the median of RUNS, because random numbers lead to different paths. The exit
status is 1 if a figure is over its limit in LIMITS.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time

from figures import Figures

TMP = os.environ['TMP']
CERT = os.environ['THIMBLE_CERT']
RUNS = 5
_figures = Figures('cert')
LIMITS = {'first': 25.0, 'renewal': 13.0}


def configure(*lines):
    """Writes the configuration; its path."""
    path = os.path.join(TMP, 'conf')
    with open(path, 'w', encoding='ascii') as f:
        f.write('\n'.join((f'dir = {TMP}/d', *lines)) + '\n')
    return path


def ensure(*lines, argv=()):
    """A command line of ensure with that configuration."""
    return (CERT, 'ensure', '--quiet', *argv, '--config', configure(*lines))


def fresh():
    """No folder."""
    shutil.rmtree(os.path.join(TMP, 'd'), ignore_errors=True)


def aged():
    """A folder whose certificate is due for another name."""
    fresh()
    subprocess.run(ensure('names = router'), check=True)
    configure(NAMES)


def settled():
    """A folder with nothing to do."""
    aged()
    subprocess.run(ensure(NAMES), check=True)


def certtool_key():
    """certtool makes key and certificate in two runs."""
    with open(os.path.join(TMP, 'template'), 'w', encoding='ascii') as f:
        f.write('cn = router\ndns_name = router\nip_address = 10.0.0.1\n'
                'tls_www_server\nsigning_key\nexpiration_days = 397\n')
    subprocess.run(CERTTOOL_KEY, check=True, capture_output=True)


OPENSSL = ('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
           'ec_paramgen_curve:P-256', '-nodes', '-keyout', TMP + '/o.key',
           '-out', TMP + '/o.pem', '-days', '397', '-subj', '/CN=router',
           '-addext', 'subjectAltName=DNS:router,IP:10.0.0.1', '-addext',
           'extendedKeyUsage=serverAuth')
CERTTOOL_KEY = ('certtool', '--generate-privkey', '--key-type', 'ecdsa',
                '--curve', 'secp256r1', '--outfile', TMP + '/g.key')
CERTTOOL = ('certtool', '--generate-self-signed', '--load-privkey',
            TMP + '/g.key', '--template', TMP + '/template', '--outfile',
            TMP + '/g.pem')
NAMES = 'names = router 10.0.0.1'


def instructions(argv, wanted):
    """Millions of instructions of one run."""
    done = subprocess.run(
        ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null',
         *argv], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    said = done.stderr.decode(errors='replace')
    found = re.search(r'Collected\s*:\s*(\d+)', said)
    if done.returncode != wanted or not found:
        sys.exit(f'{argv[0]} ended with {done.returncode}: {said}')
    return int(found[1]) / 1e6


def milliseconds(argv):
    """Of one run, without valgrind."""
    start = time.monotonic()
    subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True,
                   check=False)
    return (time.monotonic() - start) * 1e3


def measure(title, prepare, argv, wanted=0, limit=None):
    """Prints a line; whether it is within the limit."""
    counts, times = [], []
    for _ in range(RUNS):
        prepare()
        counts.append(instructions(argv, wanted))
        prepare()
        times.append(milliseconds(argv))
    count = statistics.median(counts)
    _figures.note(title, 'insns', count)
    mark = ''
    if limit is not None:
        mark = f'  at most {limit:.0f}' + \
            ('' if count <= limit else '  TOO MANY')
    print(f'{title:<44}{count:8.2f}{statistics.median(times):8.1f}{mark}',
          flush=True)
    return limit is None or count <= limit


def main():
    """The table."""
    print(f'{"":<44}{"million":>8}{"":>8}')
    print(f'{"whole process, P-256":<44}{"instr.":>8}{"ms":>8}')
    good = [
        measure('thimble-cert, first ensure, CA and leaf', fresh,
                ensure(NAMES), limit=LIMITS['first']),
        measure('thimble-cert, a renewal', aged, ensure(NAMES),
                limit=LIMITS['renewal']),
        measure('thimble-cert, nothing to do', settled, ensure(NAMES),
                wanted=2),
    ]
    measure('thimble-cert, first ensure, issuer = self', fresh,
            ensure(NAMES, 'issuer = self'))
    measure('openssl req -x509 -newkey', fresh, OPENSSL)
    measure('certtool --generate-privkey, and', fresh, CERTTOOL_KEY)
    measure('certtool --generate-self-signed', certtool_key, CERTTOOL)
    print('px5g-mbedtls: not packaged for Debian, not measured')
    _figures.write()
    sys.exit(0 if all(good) else 1)


main()
