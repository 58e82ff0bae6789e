/* SPDX-License-Identifier: MIT */
/* Reasons: see reason.h. */
#include "acme/reason.h"

#include <stdbool.h>
#include <string.h>

#include "base/apart.h"
#include "base/date.h"

enum { SAID_MAX = 16384 };

#define URN "urn:ietf:params:acme:error:"

enum { CONNECTION = 0 };

/* Errors of RFC 8555, 6.7, that a person can do something about. */
static const struct {
	const char *word, *text;
} known[] = {
	{ "connection", "the CA could not reach this device: check that the "
	    "router passes port 80 or 443 on to it" },
	{ "rateLimited", "the CA has had too many requests lately and takes no "
	    "more for a while" },
	{ "unauthorized", "the CA got an answer from another device: the name "
	    "does not lead to this one" },
	{ "incorrectResponse", "the CA got an answer from another device: the "
	    "name does not lead to this one" },
	{ "tls", "the CA reached port 443 and could not speak TLS with it: "
	    "something other than thimble answers there" },
	{ "dns", "the name does not lead anywhere: it has no address in DNS" },
	{ "caa", "a CAA record of the domain forbids this CA" },
	{ "rejectedIdentifier", "the CA does not issue for this name" },
	{ "unsupportedIdentifier", "the CA does not issue for this kind of "
	    "name" },
	{ "invalidContact", "the CA does not accept the address in "
	    "acme-email" },
	{ "unsupportedContact", "the CA does not accept the address in "
	    "acme-email" },
	{ "externalAccountRequired", "the CA wants credentials: set acme-eab" },
	{ "userActionRequired", "the CA wants the owner to do something "
	    "first" },
	{ "badCSR", "the CA does not accept the request: too many names, or "
	    "the kind of key" },
	{ "serverInternal", "the CA has a problem of its own" },
	{ "accountDoesNotExist", "the CA does not know this device's account "
	    "any more" }
};

/* Words of the client itself, where no CA has answered. */
static const struct {
	const char *says, *word, *text;
} others[] = {
	{ "failed to fetch directory", "unreachable", "the CA cannot be "
	    "reached: no connection to the internet, or the wrong "
	    "acme-directory" },
	{ "no challenge completed", "noChallenge", "the CA offers no "
	    "challenge that acme-challenge allows, or the answer to it could "
	    "not be prepared" },
	{ "requires external credentials", "externalAccountRequired",
	    "the CA wants credentials: set acme-eab" },
	{ "no account associated", "accountDoesNotExist", "the CA does not "
	    "know this device's account any more" },
	{ "profile must be", "profile", "the CA does not offer the profile "
	    "in acme-profile" },
	{ "does not support profiles", "profile", "the CA offers no "
	    "profiles" },
	{ "invalid option", "client", "the ACME client is too old for "
	    "profiles: uacme 1.8 has them" },
	{ "curl_", "unreachable", "the CA cannot be reached" },
	{ "failed to fetch new nonce", "unreachable", "the CA cannot be "
	    "reached" },
	{ "timeout", "timeout", "the CA did not finish in time" }
};

void
reason_set(struct reason *r, const char *word, const char *text)
{
	struct sbuf s;

	memset(r, 0, sizeof *r);
	sbuf_init(&s, r->word, sizeof r->word);
	sbuf_shown(&s, word, strlen(word));
	sbuf_init(&s, r->text, sizeof r->text);
	sbuf_shown(&s, text, strlen(text));
}

/* The last NEEDLE in TEXT; NULL: there is none. */
static const char *
last_of(const char *text, const char *needle)
{
	const char *found = NULL;

	for (text = strstr(text, needle); text != NULL;
	    text = strstr(text + 1, needle))
		found = text;
	return found;
}

/* N digits at *P, then the separator BEHIND (0: anything). */
static bool
digits(const char **p, unsigned n, char behind, int *out)
{
	for (*out = 0; n > 0; n--, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		*out = *out * 10 + (**p - '0');
	}
	if (behind == '\0')
		return true;
	return *(*p)++ == behind;
}

/* "retry after 2026-11-29 12:00:00 UTC", as Let's Encrypt has it. */
static int64_t
find_after(const char *text)
{
	static const char says[] = "retry after ";
	const char *p = strstr(text, says);
	struct date d;

	if (p == NULL)
		return 0;
	p += sizeof says - 1;
	if (!digits(&p, 4, '-', &d.year) || !digits(&p, 2, '-', &d.month))
		return 0;
	/* A blank, or the T of RFC 3339. */
	if (!digits(&p, 2, ' ', &d.day) && p[-1] != 'T')
		return 0;
	if (!digits(&p, 2, ':', &d.hour) || !digits(&p, 2, ':', &d.minute) ||
	    !digits(&p, 2, '\0', &d.second) || d.month < 1 || d.month > 12 ||
	    d.day < 1 || d.day > 31 || d.year < 2026)
		return 0;
	return date_to_epoch(&d);
}

/* Adds the CA's sentence, the value of "detail" near AT. */
static void
add_detail(struct sbuf *s, const char *text, const char *at)
{
	static const char key[] = "\"detail\": \"";
	const char *p = strstr(at, key);
	size_t len;

	if (p == NULL)
		p = last_of(text, key);
	if (p == NULL)
		return;
	p += sizeof key - 1;
	for (len = 0; p[len] != '\0' && p[len] != '"' && p[len] != '\n';
	    len++)
		if (p[len] == '\\' && p[len + 1] != '\0')
			len++;
	sbuf_str(s, ". The CA said: ");
	sbuf_shown(s, p, len);
}

static void
from_ca(struct reason *r, const char *text, const char *at)
{
	const char *word = at + sizeof URN - 1, *say = "the CA refused";
	size_t len = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz");
	struct sbuf s;
	unsigned i;

	sbuf_init(&s, r->word, sizeof r->word);
	sbuf_mem(&s, word, len);
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(known[i].word, r->word) == 0)
			say = known[i].text;
	/* Some CAs do not tell the two apart. */
	if (strcmp(r->word, "unauthorized") == 0 &&
	    strstr(at, "Failed to connect") != NULL) {
		reason_set(r, known[CONNECTION].word, known[CONNECTION].text);
		say = known[CONNECTION].text;
	}
	sbuf_init(&s, r->text, sizeof r->text);
	sbuf_str(&s, say);
	add_detail(&s, text, at);
	r->after = find_after(text);
}

/* Nothing that is known here: the client's own last line. */
static void
quote(struct reason *r, const char *text, size_t len)
{
	size_t start;
	struct sbuf s;

	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == ' '))
		len--;
	for (start = len; start > 0 && text[start - 1] != '\n'; start--)
		;
	reason_set(r, "unknown", "the ACME client failed without saying why");
	if (len == 0)
		return;
	sbuf_init(&s, r->text, sizeof r->text);
	sbuf_str(&s, "the ACME client failed. It said: ");
	sbuf_shown(&s, text + start, len - start);
}

void
reason_find(struct reason *r, const char *said, size_t len)
{
	static APART char text[SAID_MAX];
	const char *at;
	unsigned i;

	if (len >= sizeof text) {
		said += len - (sizeof text - 1);
		len = sizeof text - 1;
	}
	for (i = 0; i < len; i++)
		text[i] = said[i] == '\0' ? ' ' : said[i];
	text[len] = '\0';
	memset(r, 0, sizeof *r);
	at = last_of(text, URN);
	/* Of several parts of one error, the inner one says more. */
	if (at != NULL) {
		from_ca(r, text, at);
		return;
	}
	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strstr(text, others[i].says) != NULL) {
			reason_set(r, others[i].word, others[i].text);
			return;
		}
	quote(r, text, len);
}
