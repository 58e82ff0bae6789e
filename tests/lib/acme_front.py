# SPDX-License-Identifier: MIT
"""What stands before Pebble to make it worse: a TLS server that passes all on
but what it is told to spoil. Pebble itself has no rate limits and sends no bad
chain."""

import http.server
import json
import ssl
import threading
import urllib.error
import urllib.request

LIMITED = ('too many certificates (5) already issued for this exact set of '
           'identifiers in the last 168h0m0s, retry after {} UTC: see '
           'https://letsencrypt.org/docs/rate-limits/')


class Front:
    """In front of CA; spoil(path, status, headers, body) may return other
    values for the last three."""

    def __init__(self, ca, spoil):
        context = ssl.create_default_context(cafile=ca.at('p.pem'))
        behind = f'https://localhost:{ca.port}'

        class Handler(http.server.BaseHTTPRequestHandler):
            """One request."""

            protocol_version = 'HTTP/1.1'

            def log_message(self, *_):
                """Not on standard error."""

            def relay(self):
                """Asks Pebble the same. It makes URLs of the name by which
                it is called, so they lead here."""
                n = int(self.headers.get('Content-Length') or 0)
                ask = urllib.request.Request(
                    behind + self.path, method=self.command,
                    data=self.rfile.read(n) if n else None,
                    headers={'Host': self.headers['Host'], **(
                        {'Content-Type': 'application/jose+json'}
                        if n else {})})
                try:
                    with urllib.request.urlopen(ask, timeout=60,
                                                context=context) as a:
                        got = a.status, dict(a.headers), a.read()
                except urllib.error.HTTPError as a:
                    got = a.code, dict(a.headers), a.read()
                status, headers, body = spoil(self.path, *got) or got
                self.send_response(status)
                for key, value in headers.items():
                    if key.lower() not in ('content-length', 'date',
                                           'transfer-encoding'):
                        self.send_header(key, value)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                if self.command != 'HEAD':
                    self.wfile.write(body)

            do_GET = do_POST = do_HEAD = relay

        self.http = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        mine = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        mine.load_cert_chain(ca.at('p.pem'), ca.at('p.key'))
        self.http.socket = mine.wrap_socket(self.http.socket, True)
        self.url = f'https://localhost:{self.http.server_port}/dir'

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


def limited(when):
    """No new order until WHEN."""
    def spoil(path, _status, headers, _body):
        if path != '/order-plz':
            return None
        headers['Content-Type'] = 'application/problem+json'
        return 429, headers, json.dumps({
            'type': 'urn:ietf:params:acme:error:rateLimited',
            'detail': LIMITED.format(when), 'status': 429}).encode()
    return spoil


def another_chain(pem):
    """Each certificate comes with PEM in place of its issuer."""
    end = b'-----END CERTIFICATE-----\n'

    def spoil(path, status, headers, body):
        if not path.startswith('/certZ/') or status != 200:
            return None
        return status, headers, body[:body.index(end) + len(end)] + pem
    return spoil
