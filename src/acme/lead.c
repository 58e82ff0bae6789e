/* SPDX-License-Identifier: MIT */
/* Where names lead: see lead.h. */
#include "acme/lead.h"

#include <string.h>
#include <unistd.h>

#include "acme/answer.h"
#include "base/apart.h"
#include "base/clock.h"
#include "base/rng.h"
#include "os/reach.h"
#include "tls/crt_acme.h"
#include "tls/peek.h"

enum { WAIT_MS = 10000, PIECE = 4096, REPLY_MAX = 2048 };

/* The addresses of N, up to one of each kind; how many. */
static unsigned
find(const struct name *n, struct name at[2])
{
	const int64_t until = clock_ms() + WAIT_MS;
	unsigned found = 0;

	if (n->ip_len != 0) {
		at[0] = *n;
		return 1;
	}
	if (reach_find(n->text, 4, until, &at[0]) == 0)
		found++;
	if (reach_find(n->text, 6, until, &at[found]) == 0)
		found++;
	return found;
}

int
lead_any(const struct conf_acme *c, struct reason *r)
{
	static APART char text[NAME_TEXT_MAX + 100];
	struct name at[2];
	struct sbuf s;
	unsigned i;

	if (c->challenges == CONF_ACME_DNS)
		return 0;
	for (i = 0; i < c->names.n; i++) {
		if (c->names.item[i].text[0] == '*' ||
		    find(&c->names.item[i], at) > 0)
			continue;
		sbuf_init(&s, text, sizeof text);
		sbuf_str(&s, c->names.item[i].text);
		sbuf_str(&s, " does not lead anywhere: it has no address in "
		    "DNS, or no name server answers");
		reason_set(r, "dns", text);
		return -1;
	}
	return 0;
}

/* A token or digest of our own: base64url of random bytes. */
static int
invent(char text[TOKEN_DIGEST_TEXT + 1])
{
	uint8_t r[TOKEN_DIGEST];
	struct sbuf s;

	if (rng_fill(r, sizeof r) < 0)
		return -1;
	sbuf_init(&s, text, TOKEN_DIGEST_TEXT + 1);
	sbuf_base64(&s, r, sizeof r);
	for (; *text != '\0'; text++)
		*text = (char)(*text == '+' ? '-' : *text == '/' ? '_' : *text);
	return 0;
}

static bool
has_bytes(const uint8_t *in, size_t len, const uint8_t *what, size_t n)
{
	for (; len >= n; in++, len--)
		if (memcmp(in, what, n) == 0)
			return true;
	return false;
}

/* Whether the certificate that FD presents is the one with DIGEST. */
static enum lead
see_tls(int fd, const char *name, const uint8_t digest[TOKEN_DIGEST],
    int64_t until)
{
	static APART struct peek p;
	static APART uint8_t piece[PIECE];
	static APART uint8_t random[PEEK_RANDOM], hello[PEEK_HELLO_MAX];
	enum peek_state state = PEEK_MORE;
	const uint8_t *der;
	struct err ignored;
	size_t len;
	long n;

	err_clear(&ignored);
	memset(&p, 0, sizeof p);
	if (rng_fill(random, sizeof random) < 0)
		return LEAD_UNKNOWN;
	len = peek_hello_alpn(hello, random, name, "acme-tls/1");
	if (reach_send(fd, hello, len, until) < 0)
		return LEAD_UNKNOWN;
	while (state == PEEK_MORE) {
		n = reach_recv(fd, piece, sizeof piece, until);
		if (n <= 0)
			return LEAD_ELSEWHERE;
		state = peek_take(&p, piece, (size_t)n, &ignored);
	}
	der = state == PEEK_DONE ? peek_next(&p, &len) : NULL;
	return der != NULL && has_bytes(der, len, digest, TOKEN_DIGEST) ?
	    LEAD_HERE : LEAD_ELSEWHERE;
}

/* Whether FD's web server has the file TOKEN with AUTH in it. */
static enum lead
see_http(int fd, const char *host, const char *token, const char *auth,
    int64_t until)
{
	static APART char room[REPLY_MAX];
	struct sbuf s;
	size_t len = 0;
	long n;

	sbuf_init(&s, room, sizeof room);
	sbuf_str(&s, "GET /.well-known/acme-challenge/");
	sbuf_str(&s, token);
	sbuf_str(&s, " HTTP/1.0\r\nHost: ");
	sbuf_str(&s, host);
	sbuf_str(&s, "\r\n\r\n");
	if (reach_send(fd, room, s.len, until) < 0)
		return LEAD_UNKNOWN;
	while (len < sizeof room && (n = reach_recv(fd, room + len,
	    sizeof room - len, until)) > 0)
		len += (size_t)n;
	return has_bytes((const uint8_t *)room, len, (const uint8_t *)auth,
	    strlen(auth)) ? LEAD_HERE : LEAD_ELSEWHERE;
}

/* One try, with the answer in place meanwhile; E says why it is unknown. */
static enum lead
look(const struct conf_acme *c, const struct name *n, const struct name *at,
    bool tls, struct err *e)
{
	const int64_t until = clock_ms() + WAIT_MS;
	char token[TOKEN_DIGEST_TEXT + 1], server[NAME_TEXT_MAX];
	uint8_t digest[TOKEN_DIGEST];
	enum lead lead = LEAD_UNKNOWN;
	struct err ignored;
	struct sbuf s;
	int fd;

	sbuf_init(&s, server, sizeof server);
	token_server_name(n, &s);
	if (invent(token) < 0 || token_digest(token, digest) < 0)
		return LEAD_UNKNOWN;
	if ((tls ? answer_tls(c, n, digest, true, e) :
	    answer_http(c, token, token, true, e)) < 0)
		return LEAD_UNKNOWN;
	fd = reach(at, tls ? 443 : 80, until, e);
	if (fd >= 0) {
		lead = tls ? see_tls(fd, server, digest, until) :
		    see_http(fd, n->text, token, token, until);
		(void)close(fd);
	}
	err_clear(&ignored);
	(void)(tls ? answer_tls(c, n, digest, false, &ignored) :
	    answer_http(c, token, token, false, &ignored));
	return lead;
}

static void
add(struct sbuf *s, enum lead lead, const char *port, const struct err *e)
{
	sbuf_str(s, "; port ");
	sbuf_str(s, port);
	switch (lead) {
	case LEAD_HERE:
		sbuf_str(s, " there is this device's");
		return;
	case LEAD_ELSEWHERE:
		sbuf_str(s, " there is not this device's, or answers no "
		    "challenge");
		return;
	case LEAD_UNKNOWN:
		sbuf_str(s, " there cannot be reached from here");
		if (e->text[0] != '\0') {
			sbuf_str(s, " (");
			sbuf_str(s, e->text);
			sbuf_char(s, ')');
		}
		return;
	}
}

/* What is at one address, by the better of the ports. */
static enum lead
check_address(const struct conf_acme *c, const struct name *n,
    const struct name *at, struct sbuf *s)
{
	enum lead best = LEAD_ELSEWHERE, lead;
	struct err e;
	bool tls;
	int i;

	sbuf_str(s, at->text);
	if (name_is_private(at))
		sbuf_str(s, ", which only a CA in the same network can reach");
	for (i = 0; i < 2; i++) {
		tls = i == 0;
		if ((c->challenges & (tls ? CONF_ACME_TLS_ALPN :
		    CONF_ACME_HTTP)) == 0)
			continue;
		err_clear(&e);
		lead = look(c, n, at, tls, &e);
		add(s, lead, tls ? "443" : "80", &e);
		if (lead < best)
			best = lead;
	}
	return best;
}

enum lead
lead_check(const struct conf_acme *c, const struct name *n, struct sbuf *s)
{
	enum lead worst = LEAD_HERE, lead;
	struct name at[2];
	unsigned i, found;

	sbuf_str(s, n->text);
	if (n->text[0] == '*') {
		sbuf_str(s, " needs dns-01, which cannot be checked here");
		return LEAD_UNKNOWN;
	}
	found = find(n, at);
	if (found == 0) {
		sbuf_str(s, " does not lead anywhere: it has no address in "
		    "DNS, or no name server answers");
		return LEAD_ELSEWHERE;
	}
	for (i = 0; i < found; i++) {
		sbuf_str(s, i == 0 ? " leads to " : "; it also leads to ");
		lead = check_address(c, n, &at[i], s);
		if (lead > worst)
			worst = lead;
	}
	return c->challenges == CONF_ACME_DNS ? LEAD_UNKNOWN : worst;
}
