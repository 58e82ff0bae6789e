/* SPDX-License-Identifier: MIT */
/* The backend's environment: see environment.h. */
#include "key/environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tls/suite.h"
#include "tls/tls.h"

/* Adds NAME=VALUE, or nothing if it does not fit. */
static void
set_var(struct environment *v, const char *name, const char *value)
{
	size_t start = v->s.len;

	sbuf_str(&v->s, name);
	sbuf_char(&v->s, '=');
	sbuf_str(&v->s, value);
	sbuf_mem(&v->s, "", 1);
	if (v->s.cut || v->n + 1 >= BACKEND_ENV_MAX) {
		v->s.len = start;
		v->s.cut = false;
		return;
	}
	v->vars[v->n++] = v->text + start;
}

static void
keep_var(struct environment *v, const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	if (value == NULL)
		value = otherwise;
	if (value != NULL)
		set_var(v, name, value);
}

/* Of the client's data, N may pass on a host name only. */
static bool
is_host_name(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")] == '\0';
}

/* One printable line, as dn.h makes it, shorter than TLS_DN_MAX. */
static bool
is_line(const char *name)
{
	size_t len = 0;

	for (; name[len] != '\0'; len++)
		if (name[len] < ' ' || name[len] > '~')
			return false;
	return len < TLS_DN_MAX;
}

/* Adds both names, or none unless N sent exactly two lines. */
static void
set_client(struct environment *v, const struct environment_client *c)
{
	size_t len = strlen(c->names);
	const char *issuer = c->names + len + 1;

	if (c->len <= len || len + 1 + strlen(issuer) != c->len ||
	    !is_line(c->names) || !is_line(issuer))
		return;
	set_var(v, "SSL_CLIENT_DN", c->names);
	set_var(v, "SSL_CLIENT_I_DN", issuer);
}

void
environment_fill(struct environment *v, const struct connection *c,
    const struct environment_client *client, const uint8_t *msg, size_t len)
{
	char sni[TLS_SNI_MAX];
	size_t sni_len = len - 4;

	memset(v->vars, 0, sizeof v->vars);
	v->n = 0;
	sbuf_init(&v->s, v->text, sizeof v->text);
	keep_var(v, "PATH", ENVIRONMENT_PATH);
	keep_var(v, "TZ", NULL);
	set_var(v, "PROTO", "SSL");
	set_var(v, "REMOTE_HOST", c->peer->host);
	set_var(v, "REMOTE_PORT", c->peer->port);
	set_var(v, "TCPREMOTEIP", c->peer->host);
	set_var(v, "TCPREMOTEPORT", c->peer->port);
	set_var(v, "TCPLOCALIP", c->local->host);
	set_var(v, "TCPLOCALPORT", c->local->port);
	set_var(v, "SSL_PROTOCOL", msg[1] == 3 ? "TLSv1.3" : "TLSv1.2");
	set_var(v, "SSL_CIPHER",
	    suite_name((unsigned)msg[2] << 8 | msg[3]));
	if (client->len > 0)
		set_client(v, client);
	if (sni_len == 0 || sni_len >= sizeof sni)
		return;
	memcpy(sni, msg + 4, sni_len);
	sni[sni_len] = '\0';
	if (strlen(sni) == sni_len && is_host_name(sni))
		set_var(v, "SSL_TLS_SNI_SERVERNAME", sni);
}

const char *
environment_get(const struct environment *v, const char *name)
{
	size_t len = strlen(name);
	size_t i;

	for (i = 0; i < v->n; i++)
		if (strncmp(v->vars[i], name, len) == 0 &&
		    v->vars[i][len] == '=')
			return v->vars[i] + len + 1;
	return NULL;
}
