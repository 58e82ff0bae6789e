/* SPDX-License-Identifier: MIT */
/* What lies in the folder of the PEM files, which is the current one. */
#ifndef STORE_FILES_H
#define STORE_FILES_H

#include <stdbool.h>

#include "base/err.h"
#include "tls/crt.h"
#include "tls/key.h"

enum file_state {
	FILE_NONE,
	FILE_BAD,		/* there, and of no use */
	FILE_GOOD
};

struct cert_file {
	enum file_state state;
	bool open;		/* see cert_file_text() */
	struct err why;		/* FILE_BAD: what is wrong */
};

struct cert_files {
	bool also;		/* of the two, server-also.pem is meant */
	struct cert_file server, ca, ca_key;
	struct crt *leaf;	/* of server.pem, when it is good */
	struct key *leaf_key;	/* also of one that is bad, if readable */
	bool foreign;		/* server.pem: a person put it there */
	struct crt *ca_crt;
	struct key *ca_secret;
};

/*
 * Reads server.pem or, ALSO, server-also.pem in its place, ca.pem and ca.key.
 * -1: one of them cannot be read or is not to be trusted (a symlink, another
 * user's); nothing may be done then.
 */
int cert_files_read(struct cert_files *f, bool also, struct err *e);

/* CERT_SERVER or CERT_ALSO. */
const char *cert_server(bool also);

/*
 * Makes a server-also.pem of ours server-also.pem.prev, because there is
 * nothing that it could stand beside.  Under the lock.  1: done; 0: there is
 * none, or a person put it there; -1: E.
 */
int cert_also_aside(struct err *e);

/* Wipes the keys. */
void cert_files_free(struct cert_files *f);

/*
 * Reads file NAME of the folder into TEXT of CAP bytes.  1: it is there; 0:
 * it is not; -1: E.  SECRET: it holds a key.  *OPEN: others than its owner may
 * read it or, of what is public, write in it.
 */
int cert_file_text(const char *name, bool secret, char *text, size_t cap,
    size_t *len, bool *open, struct err *e);

/* Under the lock: gives what was open its mode again, and says so. */
int cert_file_shut(const char *name, bool secret, struct err *e);

/*
 * Loads NAME of the folder as a connection does.  NULL: E, which says NONE
 * when there is no such file.  *OPEN as above; NULL: nobody asks.
 */
struct identity *cert_identity(const char *name, const char *none, bool *open,
    struct err *e);

/* The leaf of ID; NULL: E. */
struct crt *cert_leaf(const struct identity *id, struct err *e);

#endif
