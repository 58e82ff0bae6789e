# SPDX-License-Identifier: MIT
"""Headless Chromium, driven through its own pipe (DevTools protocol)."""

import base64
import json
import os
import select
import subprocess
import time


class Browser:
    """One profile and one tab. authorities: what it trusts from the start,
    as trust() takes it; prepare is called in its process before it begins."""

    def __init__(self, folder, hosts, authorities=(), prepare=None):
        self.home, self.hosts, self.width = folder, hosts, 1280
        self.prepare = prepare
        os.makedirs(f'{folder}/.pki/nssdb')
        self.certutil('-N', '--empty-password')
        for one in authorities:
            self.take(*one)
        self.start()

    def start(self):
        """Starts it, or the same profile again."""
        folder = self.home
        ours, theirs = os.pipe(), os.pipe()
        # Its descriptors 3 and 4.
        self.process = subprocess.Popen(
            ['sh', '-c', 'exec "$@" 3<&%d 4>&%d' % (ours[0], theirs[1]), 'sh',
             'chromium', '--headless=new', '--no-sandbox',
             '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage',
             '--disable-background-networking', '--remote-debugging-pipe',
             f'--user-data-dir={folder}/profile',
             f'--host-resolver-rules={self.hosts}', 'about:blank'],
            pass_fds=(ours[0], theirs[1]), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, 'HOME': folder}, preexec_fn=self.prepare)
        os.close(ours[0])
        os.close(theirs[1])
        self.to, self.come = ours[1], theirs[0]
        self.last, self.rest, self.session = 0, b'', None
        self.events = []
        target = self.call('Target.createTarget', url='about:blank')
        self.session = self.call('Target.attachToTarget', flatten=True,
                                 targetId=target['targetId'])['sessionId']
        for domain in ('Page', 'Runtime', 'DOM'):
            self.call(f'{domain}.enable')
        self.wide(self.width)

    def certutil(self, *words):
        """Changes the authorities that it trusts."""
        subprocess.run(['certutil', '-d', f'sql:{self.home}/.pki/nssdb',
                        *words], check=True, capture_output=True)

    def take(self, name, pem, flags='C,,'):
        """Imports an authority while it is not running."""
        self.certutil('-A', '-n', name, '-t', flags, '-i', pem)

    def trust(self, name, pem, flags='C,,'):
        """Imports an authority, as its owner would, between two starts."""
        self.close()
        self.take(name, pem, flags)
        self.start()

    def _message(self):
        while b'\0' not in self.rest:
            if not select.select([self.come], [], [], 60)[0]:
                raise RuntimeError('Chromium ended, or says nothing')
            more = os.read(self.come, 65536)
            if not more:
                raise RuntimeError('Chromium ended')
            self.rest += more
        one, _, self.rest = self.rest.partition(b'\0')
        return json.loads(one)

    def call(self, method, **params):
        """Calls METHOD and returns its result."""
        self.last += 1
        message = {'id': self.last, 'method': method, 'params': params}
        if self.session:
            message['sessionId'] = self.session
        data = json.dumps(message).encode() + b'\0'
        while data:
            data = data[os.write(self.to, data):]
        while True:
            said = self._message()
            if said.get('id') == self.last:
                if 'error' in said:
                    raise RuntimeError(f'{method}: {said["error"]}')
                return said['result']
            if 'method' in said:
                self.events.append(said)

    def wide(self, width):
        """Takes the width of a phone or a computer."""
        self.width = width
        self.call('Emulation.setDeviceMetricsOverride', width=width,
                  height=800, deviceScaleFactor=1, mobile=width < 600)

    def script(self, on):
        """Turns JavaScript of pages on or off."""
        self.call('Emulation.setScriptExecutionDisabled', value=not on)

    def dark(self, on):
        """Wants dark pages."""
        self.call('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme',
             'value': 'dark' if on else 'light'}])

    def js(self, expression):
        """The value of an expression in the page."""
        said = self.call('Runtime.evaluate', expression=expression,
                         returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in said:
            raise RuntimeError(f'{expression}: {said["exceptionDetails"]}')
        return said['result'].get('value')

    def open(self, url):
        """Loads a page; the error, or an empty string."""
        said = self.call('Page.navigate', url=url)
        if 'errorText' in said:
            return said['errorText']
        self.loaded()
        return ''

    def loaded(self, seconds=20):
        """Waits until the page is there."""
        self.until("document.readyState === 'complete'", seconds)

    def until(self, expression, seconds=20):
        """Waits until an expression is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.js(expression):
                    return
            except RuntimeError as error:
                if 'Chromium ended' in str(error):
                    raise
            time.sleep(0.05)
        raise RuntimeError(f'not in {seconds} s: {expression}: '
                           f'{self.text()[:2000]}')

    def text(self):
        """What a person reads."""
        return self.js('document.body ? document.body.innerText : ""')

    def click(self, selector, text=''):
        """Clicks what a CSS selector finds; waits for another page with TEXT.

        The pages between, that load the next one by themselves, may be missed.
        """
        self.js('window.before = 1')
        self.js(f'document.querySelector({json.dumps(selector)}).click()')
        self.until("typeof window.before === 'undefined' && "
                   "document.readyState === 'complete' && "
                   f'document.body.innerText.includes({json.dumps(text)})')

    def fill(self, selector, value):
        """Types into a field."""
        self.js(f'document.querySelector({json.dumps(selector)}).value = '
                f'{json.dumps(value)}')

    def choose(self, selector, *files):
        """Chooses files to upload."""
        root = self.call('DOM.getDocument')['root']['nodeId']
        node = self.call('DOM.querySelector', nodeId=root, selector=selector)
        self.call('DOM.setFileInputFiles', files=list(files),
                  nodeId=node['nodeId'])

    def picture(self, path):
        """A screenshot of the whole page."""
        size = self.call('Page.getLayoutMetrics')['cssContentSize']
        shot = self.call('Page.captureScreenshot', captureBeyondViewport=True,
                         clip={**size, 'scale': 1})
        with open(path, 'wb') as f:
            f.write(base64.b64decode(shot['data']))

    def axe(self, path, *rules):
        """What axe-core, the script at PATH, finds fault with: lines. By
        default it asks all of its usual rules."""
        if not self.js('typeof axe !== "undefined"'):
            with open(path, encoding='utf-8') as f:
                self.js(f.read() + ';undefined')
        only = f'runOnly: {list(rules)}, ' if rules else ''
        found = self.js(f'axe.run(document, {{{only}resultTypes: '
                        '["violations"]})'
                        '.then(r => JSON.stringify(r.violations))')
        return [f'{one["id"]}: {node["html"][:200]} '
                f'({node.get("failureSummary", "")})'
                for one in json.loads(found) for node in one['nodes']]

    def close(self):
        """Ends it."""
        self.session = None
        try:
            self.call('Browser.close')
        except (RuntimeError, OSError):
            pass
        self.process.wait(20)
        os.close(self.to)
        os.close(self.come)
