/* SPDX-License-Identifier: MIT */
/* The subcommands of thimble-cert and what they are given. */
#ifndef CERT_CERT_OPTS_H
#define CERT_CERT_OPTS_H

#include <stddef.h>

#include "base/err.h"
#include "store/conf.h"

#define CERT_CONF "/etc/thimble/thimble.conf"

/* Names in the folder of the PEM files. */
#define CERT_SERVER "server.pem"
#define CERT_ALSO "server-also.pem"	/* the second one: thimble.conf(5) */
#define CERT_NO_SERVER "there is none; type: thimble-cert ensure"
#define CERT_ASIDE \
	"put aside as " CERT_ALSO ".prev; one certificate is served\n"
#define CERT_CA "ca.pem"
#define CERT_CA_KEY "ca.key"
#define CERT_PENDING "pending.key"
#define CERT_LOCK ".lock"

/* In a server.pem that `install` wrote: a person's, whoever signed it. */
#define CERT_INSTALLED "# Installed by a person with `thimble-cert install`"

struct cert_opts {
	int help, quiet, json;
	int new_key, force, yes, also;
	int der, pem, mobileconfig;
	unsigned long wait_s, days;
	const char *config;	/* NULL: CERT_CONF, which may be missing */
	const char *file;	/* the first operand; NULL: none */
	char *const *files;	/* all of them */
	int n_files;

	/* request and install */
	const char *names, *key_type, *out;
	const char *key, *passphrase_file;
};

/* Each does one subcommand and returns an enum exit_status. */
int cert_ensure(const struct cert_opts *o);
int cert_renew(const struct cert_opts *o);
int cert_new_ca(const struct cert_opts *o);
int cert_revert(const struct cert_opts *o);
int cert_show(const struct cert_opts *o);
int cert_check(const struct cert_opts *o);
int cert_pin(const struct cert_opts *o);
int cert_export(const struct cert_opts *o);
int cert_request(const struct cert_opts *o);
int cert_install(const struct cert_opts *o);

/* Reads the configuration; -1: E has file and line in it. */
int cert_conf(const struct cert_opts *o, struct conf *c, struct err *e);

/*
 * Takes the lock of the current folder, which is DIR, and removes what a run
 * that was cut off left there.  A descriptor; LOCK_BUSY, said already: another
 * run has it; -1 and E.
 */
int cert_take_lock(const struct cert_opts *o, const char *dir, struct err *e);

/*
 * Whether the kernel's pool is ready, or is within --wait: EXIT_GOOD; else the
 * status to end with, and why has been said.  Who makes, uses or judges a
 * private key asks first: what follows would wait without an end.
 */
int cert_random(const struct cert_opts *o);

/* Prints "thimble-cert: " and the sentence on standard error. */
void cert_complain(const char *where, const char *sentence);

/* Writes what was asked for to standard output; an exit status. */
int cert_put(const char *text, size_t len);

#endif
