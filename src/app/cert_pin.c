/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert pin: what a client or the DNS can hold on to instead of a CA:
 * the public key as curl --pinnedpubkey has it, the TLSA record of RFC 6698,
 * the fingerprint.
 */
#include <string.h>
#include <unistd.h>

#include "app/cert_files.h"
#include "app/cert_opts.h"
#include "app/cert_text.h"
#include "base/apart.h"
#include "base/exit.h"
#include "base/file.h"
#include "base/install.h"
#include "base/io.h"
#include "base/wipe.h"
#include "tls/identity.h"

struct row {
	const char *name;
	void (*add)(struct sbuf *s, const struct crt_facts *f);
};

static void
add_pin(struct sbuf *s, const struct crt_facts *f)
{
	sbuf_str(s, "sha256//");
	sbuf_base64(s, f->pin, sizeof f->pin);
}

/* A CA's record is for what it signs (DANE-TA), a leaf's for itself. */
static void
add_tlsa(struct sbuf *s, const struct crt_facts *f)
{
	sbuf_str(s, f->ca ? "2 1 1 " : "3 1 1 ");
	sbuf_hex(s, f->pin, sizeof f->pin, '\0');
}

static void
add_print(struct sbuf *s, const struct crt_facts *f)
{
	cert_print(s, f->sha256, sizeof f->sha256);
}

static const struct row rows[] = {
	{ "pin", add_pin }, { "tlsa", add_tlsa }, { "sha256", add_print }
};

static void
write_page(struct sbuf *s, const struct crt_facts *f, bool json)
{
	char room[128];
	struct sbuf value;
	unsigned i;
	size_t n;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		sbuf_init(&value, room, sizeof room);
		rows[i].add(&value, f);
		if (json) {
			sbuf_char(s, i == 0 ? '{' : ',');
			cert_quoted(s, rows[i].name);
			sbuf_char(s, ':');
			cert_quoted(s, room);
			continue;
		}
		sbuf_str(s, rows[i].name);
		for (n = strlen(rows[i].name); n < 8; n++)
			sbuf_char(s, ' ');
		sbuf_str(s, room);
		sbuf_char(s, '\n');
	}
	if (json)
		sbuf_str(s, "}\n");
}

/* The first certificate of the file PATH. */
static struct crt *
first_of(const char *path, struct err *e)
{
	static APART char pem[IDENTITY_PEM_MAX];
	const char *p = pem;
	struct crt *c = NULL;
	size_t len = 0;

	if (file_read(path, 1, pem, sizeof pem, &len, NULL, e) == 0) {
		c = crt_next(&p, e);
		if (c == NULL)
			(void)err_why(e, path, NULL,
			    "no CERTIFICATE block in it");
	}
	wipe(pem, len);
	return c;
}

/* The one that is served. */
static struct crt *
served(const struct cert_opts *o, struct err *e)
{
	static APART struct conf conf;
	struct identity *id;
	struct crt *c;

	if (cert_conf(o, &conf, e) < 0 ||
	    install_enter(conf.dir, false, e) < 0)
		return NULL;
	id = cert_identity(CERT_SERVER, CERT_NO_SERVER, NULL, e);
	c = id == NULL ? NULL : cert_leaf(id, e);
	identity_free(id);
	return c;
}

int
cert_pin(const struct cert_opts *o)
{
	struct crt_facts f;
	struct crt *c;
	char page[512];
	struct sbuf s;
	struct err e;

	err_clear(&e);
	c = o->file != NULL ? first_of(o->file, &e) : served(o, &e);
	if (c == NULL) {
		cert_complain(NULL, e.text);
		return EXIT_FAILED;
	}
	crt_facts(c, &f);
	sbuf_init(&s, page, sizeof page);
	write_page(&s, &f, o->json != 0);
	crt_free(c);
	return io_write(STDOUT_FILENO, page, s.len) < 0 ? EXIT_FAILED :
	    EXIT_GOOD;
}
