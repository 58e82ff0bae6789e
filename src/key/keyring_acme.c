/* SPDX-License-Identifier: MIT */
/* The key for a challenge of tls-alpn-01 (RFC 8737): see keyring.h. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sbuf.h"
#include "key/keyring.h"
#include "key/sni.h"
#include "os/dir.h"

enum { PATH_CAP = 256 };

/* 1: PATH can be trusted; 0: there is no such folder; -1: E. */
static int
judge_folder(const char *path, struct err *e)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) < 0 && errno == ENOENT)
		return 0;
	fd = dir_own(path, e);
	if (fd < 0)
		return -1;
	(void)close(fd);
	return 1;
}

int
keyring_acme(struct keyring *r, const void *name, size_t len, struct err *e)
{
	char stem[SNI_STEM_MAX], folder[PATH_CAP];
	struct sbuf s;
	int rc;

	keyring_free(r);
	if (sni_stem(name, len, false, stem) < 0)
		return 0;
	sbuf_init(&s, folder, sizeof folder);
	sbuf_str(&s, r->opts->run);
	/* Who could rename the inner folder is judged first. */
	rc = judge_folder(folder, e);
	if (rc <= 0)
		return rc;
	sbuf_str(&s, "/" WRAP_ACME);
	if (s.cut)
		return 0;
	rc = judge_folder(folder, e);
	if (rc <= 0)
		return rc;
	r->folder = folder;
	rc = keyring_add(r, stem, e);
	r->folder = NULL;
	return rc;
}
