/* SPDX-License-Identifier: MIT */
/* Getting and renewing official certificates: thimble-cert acme. */
#ifndef ACME_RUN_H
#define ACME_RUN_H

#include <stdbool.h>

#include "acme/client.h"
#include "acme/due.h"
#include "acme/reason.h"
#include "store/run.h"
#include "tls/crt.h"

/* In the folder acme beside server.pem; the client derives the second. */
#define ACME_CSR "device.csr"
#define ACME_CERT "device-cert.pem"

struct acme {
	bool quiet, force;
	bool careful;		/* looks and tries in vain before it asks */
	unsigned long wait_s;
	unsigned need;		/* of the configuration: see conf_need() */
	const char *config;	/* absolute path; NULL: the usual one */
	struct run run;		/* configuration and what serves */
	struct state state;
	struct client client;
	struct due_facts facts;
	struct reason reason;	/* why the last step failed */
	struct crt *cert;	/* ACME_CERT, if it is for our key */
	char folder[CONF_DIR_MAX + 8];	/* absolute */
	char hash[STATE_HASH];	/* of cert */
};

/*
 * Reads configuration, files and state, and fills in the facts; changes
 * nothing.  CONFIG is as in conf_read().  EXIT_GOOD; EXIT_NOTHING: no official
 * certificate is configured; else failed, and reported.
 */
int acme_open(struct acme *a, const char *config);

/* Reads the certificate and what serves, once more. */
int acme_look(struct acme *a);

/* Frees what acme_open() has read. */
void acme_close(struct acme *a);

/*
 * Does what is due: asks the CA, installs what it issued, or puts the device's
 * own pair back.  An exit status; reported, also in syslog.
 */
int acme_run(struct acme *a);

/*
 * Whether the CA can be asked: the clock is right, the owner has agreed, the
 * client is there.  NULL, or a sentence.
 */
const char *acme_obstacle(struct acme *a);

/* The same without running the client, for those who only look. */
const char *acme_hindered(const struct acme *a);

/*
 * Asks DIRECTORY for a certificate with a request in FOLDER, the current one:
 * makes key, request and account first.  -1: A's reason says why not.
 */
int acme_ask(struct acme *a, const char *directory, const char *folder);

/* Says where each name leads; whether nothing speaks against it. */
bool acme_names(const struct conf_acme *c);

/* The directory for tests; NULL: there is none. */
const char *acme_staging(const struct conf_acme *c);

/*
 * Asks DIRECTORY for a certificate that nobody trusts, and throws it away.  In
 * our lock.  -1: A's reason says why there is none.
 */
int acme_try(struct acme *a, const char *directory);

/*
 * Whether the certificate just issued is one for our names, for our key and
 * valid now.  -1: A's reason says why not.
 */
int acme_judge(struct acme *a);

#endif
