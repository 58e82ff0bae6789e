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
};

/* Sets the defaults, which an empty file leaves as they are. */
void conf_default(struct conf *c);

/*
 * Reads LEN bytes of TEXT into C, which conf_default() has filled.  -1: E
 * names the line and what is allowed there, and C must not be used.  Takes
 * any bytes: it is fuzzed.
 */
int conf_parse(const char *text, size_t len, struct conf *c, struct err *e);

/*
 * Reads the file PATH; NULL: STORE_CONF, where a missing one counts as empty.
 * -1: E names the file and the line.
 */
int conf_read(const char *path, struct conf *c, struct err *e);

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
 * Adds the value of KEY to S as the file could have it; one that is not set and
 * has no default adds nothing.  -1: there is no such key.
 */
int conf_value(const struct conf *c, const char *key, struct sbuf *s);

/* Reads a kind of key, such as "p256"; -1: unknown. */
int conf_key(const char *word, enum key_kind *key);

#endif
