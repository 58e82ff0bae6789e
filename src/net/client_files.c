/* SPDX-License-Identifier: MIT */
/* Certificates for verifying clients: see client_files.h. */
#include "net/client_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/file.h"
#include "base/sbuf.h"
#include "base/wipe.h"
#include "os/dir.h"
#include "os/mem.h"

enum { PATH_BYTES = 512 };

static APART_PAGES char text[POLICY_PEM_MAX];
static size_t used;		/* bytes of it, without the NUL */

/*
 * Of the N bytes after those in use, keeps the certificate and CRL blocks,
 * moved together, and wipes the rest.
 */
static void
keep_blocks(size_t n)
{
	static const char begin[] = "-----BEGIN ", end[] = "-----END ";
	char *out = text + used, *const stop = out + n;
	char *p = out, *q;
	size_t len;

	while ((p = strstr(p, begin)) != NULL) {
		q = strstr(p, end);
		q = q == NULL ? p + strlen(p) : q + sizeof end - 1;
		q += strcspn(q, "\n");
		len = (size_t)(q - p);
		if (strncmp(p + sizeof begin - 1, "CERTIFICATE-----", 16) ==
		    0 || strncmp(p + sizeof begin - 1, "X509 CRL-----", 13) ==
		    0) {
			memmove(out, p, len);
			out += len;
			*out++ = '\n';
		}
		p = q;
	}
	used = (size_t)(out - text);
	wipe(out, (size_t)(stop - out) + 1);
}

static int
read_one(const char *path, enum client_prove prove, struct err *e)
{
	size_t n;
	struct err why;

	err_clear(&why);
	errno = 0;
	/* One byte is spare: a block may grow by a newline. */
	if (file_read(path, 1, text + used, sizeof text - 1 - used, &n, NULL,
	    &why) < 0) {
		if (errno == EFBIG) {
			wipe(text + used, sizeof text - used);
			return err_why(e, "read", path, "too long: the files "
			    "of -A, -a and --crl may total 64 KB");
		}
		return err_why(e, why.text, NULL, NULL);
	}
	keep_blocks(n);
	if (prove != CLIENT_READ &&
	    policy_prove(text, used, prove == CLIENT_JUDGE, &why) < 0)
		return err_why(e, "load", path, why.text);
	return 0;
}

static int
is_wanted(const char *name)
{
	static const char suffixes[][5] = { ".pem", ".crt", ".crl", ".0",
		".r0" };
	size_t len = strlen(name), i, n;

	for (i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		n = strlen(suffixes[i]);
		if (len > n && strcmp(name + len - n, suffixes[i]) == 0)
			return 1;
	}
	return 0;
}

static int
read_folder(const char *folder, enum client_prove prove, struct err *e)
{
	char name[DIR_NAME_MAX] = "", path[PATH_BYTES];
	struct sbuf s;
	int rc = -1, more;
	int fd;

	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, "open", folder, errno);
	while ((more = dir_next(fd, name, name)) > 0) {
		if (!is_wanted(name))
			continue;
		sbuf_init(&s, path, sizeof path);
		sbuf_str(&s, folder);
		sbuf_char(&s, '/');
		sbuf_str(&s, name);
		if (s.cut) {
			err_set(e, "open", folder, ENAMETOOLONG);
			goto out;
		}
		if (read_one(path, prove, e) < 0)
			goto out;
	}
	if (more < 0) {
		err_set(e, "list", folder, errno);
		goto out;
	}
	rc = 0;
out:
	(void)close(fd);
	return rc;
}

int
client_files_read(struct tls_policy *p, const struct wrap_policy *o,
    enum client_prove prove, struct err *e)
{
	if (p->client <= CLIENT_IGNORED)
		return 0;
	used = 0;
	if ((o->ca_file != NULL && read_one(o->ca_file, prove, e) < 0) ||
	    (o->ca_dir != NULL && read_folder(o->ca_dir, prove, e) < 0) ||
	    (o->crl_file != NULL && read_one(o->crl_file, prove, e) < 0))
		return -1;
	if (strstr(text, "-----BEGIN CERT") == NULL)
		return err_why(e, "options -A and -a", NULL,
		    "no certificate in these files, so nobody could connect");
	p->trust = text;
	p->trust_len = used;
	return 0;
}

void
client_files_release(void)
{
	if (used > 0)
		mem_release(text, sizeof text);
}
