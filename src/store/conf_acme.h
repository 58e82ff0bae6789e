/* SPDX-License-Identifier: MIT */
/* What thimble.conf(5) says about official certificates: the keys acme*. */
#ifndef STORE_CONF_ACME_H
#define STORE_CONF_ACME_H

#include <stdbool.h>

#include "base/name.h"
#include "base/sbuf.h"

enum {
	CONF_ACME_TEXT_MAX = 200,	/* bytes of a value, with its NUL */
	CONF_ACME_EAB_MAX = 512
};

/* Kinds of challenge that may be answered. */
enum {
	CONF_ACME_TLS_ALPN = 1,
	CONF_ACME_HTTP = 2,
	CONF_ACME_DNS = 4
};

struct conf_acme {
	struct names names;	/* none: no official certificate */
	unsigned challenges;
	bool agree;		/* to the CA's terms */
	char email[CONF_ACME_TEXT_MAX];		/* empty: none */
	char directory[CONF_ACME_TEXT_MAX];
	char staging[CONF_ACME_TEXT_MAX];	/* empty: none */
	char profile[CONF_ACME_TEXT_MAX];	/* empty: none */
	char ca[CONF_ACME_TEXT_MAX];		/* empty: the client's own */
	char webroot[CONF_ACME_TEXT_MAX];
	char run[CONF_ACME_TEXT_MAX];
	char client[CONF_ACME_TEXT_MAX];	/* the program */
	char eab[CONF_ACME_EAB_MAX];		/* empty: none */
};

#define CONF_ACME_DIRECTORY "https://acme-v02.api.letsencrypt.org/directory"
#define CONF_ACME_STAGING \
	"https://acme-staging-v02.api.letsencrypt.org/directory"

/* Sets the defaults. */
void conf_acme_default(struct conf_acme *c);

/* Keys and what each takes, in the order of conf_acme_set(). */
struct conf_acme_row {
	const char *key;
	const char *allowed;
};
enum { CONF_ACME_ROWS = 12, CONF_ACME_NAMES_ROW = 0 };
extern const struct conf_acme_row conf_acme_rows[CONF_ACME_ROWS];

/* Whether row I is what an owner decides, and no matter of the device. */
bool conf_acme_asked(unsigned i);

/* Stores VALUE, never empty, for the key of row I; -1: not allowed there. */
int conf_acme_set(struct conf_acme *c, unsigned i, const char *value);

/* Adds the value of row I to S as the file could have it. */
void conf_acme_value(const struct conf_acme *c, unsigned i, struct sbuf *s);

#endif
