# SPDX-License-Identifier: MIT
"""Official certificates in the appliance, and what port 80 answers of
challenges: for boot/acme.sh."""

import os
import re
import subprocess
import urllib.parse

from appliance_ca import NAME, Authority, issued
from visitor import CONSOLE, ROOT, Owner, ask, check, same, tool

FOLDER = '/.well-known/acme-challenge'
TOKEN = 'evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA'
SECRET = 'nothing for the web'


def put(path, text, mode=0o644):
    """A file of the appliance."""
    path = ROOT + path
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='ascii') as out:
        out.write(text)
    os.chmod(path, mode)


def tricks():
    """Around the one file that there is."""
    web = f'/run/acme{FOLDER}'
    put(f'{web}/{TOKEN}', f'{TOKEN}.x')
    put(f'{web}/.new', SECRET, 0o600)
    put('/run/acme/secret', SECRET)
    put('/run/acme/.well-known/secret', SECRET)
    said = ask(f'{FOLDER}/{TOKEN}', port=80)
    same('challenge', (said.status, said.text), (200, f'{TOKEN}.x'))
    # A CA asks for the name, whatever this device believes to be called.
    said = ask(f'{FOLDER}/{TOKEN}', port=80, Host='elsewhere.example')
    same('another name', said.status, 200)
    for path in ('', '/', '/.new', '/..', '/../secret', '/../../secret',
                 '/%2e%2e/secret', '/%2e%2e%2fsecret', '/..%2fsecret',
                 '/../../../etc/passwd', '/../../../../etc/passwd',
                 '/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd',
                 f'/{TOKEN}/', f'/{TOKEN}/../.new', f'/{TOKEN}%00.txt',
                 f'/x/../../secret', '/.', '/./.new', '/%5c..%5csecret'):
        said = ask(FOLDER + path, port=80)
        check(path, said.status in (301, 302, 400, 403, 404), said.status)
        check(path, SECRET not in said.text and TOKEN not in said.text and
              'root:' not in said.text, said.text)
    for path in ('/.well-known', '/.well-known/', '/.well-known/secret',
                 '/.well-known/../../run/acme/secret', '/run/acme/secret'):
        said = ask(path, port=80)
        check(path, said.status in (302, 400, 404) and
              'acme-challenge' not in said.text and SECRET not in said.text,
              said.text)
    said = ask(f'{FOLDER}/{TOKEN}', b'x=1', port=80)
    check('POST', said.status in (405, 501), said.status)
    # Not over TLS, where the owner's page is.
    check('443', ask(f'{FOLDER}/{TOKEN}').status == 404)
    for name in f'{web}/{TOKEN}', f'{web}/.new', '/run/acme/secret', \
            '/run/acme/.well-known/secret':
        os.unlink(ROOT + name)


def hidden():
    """Command lines, among them that of uacme with credentials for an
    authority, are for root alone."""
    tool('/bin/cat', '/proc/1/cmdline')
    done = subprocess.run(
        ['chroot', ROOT, '/usr/bin/setuidgid', 'www', '/bin/ls', '/proc/1'],
        capture_output=True, check=False)
    check('hidepid', done.returncode != 0, done.stdout)


def fields(owner):
    """What is typed into the form gets into the configuration as it is, or not
    at all, and is shown as text."""
    conf = f'{ROOT}/etc/thimble/thimble.conf'
    with open(conf, encoding='ascii') as f:
        before = f.read()
    mark = '"><script>alert(1)</script>'
    for name, value in (
            ('acme', mark), ('acme', '$(touch /x)'), ('acme', ';touch /x'),
            ('acme', 'a\ndir = /tmp'), ('acme', '--config=/x'),
            ('acme-email', mark), ('acme-email', '`touch /x`@example.org'),
            ('acme-email', 'a@b.example\nacme-client = /x'),
            ('acme-directory', f'https://ca/{mark}'),
            ('acme-directory', 'http://ca.example/'),
            ('acme-directory', 'javascript:alert(1)'),
            ('acme-eab', mark), ('acme-eab', '-x:y'), ('acme-eab', 'x'),
            ('acme-agree', mark), ('set', 'acme-client=/tmp/x'),
            ('set', 'dir=/tmp'), ('action', mark), ('action', 'set;x'),
            ('acme', 2000 * 'x')):
        form = {'action': 'get', name: value}
        said = owner.does('acme', urllib.parse.urlencode(form))
        check(f'{form}', 'There is no official certificate yet' in said or
              'nothing was changed' in said, said)
        check(f'{form}', '<script>alert' not in said, said)
        with open(conf, encoding='ascii') as f:
            same(f'{form}', f.read(), before)
    check('ran', not os.path.exists(f'{ROOT}/x'))
    # The key is never shown, and stays when the form does not have one.
    owner.does('acme', 'action=set&acme-eab=kid-1:c2VjcmV0LWtleQ&acme=a.example'
               '&acme-email=o%27o%2Bx@example.org')
    said = owner.does('acme', 'action=set&acme-eab=&acme-agree=yes')
    check('eab', 'c2VjcmV0' not in said and 'kid-1' not in said, said)
    check('email', 'value="o&#39;o+x@example.org"' in said, said)
    with open(conf, encoding='ascii') as f:
        check('eab', '\nacme-eab = kid-1:c2VjcmV0LWtleQ\n' in f.read())
    same('mode', os.stat(conf).st_mode & 0o777, 0o600)
    for query in ({'Cookie': None}, {'Origin': 'https://attacker.example'}):
        owner.post('acme', 'action=set&acme=attacker.example', **query)
    real, owner.token = owner.token, 32 * '0'
    owner.post('acme', 'action=set&acme=attacker.example')
    owner.token = real
    with open(conf, encoding='ascii') as f:
        check('forged', 'attacker' not in f.read())
    tool('/usr/sbin/thimble-cert', 'acme', 'set', 'acme-eab=', 'acme=')


def main():
    """By each challenge."""
    with open(CONSOLE, encoding='ascii') as f:
        password = re.search(r'password of the web page: (\S+)', f.read())[1]
    owner = Owner(password)
    hidden()
    fields(owner)
    same('no folder', ask(f'{FOLDER}/{TOKEN}', port=80).status, 404)
    with Authority() as ca:
        for challenge in 'http-01', 'tls-alpn-01':
            tool('/usr/sbin/thimble-cert', 'acme', 'set', f'acme={NAME}',
                 f'acme-directory={ca.url()}', 'acme-agree=yes',
                 f'acme-challenge={challenge}')
            said = tool('/usr/sbin/thimble-cert', 'acme', 'check')
            port = 80 if challenge == 'http-01' else 443
            same(challenge, said, f'{NAME} leads to 127.0.0.1; port {port} '
                 "there is this device's\n")
            tool('/usr/sbin/thimble-cert', 'acme', 'run', '--force')
            check(challenge, issued(), challenge)
            tool('/usr/sbin/thimble-cert', 'own')
            web = f'{ROOT}/run/acme{FOLDER}'
            same('answers that stay', os.listdir(web), [])
    tricks()


main()
