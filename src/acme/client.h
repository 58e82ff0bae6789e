/* SPDX-License-Identifier: MIT */
/* Running the ACME client, uacme(1) or one with its interface. */
#ifndef ACME_CLIENT_H
#define ACME_CLIENT_H

#include <stdbool.h>

#include "base/err.h"
#include "store/conf_acme.h"

enum {
	CLIENT_MAX_S = 900,	/* with challenges in DNS */
	CLIENT_SAID_MAX = 16384
};

struct client {
	const struct conf_acme *conf;
	const char *config;	/* path of thimble.conf; NULL: the usual one */
	const char *directory;	/* URL */
	const char *folder;	/* its own: absolute path */
	/*
	 * Held by the client, too, as its standard input: if this process is
	 * killed, the next one waits for the client's end.  By nobody else:
	 * the hooks of `install` start programs that stay.
	 */
	int lock;
	bool modern;		/* 1.8 or later: ARI and profiles */
	char said[CLIENT_SAID_MAX];	/* its output, or the start of it */
	size_t said_len;
};

enum client_end {
	CLIENT_DONE = 0,
	CLIENT_CURRENT = 1,	/* the certificate need not be renewed */
	CLIENT_FAILED = 2,	/* see said */
	CLIENT_MISSING = 3	/* there is no such program */
};

/*
 * The domain by which the CA of DIRECTORY is known in DNS, if it is Let's
 * Encrypt; NULL: not known.
 */
const char *client_issuer(const char *directory);

/* Finds out which version there is. */
enum client_end client_open(struct client *c);

/* Makes the account, or finds that there is one. */
enum client_end client_account(struct client *c);

/*
 * Has the request in file CSR of the folder answered, which puts
 * CSR-cert.pem (without CSR's ending) beside it.
 */
enum client_end client_issue(struct client *c, const char *csr);

/* Whether the CA wants the certificate for CSR renewed; modern ones only. */
bool client_asked_for(struct client *c, const char *csr);

/*
 * Runs thimble-cert with COMMAND and the path FILE (NULL: none); its exit
 * status, and what it said is in C.
 */
int client_thimble(struct client *c, const char *command, const char *file);

#endif
