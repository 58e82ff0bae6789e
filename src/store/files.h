/* SPDX-License-Identifier: MIT */
/* The PEM files in the current folder, read and judged. */
#ifndef STORE_FILES_H
#define STORE_FILES_H

#include <stdbool.h>

#include "base/err.h"
#include "tls/crt.h"
#include "tls/key.h"

enum { FILES_NOTE_MAX = 256 };

enum file_state {
	FILE_NONE,
	FILE_BAD,		/* there, but unusable */
	FILE_GOOD
};

struct file_found {
	enum file_state state;
	bool open;		/* see files_text() */
	struct err why;		/* FILE_BAD: what is wrong */
};

struct files {
	const char *name;	/* the file that `server` is about: */
	bool second;		/* of the second certificate */
	bool own;		/* the device's own pair: never foreign */
	struct file_found server, ca, ca_key;
	struct crt *leaf;	/* of server.pem, if good */
	struct key *leaf_key;	/* even of a bad file, if readable */
	bool foreign;		/* server.pem was installed by hand */
	struct crt *ca_crt;
	struct key *ca_secret;
};

/*
 * install_enter() of the folder DIR.  If there is none, E names the command
 * that makes it.
 */
int files_enter(const char *dir, struct err *e);

/*
 * Reads ca.pem, ca.key and server.pem (SECOND: server-also.pem).  -1: one of
 * them cannot be read or trusted (a symlink, another user's file); the caller
 * must not change anything then.
 */
int files_read(struct files *f, bool second, struct err *e);

/* The same with file NAME in the place of server.pem. */
int files_read_as(struct files *f, const char *name, bool second,
    struct err *e);

/*
 * The same for who only looks: what cannot be read or trusted counts as bad.
 */
void files_look(struct files *f, const char *name, bool second);

/* STORE_SERVER or STORE_SECOND, and what is kept beside it. */
const char *files_server(bool second);
const char *files_own(bool second);

/* For install_file(): TEXT loads as a connection will load it. */
int files_judge_server(void *arg, const char *text, size_t len,
    struct err *e);

/* Wipes the keys. */
void files_free(struct files *f);

/*
 * Reads file NAME into TEXT of CAP bytes.  1: done; 0: no such file; -1: E.
 * SECRET: it holds a key.  *OPEN: a secret file is readable, any other file is
 * writable by others than its owner.
 */
int files_text(const char *name, bool secret, char *text, size_t cap,
    size_t *len, bool *open, struct err *e);

/* Under the lock: corrects the mode of an open file, and reports it. */
int files_shut(const char *name, bool secret, struct err *e);

/*
 * Reads the first private key in file NAME; *K is NULL without such a file or
 * key.  -1: the file cannot be trusted.  Under the lock: if others can read
 * the file, its mode is corrected.
 */
int files_key(const char *name, struct key **k, struct err *e);

/* For install_file(): TEXT has to hold the key ARG, a struct key. */
int files_judge_key(void *arg, const char *text, size_t len, struct err *e);

/*
 * Puts key K in file NAME, behind a NOTE of less than FILES_NOTE_MAX bytes.
 * KEEP is as in struct install.  -1: E.
 */
int files_put_key(const char *name, const char *note, const char *keep,
    const struct key *k, struct err *e);

/*
 * Loads file NAME as a connection does.  NULL: E, which says NONE when there
 * is no such file.  OPEN is as above, or NULL.
 */
struct identity *files_identity(const char *name, const char *none, bool *open,
    struct err *e);

/* The leaf of ID; NULL: E. */
struct crt *files_leaf(const struct identity *id, struct err *e);

#endif
