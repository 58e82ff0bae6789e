# SPDX-License-Identifier: MIT
"""A mailbox and the real GNU Mailutils servers that show it."""

import os

from wire import command, scratch, tool

IMAP4D, POP3D = os.environ['IMAP4D'], os.environ['POP3D']
USER, PASSWORD, UID = 'demo@localhost', 'swordfish', 65534
SUBJECT = 'A message for the wire tests'
MESSAGE = (f'From: post@localhost\r\nTo: {USER}\r\nSubject: {SUBJECT}\r\n'
           'Date: Mon, 05 Feb 2001 10:00:00 +0000\r\n'
           'Message-Id: <1@localhost>\r\n\r\n'
           'It came through a thimble.\r\n')


class Mail:
    """One account with one message; imap4d and pop3d are backends."""

    def __init__(self):
        self.dir = scratch('mail')
        os.mkdir(self.path('vd'), 0o755)
        home = self.path('home')
        os.mkdir(home, 0o700)
        with open(self.path('home/INBOX'), 'w', encoding='ascii') as f:
            f.write('From post@localhost Mon Feb  5 10:00:00 2001\n' +
                    MESSAGE.replace('\r\n', '\n') + '\n')
        for path in (home, self.path('home/INBOX')):
            os.chown(path, UID, UID)
        hashed = command(tool('openssl'), 'passwd', '-6', PASSWORD)
        with open(self.path('vd/localhost'), 'w', encoding='ascii') as f:
            f.write(f'demo:{hashed.stdout.decode().strip()}:{UID}:{UID}::'
                    f'{home}:/bin/false:{home}/INBOX\n')
        with open(self.path('conf'), 'w', encoding='ascii') as f:
            f.write('logging { syslog no; };\n'
                    'auth { authentication generic:virtdomain:system;'
                    ' authorization virtdomain:system; };\n'
                    f'virtdomain {{ passwd-dir {self.path("vd")}; }};\n')
        config = f'--config-file={self.path("conf")}'
        self.imap = (IMAP4D, config, '--inetd')
        self.pop = (POP3D, config, '--inetd')

    def path(self, name):
        """A path in the account's folder."""
        return os.path.join(self.dir, name)


def mbsync(port, tls, trust):
    """Fills a Maildir from localhost; TLS: IMAPS or STARTTLS. The paths of its
    messages."""
    home = scratch('home')
    os.mkdir(os.path.join(home, 'md'))
    conf = os.path.join(home, 'mbsyncrc')
    with open(conf, 'w', encoding='ascii') as f:
        f.write(f'IMAPAccount a\nHost localhost\nPort {port}\n'
                f'User {USER}\nPass {PASSWORD}\nAuthMechs LOGIN\n'
                f'SSLType {tls}\nCertificateFile {trust}\n'
                'SystemCertificates no\n\nIMAPStore far\nAccount a\n\n'
                f'MaildirStore near\nPath {home}/md/\n'
                f'Inbox {home}/md/INBOX\n\nChannel c\nFar :far:\n'
                'Near :near:\nPatterns INBOX\nCreate Near\n'
                'SyncState *\n')
    command(tool('mbsync'), '-c', conf, '-a', env=dict(os.environ, HOME=home))
    inbox = os.path.join(home, 'md/INBOX')
    return [os.path.join(inbox, part, x) for part in ('new', 'cur')
            for x in os.listdir(os.path.join(inbox, part))]
