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

struct file_found {
	enum file_state state;
	bool open;		/* see files_text() */
	struct err why;		/* FILE_BAD: what is wrong */
};

struct files {
	bool second;		/* of the two, server-also.pem is meant */
	struct file_found server, ca, ca_key;
	struct crt *leaf;	/* of server.pem, when it is good */
	struct key *leaf_key;	/* also of one that is bad, if readable */
	bool foreign;		/* server.pem: a person put it there */
	struct crt *ca_crt;
	struct key *ca_secret;
};

/*
 * Reads server.pem or, SECOND, server-also.pem in its place, ca.pem and ca.key.
 * -1: one of them cannot be read or is not to be trusted (a symlink, another
 * user's); nothing may be done then.
 */
int files_read(struct files *f, bool second, struct err *e);

/* STORE_SERVER or STORE_SECOND. */
const char *files_server(bool second);

/*
 * Makes a server-also.pem of ours server-also.pem.prev, because there is
 * nothing that it could stand beside.  Under the lock.  1: done; 0: there is
 * none, or a person put it there; -1: E.
 */
int files_second_aside(struct err *e);

/* Wipes the keys. */
void files_free(struct files *f);

/*
 * Reads file NAME of the folder into TEXT of CAP bytes.  1: it is there; 0:
 * it is not; -1: E.  SECRET: it holds a key.  *OPEN: others than its owner may
 * read it or, of what is public, write in it.
 */
int files_text(const char *name, bool secret, char *text, size_t cap,
    size_t *len, bool *open, struct err *e);

/* Under the lock: gives what was open its mode again, and says so. */
int files_shut(const char *name, bool secret, struct err *e);

/*
 * The first private key in file NAME of the folder, *K NULL: there is no file
 * or no key in it.  -1: the file is not to be trusted.  Under the lock: one
 * that others may read is shut.
 */
int files_key(const char *name, struct key **k, struct err *e);

/* Judges for install_file(): TEXT has the key ARG, a struct key. */
int files_judge_key(void *arg, const char *text, size_t len, struct err *e);

/*
 * Loads NAME of the folder as a connection does.  NULL: E, which says NONE
 * when there is no such file.  *OPEN as above; NULL: nobody asks.
 */
struct identity *files_identity(const char *name, const char *none, bool *open,
    struct err *e);

/* The leaf of ID; NULL: E. */
struct crt *files_leaf(const struct identity *id, struct err *e);

#endif
