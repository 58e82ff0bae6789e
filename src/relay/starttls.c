/* SPDX-License-Identifier: MIT */
/* The plain text before TLS, common parts: see starttls.h. */
#include "relay/starttls.h"

#include <string.h>
#include <strings.h>

const struct starttls_protocol *
starttls_find(const char *name)
{
	static const struct starttls_protocol *const all[] = {
		&starttls_imap, &starttls_pop3, &starttls_smtp
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}

char *
starttls_word(char **at)
{
	char *word = *at;
	size_t len = strcspn(word, " ");

	*at = word + len;
	if (word[len] == ' ') {
		word[len] = '\0';
		++*at;
	}
	return word;
}

bool
starttls_is(const char *word, const char *other)
{
	return strncasecmp(word, other, STARTTLS_LINE_MAX) == 0;
}

void
starttls_init(struct starttls *m, const struct starttls_protocol *p,
    const char *host)
{
	m->protocol = p;
	m->host = host;
	m->len = 0;
	m->lines = 0;
}

/*
 * Whether LEN bytes are text, with at most a CR at their end: a line ends in CR
 * LF or, if typed at a terminal, in LF.  A TLS client on this port sends
 * something else and is disconnected at once.
 */
static bool
is_text(const char *s, size_t len)
{
	size_t i;

	if (len > 0 && s[len - 1] == '\r')
		len--;
	for (i = 0; i < len; i++)
		if (s[i] != '\t' && (s[i] < ' ' || s[i] > '~'))
			return false;
	return true;
}

static enum starttls_verdict
give_up(const struct starttls *m, struct sbuf *reply)
{
	sbuf_str(reply, m->protocol->bye);
	return STARTTLS_LIMIT;
}

enum starttls_verdict
starttls_next(struct starttls *m, struct sbuf *reply)
{
	const char *lf = memchr(m->in, '\n', m->len);
	size_t end = lf == NULL ? m->len : (size_t)(lf - m->in);
	enum starttls_verdict verdict;

	if (!is_text(m->in, end))
		return give_up(m, reply);
	if (lf == NULL)
		return m->len < sizeof m->in ? STARTTLS_READ :
		    give_up(m, reply);
	if (++m->lines > STARTTLS_LINES_MAX)
		return give_up(m, reply);
	m->in[end > 0 && m->in[end - 1] == '\r' ? end - 1 : end] = '\0';
	verdict = m->protocol->command(m, m->in, reply);
	m->len -= end + 1;
	memmove(m->in, m->in + end + 1, m->len);
	return verdict == STARTTLS_UPGRADE && m->len > 0 ?
	    STARTTLS_INJECTED : verdict;
}
