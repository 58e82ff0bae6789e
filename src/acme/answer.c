/* SPDX-License-Identifier: MIT */
/* Answers to challenges: see answer.h. */
#include "acme/answer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/install.h"
#include "base/io.h"
#include "base/wipe.h"
#include "tls/crt_acme.h"

enum {
	FILE_MAX = 240		/* bytes of a name, as thimble takes it */
};

_Static_assert((int)TOKEN_DIGEST == (int)CRT_ACME_DIGEST, "both are SHA-256");

#define FRESH ".new"

/* Writes LEN bytes as file NAME of the current folder, whole or not at all. */
static int
put_file(const char *name, mode_t mode, const void *bytes, size_t len,
    struct err *e)
{
	int fd, rc;

	(void)unlink(FRESH);
	fd = open(FRESH, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	if (fd < 0)
		return err_set(e, "make", name, errno);
	rc = io_write(fd, bytes, len);
	if (rc == 0)
		rc = fchmod(fd, mode);
	if (close(fd) < 0 || rc < 0 || rename(FRESH, name) < 0) {
		err_set(e, "write", name, errno);
		(void)unlink(FRESH);
		return -1;
	}
	return 0;
}

/* With what a hook that was killed had begun. */
static int
remove_file(const char *name, struct err *e)
{
	(void)unlink(FRESH);
	return unlink(name) == 0 || errno == ENOENT ? 0 :
	    err_set(e, "remove", name, errno);
}

/* The file for `thimble`: a new key and its certificate. */
static int
compose(const struct name *n, const uint8_t digest[TOKEN_DIGEST], char *text,
    size_t cap, struct err *e)
{
	static APART uint8_t buf[CRT_DER_MAX];
	struct key *k = key_make(KEY_P256, e);
	const uint8_t *der;
	size_t len;
	int rc = -1;

	if (k == NULL)
		return -1;
	der = crt_acme(k, n, digest, clock_wall(), buf, &len, e);
	if (der != NULL && key_write(k, text, cap, e) == 0)
		rc = crt_pem(der, len, text + strlen(text),
		    cap - strlen(text), e);
	key_free(k);
	return rc;
}

int
answer_tls(const struct conf_acme *c, const struct name *n,
    const uint8_t digest[TOKEN_DIGEST], bool put, struct err *e)
{
	static APART char text[KEY_PEM_MAX + CRT_PEM_MAX];
	char name[FILE_MAX + 8];
	struct sbuf s;
	mode_t old;
	int rc;

	sbuf_init(&s, name, FILE_MAX);
	token_server_name(n, &s);
	if (s.cut)
		return err_why(e, n->text, NULL, "too long a name");
	memcpy(name + s.len, ".pem", sizeof ".pem");
	old = umask(077);
	rc = install_enter(c->run, true, e);
	if (rc == 0)
		rc = install_enter("acme", true, e);
	(void)umask(old);
	if (rc < 0)
		return -1;
	if (!put)
		return remove_file(name, e);
	rc = compose(n, digest, text, sizeof text, e);
	if (rc == 0)
		rc = put_file(name, 0600, text, strlen(text), e);
	wipe(text, sizeof text);
	return rc;
}

int
answer_http(const struct conf_acme *c, const char *token, const char *auth,
    bool put, struct err *e)
{
	if (install_enter(c->webroot, true, e) < 0 ||
	    install_enter(".well-known", true, e) < 0 ||
	    install_enter("acme-challenge", true, e) < 0)
		return -1;
	return put ? put_file(token, 0644, auth, strlen(auth), e) :
	    remove_file(token, e);
}
