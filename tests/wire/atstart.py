# SPDX-License-Identifier: MIT
"""thimble -d, and --check: what can be known at the start is said there."""

import base64
import os
import re
import subprocess

import pki
from modes import Waiting, reap, refused, run
from ports import free_port
from procs import listening
from tls import connect, listen_to
from wire import THIMBLE, Server, equal, jail, main, scratch, test


def twist(text):
    """A PEM text whose EC key has one bit of its secret number changed."""
    found = re.search(r'(-----BEGIN EC PRIVATE KEY-----\n)(.*?)'
                      r'(-----END EC PRIVATE KEY-----)', text, re.S)
    der = bytearray(base64.b64decode(found[2]))
    equal(bytes(der[5:7]), b'\x04\x20', 'where the number is')
    der[38] ^= 1
    body = base64.encodebytes(der).decode()
    return text[:found.start(2)] + body + text[found.end(2):]


@test('an error at startup is one line and an exit status')
def _():
    pem = pki.by_thimble().pem
    port = str(free_port())
    folder = scratch('wrong')
    cat = ('-l', '/bin/cat')
    refused('options -l, -L and -r: one of them is required', 64, '-d', port)
    refused('option -d mail.example.org:993: the host must be a numeric '
            'address or localhost; other names are not looked up', 64,
            '-d', 'mail.example.org:993', *cat)
    number = 'the port must be 1 to 65535 or a TCP service from /etc/services'
    for bad in ('0', '65536', 'no-such-service', '-1', '993x'):
        refused(f'option -d {bad}: {number}', 64, f'-d{bad}', *cat)
    for bad in ('', ':', '[::1]', '[::1', '[::1]993', '[]:993', '::1]:3'):
        got, text = run('-d', bad, *cat)
        equal((got, text.count('\n')), (64, 1), f'-d {bad!r}: {text}')
    refused('option -P x.pid: must be none or a path with a \'/\' in it', 64,
            '-d', port, '-P', 'x.pid', *cat)
    refused('option -P /run/: only with -d: inetd knows its own children', 64,
            '-P', '/run/', *cat)
    refused('options -s and -g: user nobody-there: not in /etc/passwd', 64,
            '-d', port, '-s', 'nobody-there', *cat)
    refused(f'open {folder}/none.pem: No such file or directory: '
            'thimble-cert does not make this file; see '
            'thimble-cert(8), install', 1,
            '-d', port, '-p', f'{folder}/none.pem', *cat)
    # A key whose public half is the certificate's and whose secret one is not.
    twisted = f'{folder}/twisted.pem'
    with open(pem, encoding='ascii') as f, \
            open(twisted, 'w', encoding='ascii') as to:
        os.fchmod(to.fileno(), 0o600)
        to.write(twist(f.read()))
    refused('private key: it does not match its public key', 1,
            '-d', port, '-p', twisted, *cat)
    for opts in (('-A', f'{folder}/none'),
                 ('-A', pem, '--crl', f'{folder}/none')):
        refused(f'open {folder}/none: No such file or directory', 1,
                '-d', port, '-p', pem, '-v', '2', *opts, *cat)
    # A program that does not exist, or that its user cannot run.
    script = f'{folder}/script'
    with open(script, 'w', encoding='ascii') as f:
        f.write('#!/bin/sh\n')
    os.chmod(folder, 0o755)
    as_nobody = ('--run-as', 'nobody')
    for mode, opts, program, why in (
            (0o755, (), '/nosuch', 'No such file or directory'),
            (0o755, (), 'no-such-program', 'No such file or directory'),
            (0o755, (), folder, 'Permission denied'),
            (0o644, (), script, 'Permission denied'),
            (0o744, as_nobody, script, 'Permission denied')):
        os.chmod(script, mode)
        for with_l in ('-l', '-L'):
            line = ('-p', pem, '--jail', jail(), *opts, with_l, program)
            refused(f'start {program}: {why}', 127, '-d', port, *line)
            got, text = run('--check', *line)
            equal((got, f'start {program}: {why}\n' in text), (1, True),
                  f'--check: {text}')
    refused(f'empty folder {folder}: is not empty; choose another with --jail',
            1, '-d', port, '-p', pem, '--jail', folder, *cat)
    # Socket options are tried on sockets like those they are for.
    for option, why, *more in (
            ('l:IP_TTL=256', 'Invalid argument'),
            ('r:SO_BINDTODEVICE=none9', 'No such device'),
            ('l:SO_BINDTODEVICE=none9', 'No such device'),
            ('a:TCP_MAXSEG=1', 'Invalid argument'),
            ('r:IP_TTL=256', 'Invalid argument', '-r', '1')):
        line = ('-O', option, '-p', pem, '--jail', jail(), *(more or cat))
        refused(f'option -O {option}: {why}', 64, '-d', port, *line)
        equal(run('--check', *line), (1, f'{pem}: good\noption -O {option}: '
                                      f'{why}\n'), '--check')
    for more in (cat, ('-r', f'{folder}/socket')):
        # TCP's options do not concern a unix socket.
        equal(run('--check', '-O', 'r:TCP_MAXSEG=1', '-O', 'a:SO_RCVBUF=9999',
                  '-p', pem, '--jail', jail(), *more),
              (0, f'{pem}: good\n'), '--check')
    got, text = run('--check', '-p', pem, '--jail', jail(), *cat)
    equal((got, text), (0, f'{pem}: good\n'), '--check')
    for wrong in (('-d', 'mail.example.org:1', *cat), ('-r', 'x', *cat),
                  ('-s', 'nobody-there', *cat), ('--jail', folder, *cat)):
        equal(run('--check', '-p', pem, *wrong)[0] in (1, 64), True,
              f'--check {wrong}')
    refused('listen on 192.0.2.1:993: Address not available', 1,
            '-d', '192.0.2.1:993', '-p', pem, *cat)
    refused('option -d: given too many times', 64, *['-d', port] * 9, *cat)
    # A file that is not a pid file is not replaced.
    path = f'{folder}/letter'
    with open(path, 'w', encoding='ascii') as f:
        f.write('12 pounds\n')
    refused(f'pid file {path}: exists and is not a pid file', 1,
            '-d', port, '-p', pem, '-P', path, *cat)
    equal(os.path.getsize(path), 10, 'the letter')
    reap()
    equal(listening(int(port)), False, 'the port')


@test('-d on a line of inetd.conf: refused, nobody listens')
def _():
    pem = pki.by_thimble().pem
    port = free_port()
    for make in (Server, Waiting):
        s = make(pem=pem, opts=('-d', str(port)))
        with connect(s.port) as sock:
            s.logged('option -d: not for inetd.conf: inetd listens there')
            sock.close()
        equal(listening(port), False, 'the port')
        s.__exit__(AssertionError, None, None)


@test('inetd.conf without the name behind the path')
def _():
    pem = pki.by_thimble().pem
    path = os.path.join(scratch('argv0'), 'log')
    s = Server(program=(THIMBLE,), args=(
        '-N', 'imaps', '-o', path, '-p', pem, '-l', '/bin/cat'))
    with connect(s.port) as sock:
        listen_to(sock).clean()
    s.quiet()
    s.__exit__(AssertionError, None, None)
    got = subprocess.run(['-N', 'imaps', '-l', '/bin/cat'], check=False,
                         executable=THIMBLE, stdin=subprocess.DEVNULL,
                         capture_output=True)
    equal((got.returncode, got.stderr.decode()), (
        64, 'thimble: argument -N: in inetd.conf the path must be followed by '
        'the name: thimble\n'), 'argv0')


main()
