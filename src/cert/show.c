/* SPDX-License-Identifier: MIT */
/* thimble-cert show: the contents of certificates, as text or JSON. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/exit.h"
#include "base/file.h"
#include "base/install.h"
#include "base/sbuf.h"
#include "base/wipe.h"
#include "cert/cert_opts.h"
#include "cert/peek.h"
#include "store/conf.h"
#include "store/files.h"
#include "store/plan.h"
#include "store/store.h"
#include "store/text.h"
#include "tls/crt.h"
#include "tls/identity.h"

/* The output and its form. */
struct page {
	struct sbuf s;
	bool json;
	unsigned files, crts;	/* written so far */
};

/* Starts a line or a member; its value follows. */
static void
key(struct page *p, const char *human, const char *json)
{
	size_t n;

	if (p->json) {
		if (p->s.buf[p->s.len - 1] != '{')
			sbuf_char(&p->s, ',');
		text_quoted(&p->s, json);
		sbuf_char(&p->s, ':');
		return;
	}
	sbuf_str(&p->s, "\n  ");
	sbuf_str(&p->s, human);
	for (n = strlen(human); n < 9; n++)
		sbuf_char(&p->s, ' ');
}

static void
text(struct page *p, const char *value)
{
	if (p->json)
		text_quoted(&p->s, value);
	else
		sbuf_str(&p->s, value);
}

static void
boolean(struct page *p, const char *json, bool value)
{
	key(p, "", json);
	sbuf_str(&p->s, value ? "true" : "false");
}

/* Adds an item of a list; BEFORE: how many precede it. */
static void
item(struct page *p, const char *value, unsigned before)
{
	if (before > 0)
		sbuf_str(&p->s, p->json ? "," : ", ");
	text(p, value);
}

static void
show_names(struct page *p, const struct crt *c)
{
	enum crt_name kind;
	unsigned i, n = 0;
	struct name name;

	key(p, "names", "names");
	if (p->json)
		sbuf_char(&p->s, '[');
	for (i = 0; (kind = crt_name(c, i, &name)) != CRT_NAME_END; i++)
		if (kind == CRT_NAME_HOST)
			item(p, name.text, n++);
	if (p->json)
		sbuf_char(&p->s, ']');
}

static void
show_permitted(struct page *p, const struct crt *c)
{
	static APART struct names set;
	unsigned i;

	set.n = 0;
	crt_permitted(c, &set);
	key(p, "may sign", "permitted");
	if (p->json)
		sbuf_char(&p->s, '[');
	for (i = 0; i < set.n; i++)
		item(p, set.item[i].text, i);
	if (p->json)
		sbuf_char(&p->s, ']');
	else
		sbuf_str(&p->s, ", names below them, and private "
		    "addresses");
}

static void
show_dn(struct page *p, const char *name, const struct crt *c,
    void (*get)(const struct crt *c, struct sbuf *s))
{
	char room[512];
	struct sbuf dn;

	sbuf_init(&dn, room, sizeof room);
	get(c, &dn);
	key(p, name, name);
	text(p, dn.len == 0 ? "(empty)" : room);
}

/* Whole days until END, rounded down. */
static int64_t
days_left(int64_t end, int64_t now)
{
	return (end - now) / DAY_S - (end < now);
}

static void
show_dates(struct page *p, const struct crt_facts *f)
{
	int64_t days = days_left(f->not_after, clock_wall());
	const char *why;
	char room[32];
	struct sbuf s;
	bool late;

	sbuf_init(&s, room, sizeof room);
	date_show(&s, f->not_before);
	key(p, "from", "not_before");
	text(p, room);
	sbuf_init(&s, room, sizeof room);
	date_show(&s, f->not_after);
	key(p, "until", "not_after");
	text(p, room);
	if (p->json)
		key(p, "", "days_left");
	else
		sbuf_str(&p->s, " (");
	if (p->json && days < 0)
		sbuf_char(&p->s, '-');
	sbuf_dec(&p->s, (uint64_t)(days < 0 ? -days : days));
	if (!p->json)
		sbuf_str(&p->s, days < 0 ? " days ago)" : " days left)");
	why = plan_time_left(f, clock_wall(), clock_built(), &late);
	if (why == NULL || f->ca)
		return;
	key(p, "", "warning");
	text(p, why);
}

static void
show_key(struct page *p, const struct crt_facts *f)
{
	char room[32];
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	sbuf_str(&s, f->key_type);
	if (f->key_bits >= 1024) {
		sbuf_char(&s, ' ');
		sbuf_dec(&s, f->key_bits);
	}
	key(p, "key", "key");
	text(p, room);
}

static void
show_hex(struct page *p, const char *name, const uint8_t *bytes, size_t len)
{
	char room[TEXT_FINGERPRINT_MAX];
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	text_fingerprint(&s, bytes, len);
	key(p, name, name);
	text(p, room);
}

static void
show_maker(struct page *p, const struct crt *c, const struct crt_facts *f)
{
	bool ours = crt_is_ours(c);
	bool provisional = ours && !f->ca && plan_is_provisional(f);

	key(p, "made by", "made_by");
	if (p->json) {
		text(p, ours ? "thimble-cert" : "other");
		boolean(p, "provisional", provisional);
		boolean(p, "ca", f->ca);
		return;
	}
	text(p, ours ? "thimble-cert" : "others");
	if (provisional)
		sbuf_str(&p->s, "\n  provisional: the clock was not set; "
		    "replaced once it is");
}

static void
show_crt(struct page *p, const struct crt *c)
{
	struct crt_facts f;
	struct name first;

	crt_facts(c, &f);
	if (p->json)
		sbuf_str(&p->s, p->crts > 0 ? ",{" : "{");
	else if (p->crts > 0)
		sbuf_char(&p->s, '\n');
	p->crts++;
	if (p->json || crt_name(c, 0, &first) != CRT_NAME_END)
		show_names(p, c);
	if (f.constrained)
		show_permitted(p, c);
	show_dn(p, "subject", c, crt_subject);
	show_dn(p, "issuer", c, crt_issuer);
	show_maker(p, c, &f);
	show_dates(p, &f);
	show_key(p, &f);
	show_hex(p, "serial", f.serial, f.serial_len);
	show_hex(p, "sha256", f.sha256, sizeof f.sha256);
	if (p->json)
		sbuf_char(&p->s, '}');
}

static void
show_unread(struct page *p, const char *why)
{
	if (p->json)
		sbuf_str(&p->s, p->crts > 0 ? ",{" : "{");
	else if (p->crts > 0)
		sbuf_char(&p->s, '\n');
	p->crts++;
	key(p, "not read", "error");
	text(p, why);
	if (p->json)
		sbuf_char(&p->s, '}');
}

/* Starts the certificates of PATH, a file or a server. */
static void
start(struct page *p, const char *path)
{
	if (p->json) {
		sbuf_str(&p->s, p->files > 0 ? ",{\"path\":" : "{\"path\":");
		text_quoted(&p->s, path);
		sbuf_str(&p->s, ",\"certificates\":[");
	} else {
		if (p->files > 0)
			sbuf_char(&p->s, '\n');
		sbuf_shown(&p->s, path, strlen(path));
	}
	p->files++;
	p->crts = 0;
}

/* All certificates of a file; -1: E. */
static int
show_all(struct page *p, const char *path, const char *bytes, size_t len,
    struct err *e)
{
	const char *at = bytes;
	struct err why;
	struct crt *c;

	err_clear(&why);
	start(p, path);
	while ((c = crt_next_of(bytes, len, &at, &why)) != NULL) {
		show_crt(p, c);
		crt_free(c);
	}
	if (why.text[0] != '\0')
		return err_why(e, path, NULL, why.text);
	if (p->crts == 0)
		return err_why(e, path, NULL, "no CERTIFICATE block in it");
	sbuf_str(&p->s, p->json ? "]}" : "\n");
	return 0;
}

static int
show_file(struct page *p, const char *path, struct err *e)
{
	static APART char pem[IDENTITY_PEM_MAX];
	size_t len = 0;
	int rc;

	rc = file_read(path, 1, pem, sizeof pem, &len, NULL, e);
	if (rc == 0)
		rc = show_all(p, path, pem, len, e);
	wipe(pem, len);
	return rc;
}

/*
 * The certificates that a server presents.  One that cannot be read, such as an
 * old root, does not hide the others.
 */
static int
show_server(struct page *p, const char *text, struct err *e)
{
	struct peek *peek = cert_peek(text, e);
	const uint8_t *der;
	struct err why;
	struct crt *c;
	size_t len;

	if (peek == NULL)
		return -1;
	start(p, text);
	while ((der = peek_next(peek, &len)) != NULL) {
		err_clear(&why);
		c = crt_read(der, len, &why);
		if (c == NULL)
			show_unread(p, why.text);
		else
			show_crt(p, c);
		crt_free(c);
	}
	sbuf_str(&p->s, p->json ? "]}" : "\n");
	return 0;
}

static int
show_folder(struct page *p, const struct cert_opts *o, struct err *e)
{
	static const char *const names[] = {
		STORE_SERVER, STORE_SECOND, STORE_CA, STORE_OWN,
		STORE_OWN_SECOND
	};
	char path[CONF_DIR_MAX + 20];
	static APART struct conf conf;
	struct sbuf s;
	unsigned i;

	if (conf_need(o->config, CONF_BAD_DIR, &conf, e) < 0)
		return -1;
	err_clear(e);
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		sbuf_init(&s, path, sizeof path);
		sbuf_str(&s, conf.dir);
		sbuf_char(&s, '/');
		sbuf_str(&s, names[i]);
		/* No CA of ours: issuer = self, or another CA's leaf. */
		if (access(path, F_OK) < 0 && errno == ENOENT) {
			if (i > 0)
				continue;
			return err_why(e, path, NULL, STORE_NONE);
		}
		if (show_file(p, path, e) < 0)
			return -1;
	}
	return 0;
}

int
cert_show(const struct cert_opts *o)
{
	static APART char room[65536];
	struct page p = { .json = o->json != 0 };
	struct err e;
	int rc;

	err_clear(&e);
	sbuf_init(&p.s, room, sizeof room);
	if (p.json)
		sbuf_str(&p.s, "{\"files\":[");
	if (o->file == NULL)
		rc = show_folder(&p, o, &e);
	else if (cert_peek_is(o->file) && access(o->file, F_OK) < 0)
		rc = show_server(&p, o->file, &e);
	else
		rc = show_file(&p, o->file, &e);
	if (p.json)
		sbuf_str(&p.s, "]}\n");
	/* Half an object is not JSON. */
	if (rc == 0 && p.s.cut)
		rc = err_why(&e, "show", o->file, "more than 64 KB of text");
	if (rc < 0) {
		text_complain(NULL, e.text);
		return EXIT_FAILED;
	}
	return text_put(room, p.s.len);
}
