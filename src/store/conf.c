/* SPDX-License-Identifier: MIT */
/* The configuration file: see conf.h. */
#include "store/conf.h"

#include <stdint.h>
#include <string.h>

#include "base/apart.h"
#include "base/num.h"
#include "base/paths.h"
#include "store/store.h"

enum { CONF_WORD_MAX = 64 };	/* bytes of a wrong word in a message */

_Static_assert(sizeof PATHS_CONF <= CONF_DIR_MAX, "SYSCONFDIR is too long");

/* One key of the file; SET stores the value, which is never empty. */
struct row {
	const char *key;
	int (*set)(struct conf *c, const char *value);
	const char *allowed;		/* what SET takes, for the message */
};

static const char *const key_words[] = {
	[KEY_P256] = "p256",
	[KEY_P384] = "p384",
	[KEY_RSA2048] = "rsa2048",
	[KEY_RSA3072] = "rsa3072",
	[KEY_RSA4096] = "rsa4096"
};

static int
set_dir(struct conf *c, const char *value)
{
	size_t len = strlen(value);

	if (value[0] != '/' || len >= sizeof c->dir)
		return -1;
	memcpy(c->dir, value, len + 1);
	return 0;
}

static int
set_names(struct conf *c, const char *value)
{
	return names_read(&c->names, value) == NULL ? 0 : -1;
}

int
conf_key(const char *word, enum key_kind *key)
{
	unsigned i;

	for (i = 0; i < sizeof key_words / sizeof key_words[0]; i++)
		if (strcmp(key_words[i], word) == 0) {
			*key = (enum key_kind)i;
			return 0;
		}
	return -1;
}

static int
set_key(struct conf *c, const char *value)
{
	return conf_key(value, &c->key);
}

static int
set_also(struct conf *c, const char *value)
{
	c->has_second = true;
	return conf_key(value, &c->second_key);
}

static int
set_days(struct conf *c, const char *value)
{
	return num_parse(value, 1, CONF_DAYS_MAX, &c->days);
}

static int
set_issuer(struct conf *c, const char *value)
{
	c->self_signed = strcmp(value, "self") == 0;
	return c->self_signed || strcmp(value, "ca") == 0 ? 0 : -1;
}

/* UTF-8 (RFC 3629) without control characters. */
static bool
is_text(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned more;
	uint32_t v, min;

	while (*p != '\0') {
		if (*p < 0x20 || *p == 0x7f || (*p >= 0x80 && *p < 0xc2) ||
		    *p > 0xf4)
			return false;
		more = *p < 0x80 ? 0 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
		min = more == 0 ? 0 : more == 1 ? 0xa0 :
		    more == 2 ? 0x800 : 0x10000;
		for (v = *p++ & (0x7fu >> (more == 0 ? 0 : more + 1));
		    more > 0; more--) {
			if ((*p & 0xc0) != 0x80)
				return false;
			v = v << 6 | (*p++ & 0x3fu);
		}
		if (v < min || v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
			return false;
	}
	return true;
}

static int
set_organization(struct conf *c, const char *value)
{
	size_t len = strlen(value);

	if (len >= sizeof c->organization || !is_text(value))
		return -1;
	memcpy(c->organization, value, len + 1);
	return 0;
}

#define KEYS "must be p256, p384, rsa2048, rsa3072 or rsa4096"

static const struct row rows[] = {
	{ "dir", set_dir,
	    "must be a path that starts with /, up to 199 bytes" },
	{ "names", set_names, NAMES_ALLOWED },
	{ "key", set_key, KEYS },
	{ "also", set_also, KEYS },
	{ "days", set_days, "must be a number from 1 to 825" },
	{ "issuer", set_issuer, "must be ca or self" },
	{ "organization", set_organization, "must be text of up to 64 bytes" }
};

enum {
	ROWS = sizeof rows / sizeof rows[0],
	ALL_ROWS = ROWS + CONF_ACME_ROWS,	/* then those of conf_acme.h */
	DIR_ROW = 0, NAMES_ROW, KEY_ROW, ALSO_ROW, DAYS_ROW, ISSUER_ROW,
	ORGANIZATION_ROW
};

static int
complain(struct err *e, unsigned number, const char *key, const char *why)
{
	char what[32];
	struct sbuf s;

	sbuf_init(&s, what, sizeof what);
	sbuf_str(&s, "line ");
	sbuf_dec(&s, number);
	if (key == NULL)
		return err_why(e, what, NULL, why);
	sbuf_char(&s, ':');
	return err_why(e, what, key, why);
}

/* The row of KEY; ALL_ROWS: there is none. */
static unsigned
find(const char *key)
{
	unsigned i;

	for (i = 0; i < ALL_ROWS; i++)
		if (strcmp(i < ROWS ? rows[i].key :
		    conf_acme_rows[i - ROWS].key, key) == 0)
			break;
	return i;
}

/* The set of names that row I adds to; NULL: it is about something else. */
static struct names *
names_of(struct conf *c, unsigned i)
{
	return i == NAMES_ROW ? &c->names :
	    i == ROWS + CONF_ACME_NAMES_ROW ? &c->acme.names : NULL;
}

static int
set(struct conf *c, unsigned i, const char *value)
{
	return i < ROWS ? rows[i].set(c, value) :
	    conf_acme_set(&c->acme, i - ROWS, value);
}

/* Reports that row I does not allow VALUE; of many names, only the bad one. */
static int
refuse(struct err *e, unsigned number, unsigned i, struct conf *c,
    const char *key, const char *value)
{
	const char *allowed = i < ROWS ? rows[i].allowed :
	    conf_acme_rows[i - ROWS].allowed;
	char both[16 + CONF_WORD_MAX];
	const char *word = NULL;
	struct sbuf s;

	/* Read again, to find the word where it stopped. */
	if (names_of(c, i) != NULL)
		word = names_read(names_of(c, i), value);
	if (word == NULL)
		return complain(e, number, key, allowed);
	sbuf_init(&s, both, sizeof both);
	sbuf_str(&s, key);
	sbuf_str(&s, ": ");
	names_word(&s, word);
	return complain(e, number, both, allowed);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Cuts off comment and blanks; returns the start of the rest. */
static char *
trim(char *line)
{
	size_t i, len = 0;

	for (i = 0; line[i] != '\0'; i++) {
		if (line[i] == '#' && (i == 0 || is_blank(line[i - 1])))
			break;
		if (!is_blank(line[i]) && line[i] != '\r')
			len = i + 1;
	}
	line[len] = '\0';
	return line + strspn(line, " \t");
}

/* What depends on row I. */
static unsigned
bad(unsigned i)
{
	if (i >= ROWS && i < ALL_ROWS)
		return conf_acme_asked(i - ROWS) ? CONF_BAD_ASK :
		    CONF_BAD_CLIENT;
	return i == ALL_ROWS ? CONF_BAD_OTHER : i == DIR_ROW ? CONF_BAD_DIR :
	    i == NAMES_ROW ? CONF_BAD_NAMES : CONF_BAD_MAKE;
}

/* *ROW: what the line is about. */
static int
parse_line(char *line, unsigned number, unsigned seen[ALL_ROWS],
    struct conf *c, unsigned *row, struct err *e)
{
	char *key = trim(line);
	char *value;
	size_t len;
	unsigned i;

	*row = ALL_ROWS;
	if (*key == '\0')
		return 0;
	len = strcspn(key, " \t=");
	value = key + len + strspn(key + len, " \t");
	if (len == 0 || *value != '=')
		return complain(e, number, NULL, "expected `key = value`");
	value = trim(value + 1);
	key[len] = '\0';
	i = *row = find(key);
	if (i == ALL_ROWS)
		return complain(e, number, key, "unknown key; "
		    CONF_KEYS);
	if (seen[i] != 0 && names_of(c, i) == NULL)
		return complain(e, number, key, "given twice");
	seen[i] = number;
	if (*value == '\0' || set(c, i, value) < 0)
		return refuse(e, number, i, c, key, value);
	return 0;
}

unsigned
conf_bad(const char *key)
{
	unsigned bits = bad(find(key));

	return bits == CONF_BAD_DIR ? bits : bits | CONF_BAD_OTHER;
}

int
conf_value(const struct conf *c, const char *key, struct sbuf *s)
{
	unsigned i = find(key);

	if (i >= ROWS && i < ALL_ROWS) {
		conf_acme_value(&c->acme, i - ROWS, s);
		return 0;
	}
	switch (i) {
	case DIR_ROW:
		sbuf_str(s, c->dir);
		return 0;
	case NAMES_ROW:
		for (i = 0; i < c->names.n; i++) {
			sbuf_str(s, i == 0 ? "" : " ");
			sbuf_str(s, c->names.item[i].text);
		}
		return 0;
	case KEY_ROW:
		sbuf_str(s, key_words[c->key]);
		return 0;
	case ALSO_ROW:
		sbuf_str(s, c->has_second ? key_words[c->second_key] : "");
		return 0;
	case DAYS_ROW:
		sbuf_dec(s, c->days);
		return 0;
	case ISSUER_ROW:
		sbuf_str(s, c->self_signed ? "self" : "ca");
		return 0;
	case ORGANIZATION_ROW:
		sbuf_str(s, c->organization);
		return 0;
	default:
		return -1;
	}
}

void
conf_default(struct conf *c)
{
	memset(c, 0, sizeof *c);
	memcpy(c->dir, PATHS_CONF, sizeof PATHS_CONF);
	c->key = KEY_P256;
	c->days = 397;
	conf_acme_default(&c->acme);
}

/* A line of N bytes; if it is wrong, C is as before but for `bad`. */
static void
take_line(const char *text, size_t n, unsigned number, unsigned seen[ALL_ROWS],
    struct conf *c, struct err *e)
{
	static APART struct conf kept;
	char line[CONF_LINE_MAX + 1];
	unsigned row = ALL_ROWS;

	memcpy(&kept, c, sizeof kept);
	if (n > CONF_LINE_MAX) {
		(void)complain(e, number, NULL, "longer than 1000 bytes");
	} else {
		memcpy(line, text, n);
		line[n] = '\0';
		if (strlen(line) != n)
			(void)complain(e, number, NULL,
			    "NUL bytes are not allowed");
		else if (parse_line(line, number, seen, c, &row, e) == 0)
			return;
	}
	memcpy(c, &kept, sizeof *c);
	c->bad |= bad(row);
}

/* An `also` of the kind of `key` counts as missing. */
static void
judge_second(struct conf *c, const unsigned seen[ALL_ROWS], struct err *e)
{
	if (!c->has_second ||
	    key_kind_is_rsa(c->second_key) != key_kind_is_rsa(c->key))
		return;
	(void)complain(e, seen[seen[ALSO_ROW] > seen[KEY_ROW] ? ALSO_ROW :
	    KEY_ROW], "also", "must be RSA beside a p256 or p384 key, and "
	    "p256 or p384 beside an RSA key");
	c->has_second = false;
	c->bad |= CONF_BAD_MAKE;
}

int
conf_parse(const char *text, size_t len, struct conf *c, struct err *e)
{
	const char *end = text + len;
	const char *newline;
	unsigned seen[ALL_ROWS] = { 0 };	/* line of each key; 0: none */
	unsigned number = 0;

	if (len > CONF_MAX) {
		c->bad = CONF_BAD_ALL;
		return err_why(e, "the file", NULL,
		    "longer than 16384 bytes");
	}
	/* The byte order mark that editors on Windows write. */
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (text < end) {
		newline = memchr(text, '\n', (size_t)(end - text));
		if (newline == NULL)
			newline = end;
		take_line(text, (size_t)(newline - text), ++number, seen, c, e);
		text = newline == end ? end : newline + 1;
	}
	judge_second(c, seen, e);
	return c->bad == 0 ? 0 : -1;
}
