# SPDX-License-Identifier: MIT
"""Exim as inetd starts it (-bs), which keeps what it takes in its queue."""

import os
import shutil

from wire import eventually, scratch, tool


class Smtp:
    """argv is the backend; it announces STARTTLS, for it has TLS itself."""

    def __init__(self):
        self.dir = scratch('smtp')
        spool, conf = self.path('spool'), self.path('conf')
        os.mkdir(spool)
        shutil.chown(spool, 'Debian-exim', 'Debian-exim')
        with open(conf, 'w', encoding='ascii') as f:
            f.write('primary_hostname = exim.test\n'
                    f'spool_directory = {spool}\n'
                    f'log_file_path = {spool}/%s.log\n'
                    'acl_smtp_rcpt = accept\nqueue_only\n'
                    'begin acl\nbegin routers\nbegin transports\n')
        self.argv = (tool('exim4'), '-C', conf, '-bs')

    def path(self, name):
        """A path in the server's folder."""
        return os.path.join(self.dir, name)

    def queued(self):
        """The text of the first message in the queue, waiting for it."""
        def look():
            folder = self.path('spool/input')
            names = os.listdir(folder) if os.path.isdir(folder) else []
            for name in names:
                if name.endswith('-D'):
                    with open(os.path.join(folder, name), 'rb') as f:
                        return f.read()
            return None
        return eventually(look, 10, 'a message in the queue')
