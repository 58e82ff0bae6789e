/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert pin: what a client or the DNS can pin instead of a CA: the
 * public key for curl --pinnedpubkey, the TLSA record of RFC 6698, the
 * fingerprint.
 */
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/file.h"
#include "base/wipe.h"
#include "cert/cert_opts.h"
#include "store/conf.h"
#include "store/files.h"
#include "store/store.h"
#include "store/text.h"
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

/* A CA's record covers what it signs (DANE-TA), a leaf's only itself. */
static void
add_tlsa(struct sbuf *s, const struct crt_facts *f)
{
	sbuf_str(s, f->ca ? "2 1 1 " : "3 1 1 ");
	sbuf_hex(s, f->pin, sizeof f->pin, '\0');
}

static void
add_fingerprint(struct sbuf *s, const struct crt_facts *f)
{
	text_fingerprint(s, f->sha256, sizeof f->sha256);
}

static const struct row rows[] = {
	{ "pin", add_pin }, { "tlsa", add_tlsa }, { "sha256", add_fingerprint }
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
			text_quoted(s, rows[i].name);
			sbuf_char(s, ':');
			text_quoted(s, room);
			continue;
		}
		sbuf_str(s, rows[i].name);
		for (n = strlen(rows[i].name); n < 8; n++)
			sbuf_char(s, ' ');
		sbuf_str(s, room);
		sbuf_char(s, '\n');
	}
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
		c = crt_next_of(pem, len, &p, e);
		if (c == NULL)
			(void)err_why(e, path, NULL,
			    "no CERTIFICATE block in it");
	}
	wipe(pem, len);
	return c;
}

static int
enter(const struct cert_opts *o, struct err *e)
{
	static APART struct conf conf;

	if (conf_need(o->config, CONF_BAD_DIR, &conf, e) < 0)
		return -1;
	err_clear(e);
	return files_enter(conf.dir, e);
}

/* The leaf of file NAME, which is served. */
static struct crt *
served(const char *name, struct err *e)
{
	struct identity *id;
	struct crt *c;

	id = files_identity(name, STORE_NONE, NULL, e);
	c = id == NULL ? NULL : files_leaf(id, e);
	identity_free(id);
	return c;
}

/* Pin both, or clients that get the other certificate fail. */
static int
add_second(struct sbuf *s, bool json, struct err *e)
{
	struct crt_facts f;
	struct crt *c;

	if (access(STORE_SECOND, F_OK) < 0)
		return 0;
	c = served(STORE_SECOND, e);
	if (c == NULL)
		return -1;
	crt_facts(c, &f);
	crt_free(c);
	sbuf_str(s, json ? ",\"also\":" : "\n");
	write_page(s, &f, json);
	if (json)
		sbuf_char(s, '}');
	return 0;
}

static int
fail(const struct err *e)
{
	text_complain(NULL, e->text);
	return EXIT_FAILED;
}

int
cert_pin(const struct cert_opts *o)
{
	const bool json = o->json != 0;
	struct crt_facts f;
	struct crt *c;
	char page[1024];
	struct sbuf s;
	struct err e;

	err_clear(&e);
	if (o->file == NULL && enter(o, &e) < 0)
		return fail(&e);
	c = o->file != NULL ? first_of(o->file, &e) : served(STORE_SERVER, &e);
	if (c == NULL)
		return fail(&e);
	crt_facts(c, &f);
	crt_free(c);
	sbuf_init(&s, page, sizeof page);
	write_page(&s, &f, json);
	if (o->file == NULL && add_second(&s, json, &e) < 0)
		return fail(&e);
	if (json)
		sbuf_str(&s, "}\n");
	return text_put(page, s.len);
}
