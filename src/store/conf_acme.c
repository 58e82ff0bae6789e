/* SPDX-License-Identifier: MIT */
/* Keys about official certificates: see conf_acme.h. */
#include "store/conf_acme.h"

#include <stddef.h>
#include <string.h>

#include "base/paths.h"
#include "store/conf.h"

#define PATH "must be a path that starts with /, up to 199 bytes"
#define URL "must be a URL that starts with https://, up to 199 bytes"

const struct conf_acme_row conf_acme_rows[CONF_ACME_ROWS] = {
	{ "acme", NAMES_ALLOWED },
	{ "acme-email", "must be an address such as owner@example.org" },
	{ "acme-directory", URL },
	{ "acme-staging", URL },
	{ "acme-eab", "must have the form KEYID:KEY, with KEY in base64url" },
	{ "acme-challenge", "must be one or more of tls-alpn-01, http-01 and "
	    "dns-01" },
	{ "acme-agree", "must be yes or no" },
	{ "acme-profile", "must be a word of letters, digits and hyphens" },
	{ "acme-ca", PATH },
	{ "acme-webroot", PATH },
	{ "acme-run", PATH },
	{ "acme-client", PATH }
};

enum {
	NAMES = CONF_ACME_NAMES_ROW, EMAIL, DIRECTORY, STAGING, EAB, CHALLENGE,
	AGREE, PROFILE, CA, WEBROOT, RUN, CLIENT
};

static const struct {
	const char *word;
	unsigned bit;
} challenges[] = {
	{ "tls-alpn-01", CONF_ACME_TLS_ALPN },
	{ "http-01", CONF_ACME_HTTP },
	{ "dns-01", CONF_ACME_DNS }
};

enum { CHALLENGES = sizeof challenges / sizeof challenges[0] };

bool
conf_acme_asked(unsigned i)
{
	return i == NAMES || i == EMAIL || i == DIRECTORY || i == EAB ||
	    i == AGREE;
}

/* Where the text of row I is, and its room; NULL: it is no text. */
static char *
text_of(struct conf_acme *c, unsigned i, size_t *cap)
{
	*cap = CONF_ACME_TEXT_MAX;
	switch (i) {
	case EMAIL: return c->email;
	case DIRECTORY: return c->directory;
	case STAGING: return c->staging;
	case PROFILE: return c->profile;
	case CA: return c->ca;
	case WEBROOT: return c->webroot;
	case RUN: return c->run;
	case CLIENT: return c->client;
	case EAB:
		*cap = CONF_ACME_EAB_MAX;
		return c->eab;
	default:
		return NULL;
	}
}

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static bool
is_of(const char *text, const char *bytes)
{
	return text[strspn(text, bytes)] == '\0';
}

/*
 * These become arguments of a program: none starts with a hyphen, and all are
 * printable ASCII.
 */
static bool
is_url(const char *v)
{
	return strncmp(v, "https://", 8) == 0 && v[8] != '\0' &&
	    is_of(v, LETTERS DIGITS "-._~:/?#[]@!$&()*+,;=%");
}

static bool
is_email(const char *v)
{
	const char *at = strchr(v, '@');
	struct name n;

	return at != NULL && at != v && *v != '-' && strspn(v, LETTERS DIGITS
	    "!#$%&'*+-/=?^_{|}~.") == (size_t)(at - v) &&
	    name_parse(at + 1, strlen(at + 1), &n) == 0 && n.ip_len == 0 &&
	    n.text[0] != '*';
}

static bool
is_eab(const char *v)
{
	const char *key = strrchr(v, ':');

	return key != NULL && key != v && key[1] != '\0' && *v != '-' &&
	    is_of(key + 1, LETTERS DIGITS "-_") &&
	    strspn(v, LETTERS DIGITS "-._~/+=@") == (size_t)(key - v);
}

/* Whether V may be the text of row I. */
static bool
is_allowed(unsigned i, const char *v)
{
	switch (i) {
	case EMAIL:
		return is_email(v);
	case DIRECTORY:
	case STAGING:
		return is_url(v);
	case EAB:
		return is_eab(v);
	case PROFILE:
		return *v != '-' && is_of(v, LETTERS DIGITS "-");
	default:
		return v[0] == '/';
	}
}

static int
set_challenges(struct conf_acme *c, const char *v)
{
	static const char blanks[] = " \t,";
	size_t len;
	unsigned i;

	c->challenges = 0;
	for (v += strspn(v, blanks); *v != '\0'; v += strspn(v, blanks)) {
		len = strcspn(v, blanks);
		for (i = 0; i < CHALLENGES; i++)
			if (strlen(challenges[i].word) == len &&
			    strncmp(challenges[i].word, v, len) == 0)
				break;
		if (i == CHALLENGES)
			return -1;
		c->challenges |= challenges[i].bit;
		v += len;
	}
	return c->challenges != 0 ? 0 : -1;
}

int
conf_acme_set(struct conf_acme *c, unsigned i, const char *value)
{
	size_t cap, len = strlen(value);
	char *text;

	switch (i) {
	case NAMES:
		return names_read(&c->names, value) == NULL ? 0 : -1;
	case CHALLENGE:
		return set_challenges(c, value);
	case AGREE:
		c->agree = strcmp(value, "yes") == 0;
		return c->agree || strcmp(value, "no") == 0 ? 0 : -1;
	default:
		break;
	}
	text = text_of(c, i, &cap);
	if (text == NULL || len >= cap || !is_allowed(i, value))
		return -1;
	memcpy(text, value, len + 1);
	return 0;
}

void
conf_acme_value(const struct conf_acme *c, unsigned i, struct sbuf *s)
{
	const char *text;
	unsigned j;
	size_t cap;

	switch (i) {
	case NAMES:
		for (j = 0; j < c->names.n; j++) {
			sbuf_str(s, j == 0 ? "" : " ");
			sbuf_str(s, c->names.item[j].text);
		}
		return;
	case CHALLENGE:
		for (j = 0; j < CHALLENGES; j++)
			if ((c->challenges & challenges[j].bit) != 0) {
				sbuf_str(s, s->len == 0 ? "" : " ");
				sbuf_str(s, challenges[j].word);
			}
		return;
	case AGREE:
		sbuf_str(s, c->agree ? "yes" : "no");
		return;
	default:
		text = text_of((struct conf_acme *)(uintptr_t)c, i, &cap);
		sbuf_str(s, text == NULL ? "" : text);
		return;
	}
}

void
conf_acme_default(struct conf_acme *c)
{
	memset(c, 0, sizeof *c);
	c->challenges = CONF_ACME_TLS_ALPN | CONF_ACME_HTTP;
	(void)conf_acme_set(c, DIRECTORY, CONF_ACME_DIRECTORY);
	(void)conf_acme_set(c, STAGING, CONF_ACME_STAGING);
	(void)conf_acme_set(c, WEBROOT, THIMBLE_RUNSTATEDIR "/acme");
	(void)conf_acme_set(c, RUN, PATHS_RUN);
	(void)conf_acme_set(c, CLIENT, "/usr/bin/uacme");
}
