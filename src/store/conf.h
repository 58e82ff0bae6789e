/* SPDX-License-Identifier: MIT */
/*
 * The configuration file, thimble.conf(5): lines of `key = value`.  A `#` at
 * the start of a line or after a blank starts a comment.
 */
#ifndef STORE_CONF_H
#define STORE_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/name.h"
#include "base/sbuf.h"
#include "store/conf_acme.h"
#include "tls/key.h"

enum {
	CONF_MAX = 16384,	/* bytes of a file */
	CONF_LINE_MAX = 1000,	/* bytes of a line */
	CONF_DIR_MAX = 200,	/* bytes of a path, and its NUL */
	CONF_ORG_MAX = 65,	/* RFC 5280, ub-organization-name; NUL */
	CONF_DAYS_MAX = 825	/* Apple's limit for any issuer */
};

struct conf {
	char dir[CONF_DIR_MAX];		/* folder of the PEM files */
	struct names names;		/* none: the device's own */
	enum key_kind key;
	enum key_kind second_key;	/* of the second certificate */
	bool has_second;		/* one is configured */
	unsigned long days;		/* validity of the leaf */
	bool self_signed;		/* issuer = self */
	char organization[CONF_ORG_MAX];	/* empty: none */
	struct conf_acme acme;
	unsigned bad;			/* what depends on wrong lines */
};

/* What depends on a wrong line: these keys. */
enum {
	CONF_BAD_DIR = 1,
	CONF_BAD_NAMES = 2,
	CONF_BAD_MAKE = 4,	/* key, also, days, issuer, organization */
	CONF_BAD_ASK = 8,	/* acme, acme-email, -agree, -directory, -eab */
	CONF_BAD_CLIENT = 16,	/* the other acme-* */
	CONF_BAD_OTHER = 32,	/* nobody knows: it has no key */
	CONF_BAD_ALL = 63,
	CONF_BAD_ACME = CONF_BAD_ASK | CONF_BAD_CLIENT,
	/* What the device's own certificates are made from. */
	CONF_BAD_OWN = CONF_BAD_ALL & ~CONF_BAD_ACME
};

/* Sets the defaults, which an empty file leaves as they are. */
void conf_default(struct conf *c);

/*
 * Reads LEN bytes of TEXT into C, which conf_default() has filled.  -1: E
 * names the first line that is wrong and what is allowed there; each such line
 * counts as missing, and C->bad says what depends on it.  Takes any bytes: it
 * is fuzzed.
 */
int conf_parse(const char *text, size_t len, struct conf *c, struct err *e);

/*
 * Reads the file PATH; NULL: STORE_CONF, where a missing one counts as empty.
 * -1: E names the file and the line; C is as after conf_parse(), and may be
 * used where waiting for the owner would be worse.
 */
int conf_read(const char *path, struct conf *c, struct err *e);

/*
 * The same for who needs the keys NEED, bits of CONF_BAD.  0: it is whole; 1:
 * it is not, which E says, but nothing that is needed depends on that; -1: E.
 */
int conf_need(const char *path, unsigned need, struct conf *c, struct err *e);

/*
 * Whether the file that conf_read() reads for PATH is thimble.conf in folder
 * DIR, where a command may change it and a trial can bring it back.
 */
bool conf_is_inside(const char *path, const char *dir);

/* What names_read() takes. */
#define NAMES_ALLOWED "up to 32 host names (letters, digits and " \
	"hyphens between dots; IDN as xn--) and IP addresses"

#define CONF_KEYS "the keys are dir, names, key, also, days, issuer, " \
	"organization, acme, acme-email, acme-directory, acme-staging, " \
	"acme-eab, acme-challenge, acme-agree, acme-profile, acme-ca, " \
	"acme-webroot, acme-run and acme-client"

/*
 * What the value of KEY depends on, as for conf_need().  Only the folder is
 * found in spite of lines that nobody can tell what they are about.
 */
unsigned conf_bad(const char *key);

/*
 * Adds the value of KEY to S as the file could have it; one that is not set and
 * has no default adds nothing.  -1: there is no such key.
 */
int conf_value(const struct conf *c, const char *key, struct sbuf *s);

/* Reads a kind of key, such as "p256"; -1: unknown. */
int conf_key(const char *word, enum key_kind *key);

#endif
