# SPDX-License-Identifier: MIT
"""What --json prints is JSON, whatever stands in a certificate or in the name
of its file; and nothing that is printed breaks a terminal.
"""

import base64
import json
import os
import re
import subprocess

from certs import Folder
from wire import THIMBLE_CERT, command, equal, main, scratch, test

HOSTILE = (b'"},{"a":"', b'\\', b'\\"', b'\0', b'\n', b'\x1b[2J', b'\x7f\x80',
           b'\xff\xfe', '\u2028\u202e'.encode(), b'\xc3\x28', b'</script>')


def patched(hostile):
    """A certificate and key with hostile bytes in each name, as a PEM file.
    The signature is wrong then, which reading does not mind."""
    base = scratch('hostile')
    room = 24
    mark = {w: (w * room)[:room] for w in 'oans'}
    command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
            'ec_paramgen_curve:P-256', '-nodes', '-keyout', f'{base}/key',
            '-outform', 'DER', '-out', f'{base}/der', '-subj',
            f'/O={mark["o"]}/CN={mark["n"]}', '-addext',
            f'subjectAltName=DNS:{mark["s"]},email:{mark["a"]},DNS:router')
    with open(f'{base}/der', 'rb') as f:
        der = f.read()
    for text in mark.values():
        equal(text.encode() in der, True, 'the mark')
        der = der.replace(text.encode(), (hostile * room)[:room])
    path = os.path.join(base.encode(), b'a"b\\\xff\n.pem')
    pem = base64.encodebytes(der).decode()
    with open(path, 'w', encoding='ascii') as out, \
            open(f'{base}/key', encoding='ascii') as key:
        out.write(key.read() + '-----BEGIN CERTIFICATE-----\n' + pem +
                  '-----END CERTIFICATE-----\n')
    os.chmod(path, 0o600)
    return path


def said(*argv):
    """What a command prints, which is plain text; its exit status."""
    done = subprocess.run((THIMBLE_CERT, *argv), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)
    equal(re.sub(rb'[ -~\n]', b'', done.stdout), b'', 'not plain text')
    return done.returncode, done.stdout.decode('ascii')


@test('show, pin and check of hostile names', 60)
def hostile_names():
    for hostile in HOSTILE:
        path = patched(hostile)
        status, text = said('show', '--json', path)
        equal(status, 0, text)
        page, = json.loads(text)['files']
        # A path is bytes: each is one character.
        equal(page['path'].encode('latin-1'), path)
        c, = page['certificates']
        equal(len(c['names']), 2, c)
        equal(c['names'][1], 'router')
        equal(c['subject'] == c['issuer'] and c['subject'][:3] == 'CN=', True)
        equal(said('show', path)[0], 0)
        status, text = said('pin', '--json', path)
        equal((status, sorted(json.loads(text))),
              (0, ['pin', 'sha256', 'tlsa']), text)
        folder = Folder('names = router')
        os.mkdir(folder.dir)
        os.rename(path, folder.path('server.pem'))
        status, text = said('check', '--json', '--config', folder.conf)
        page = json.loads(text)
        equal((status, page['good']), (1, False), text)
        equal([x['what'] for x in page['checks']],
              ['server.pem', 'permissions', 'key and signatures', 'dates',
               'chain', 'name router', 'own.pem'])
        equal('server.pem, block 2 (CN=' in page['checks'][4]['why'], True,
              text)
        equal(said('check', '--config', folder.conf)[0], 1)


@test('check says the same to people and to programs')
def same():
    folder = Folder('names = router', 'days = 10')
    status, text = said('check', '--json', '--config', folder.conf)
    equal((status, text.count('\n')), (1, 1), 'there is no folder')
    folder.run('ensure', want=0)
    for more in (), ('--days', '30'):
        status, text = said('check', '--json', '--config', folder.conf, *more)
        page = json.loads(text)
        equal((status, page['good']), (1, False) if more else (0, True))
        lines = [('good  ' if x['good'] else 'BAD   ') + x['what'] +
                 ('' if x['good'] else ': ' + x['why'])
                 for x in page['checks']]
        equal(folder.run('check', *more)[1].splitlines(), lines)
    os.unlink(folder.path('server.pem'))
    status, text = said('check', '--json', '--config', folder.conf)
    check, = json.loads(text)['checks']
    equal((status, check['what'], check['good']), (1, 'server.pem', False))
    equal('type: thimble-cert ensure' in check['why'], True, text)


main()
