/* SPDX-License-Identifier: MIT */
/* Carrying a plan out: see make.h. */
#include "store/make.h"

#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/date.h"
#include "base/install.h"
#include "base/sbuf.h"
#include "base/wipe.h"
#include "os/netif.h"
#include "store/store.h"
#include "tls/crt_make.h"

enum {
	/* Note, key, leaf, and an intermediate issuer. */
	TEXT_MAX = 512 + KEY_PEM_MAX + 2 * CRT_PEM_MAX,
	SAY_MAX = 4096
};

static const char ca_key_note[] =
    "# Private key of this device's own CA, made by `thimble-cert ensure`. It\n"
    "# signs the certificate in server.pem. Keep it secret: mode 0600.\n";
static const char ca_note[] =
    "# Certificate of this device's own CA, made by `thimble-cert ensure`.\n"
    "# Install it on the phones and computers that use this device.\n";
static const char server_note[] =
    "# Private key and certificate of this device, made and renewed by\n"
    "# `thimble-cert ensure`. The key has no passphrase: every connection\n"
    "# reads it, and nobody is there to type one. The mode of this file,\n"
    "# 0600, protects it.\n";

/* The work in progress and its buffers. */
struct work {
	const struct plan_facts *t;
	void (*say)(const char *line);
	struct key *key;		/* of the leaf, while it is made */
	bool no_prev;			/* what it replaces never served */
	char text[TEXT_MAX];
	char back[TEXT_MAX + 2];
	uint8_t der[CRT_DER_MAX];
};

static void
say_made(const struct work *w, const char *name, const char *why,
    const char *more)
{
	static APART char line[SAY_MAX];
	struct sbuf s;

	sbuf_init(&s, line, sizeof line);
	sbuf_str(&s, "made ");
	sbuf_str(&s, w->t->conf->dir);
	sbuf_char(&s, '/');
	sbuf_str(&s, name);
	sbuf_str(&s, " (");
	sbuf_str(&s, why);
	sbuf_char(&s, ')');
	sbuf_str(&s, more);
	sbuf_char(&s, '\n');
	w->say(line);
}

static int
put(struct work *w, const char *name, enum file_state was, mode_t mode,
    int (*judge)(void *arg, const char *text, size_t len, struct err *e),
    void *arg, struct err *e)
{
	const struct install job = {
		.name = name, .mode = mode,
		.bytes = w->text, .len = strlen(w->text),
		.back = w->back, .cap = sizeof w->back,
		.judge = judge, .arg = arg,
		.keep = was == FILE_BAD ? ".bad" : w->no_prev ? NULL : ".prev"
	};

	return install_file(&job, e);
}

/* Writes NOTE and, unless NULL, K as PEM. */
static int
start_text(struct work *w, const char *note, const struct key *k,
    struct err *e)
{
	size_t n = strlen(note);

	memcpy(w->text, note, n + 1);
	if (k == NULL)
		return 0;
	return key_write(k, w->text + n, sizeof w->text - n, e);
}

static int
add_crt(struct work *w, const uint8_t *der, size_t len, struct err *e)
{
	size_t n = strlen(w->text);

	return crt_pem(der, len, w->text + n, sizeof w->text - n, e);
}

static int
make_ca_key(struct work *w, const char *why, struct files *f,
    struct err *e)
{
	struct key *k = key_make(KEY_P256, e);

	if (k == NULL)
		return -1;
	if (start_text(w, ca_key_note, k, e) < 0 || put(w, STORE_CA_KEY,
	    f->ca_key.state, 0600, files_judge_key, k, e) < 0) {
		key_free(k);
		return -1;
	}
	key_free(f->ca_secret);
	f->ca_secret = k;
	f->ca_key.state = FILE_GOOD;
	say_made(w, STORE_CA_KEY, why, "");
	return 0;
}

/* "router Thimble CA 1a2b3c4d": the digits are crt_is_ours()'s mark. */
static int
ca_name(struct sbuf *s, const struct key *k)
{
	static const char middle[] = "Thimble CA ";
	uint8_t id[KEY_ID_LEN];
	struct name host;

	if (key_id(k, id) < 0)
		return -1;
	if (netif_host(&host) == 0 &&
	    strlen(host.text) + sizeof middle + 8 <= CRT_CN_MAX) {
		sbuf_str(s, host.text);
		sbuf_char(s, ' ');
	}
	sbuf_str(s, middle);
	sbuf_hex(s, id, 4, '\0');
	return 0;
}

static int
judge_ca(void *arg, const char *text, size_t len, struct err *e)
{
	const struct files *f = arg;
	const char *p = text;
	struct crt *c = crt_next(&p, e);
	int rc = 0;

	(void)len;
	if (c == NULL)
		return err_why(e, STORE_CA, NULL, "differs from what was "
		    "written");
	if (!crt_fits(c, f->ca_secret) || !crt_is_ours(c))
		rc = err_why(e, STORE_CA, NULL, "does not match its key");
	crt_free(c);
	return rc;
}

static int
make_ca(struct work *w, const struct plan *p, struct files *f,
    struct err *e)
{
	static APART struct names permitted;
	char text[CRT_CN_MAX + 1];
	struct crt_spec spec = {
		.ca = true, .key = f->ca_secret, .signer = f->ca_secret,
		.organization = w->t->conf->organization,
		.common_name = text, .names = &permitted
	};
	struct plan_span span;
	const uint8_t *der;
	struct crt *made;
	struct sbuf s;
	size_t len;

	permitted = *w->t->wanted;
	if (p->ca_follows) {
		spec.like = f->ca_crt;
		crt_permitted(f->ca_crt, &permitted);
	}
	sbuf_init(&s, text, sizeof text);
	if (ca_name(&s, f->ca_secret) < 0)
		return err_why(e, "name of the CA", NULL, "out of memory");
	plan_span(&span, w->t, PLAN_CA_DAYS);
	spec.not_before = span.from;
	spec.not_after = span.to;
	der = crt_make(&spec, w->der, &len, e);
	if (der == NULL || start_text(w, "", NULL, e) < 0 ||
	    add_crt(w, der, len, e) < 0)
		return -1;
	/* Phones take a file for PEM only if its first byte is a '-'. */
	memcpy(w->text + strlen(w->text), ca_note, sizeof ca_note);
	if (put(w, STORE_CA, f->ca.state, 0644, judge_ca, f, e) < 0)
		return -1;
	made = crt_read(der, len, e);
	if (made == NULL)
		return -1;
	crt_free(f->ca_crt);
	f->ca_crt = made;
	f->ca.state = FILE_GOOD;
	say_made(w, STORE_CA, p->ca,
	    ": install it on the phones and computers that use this device");
	return 0;
}

/* The first host name is also in the subject, for people to see. */
static const char *
first_host(const struct names *names)
{
	unsigned i;

	for (i = 0; i < names->n; i++)
		if (names->item[i].ip_len == 0)
			return names->item[i].text;
	return NULL;
}

static void
say_leaf(const struct work *w, const struct plan *p,
    const struct files *f, const uint8_t *der, size_t len, struct err *e)
{
	static APART char more[SAY_MAX / 2];
	struct crt_facts facts;
	struct crt *c;
	struct sbuf s;

	c = crt_read(der, len, e);
	if (c == NULL)
		return;
	crt_facts(c, &facts);
	sbuf_init(&s, more, sizeof more);
	sbuf_str(&s, ": valid until ");
	date_show(&s, facts.not_after);
	if (plan_is_provisional(&facts))
		sbuf_str(&s, ", provisional until the clock is set");
	sbuf_str(&s, ", for ");
	names_show(&s, w->t->wanted);
	if (p->new_key && f->server.state != FILE_NONE)
		sbuf_str(&s, ", with a new key");
	say_made(w, f->name, p->leaf, more);
	crt_free(c);
}

/* A CA installed by hand may be an intermediate: part of the chain. */
static int
add_issuer(struct work *w, const struct crt *issuer, struct err *e)
{
	struct crt_facts ca;
	const uint8_t *der;
	size_t len;

	if (issuer == NULL)
		return 0;
	crt_facts(issuer, &ca);
	if (ca.self_issued)
		return 0;
	der = crt_der(issuer, &len);
	return add_crt(w, der, len, e);
}

static int
make_leaf(struct work *w, const struct plan *p, struct files *f,
    struct err *e)
{
	bool self = w->t->conf->self_signed;
	char unit[32];
	struct crt_spec spec = {
		.key = w->key, .signer = self ? w->key : f->ca_secret,
		.issuer = self ? NULL : f->ca_crt,
		.organization = w->t->conf->organization,
		.unit = self ? unit : NULL,
		.common_name = first_host(w->t->wanted),
		.names = w->t->wanted
	};
	uint8_t id[KEY_ID_LEN];
	struct plan_span span;
	struct crt_facts ca;
	const uint8_t *der;
	struct sbuf s;
	size_t len;

	if (key_id(w->key, id) < 0)
		return err_why(e, "name of the certificate", NULL,
		    "out of memory");
	sbuf_init(&s, unit, sizeof unit);
	sbuf_str(&s, "Thimble ");
	sbuf_hex(&s, id, 4, '\0');
	plan_span(&span, w->t, w->t->conf->days);
	if (!self) {
		crt_facts(f->ca_crt, &ca);
		if (span.to > ca.not_after)
			span.to = ca.not_after;
	}
	spec.not_before = span.from;
	spec.not_after = span.to;
	der = crt_make(&spec, w->der, &len, e);
	if (der == NULL || start_text(w, server_note, w->key, e) < 0 ||
	    add_crt(w, der, len, e) < 0 ||
	    add_issuer(w, spec.issuer, e) < 0 || put(w, f->name,
	    f->server.state, 0600, files_judge_server, NULL, e) < 0)
		return -1;
	say_leaf(w, p, f, der, len, e);
	return 0;
}

int
make_planned(const struct plan *p, struct files *f,
    const struct plan_facts *t, void (*say)(const char *line),
    struct err *e)
{
	static APART struct work w;
	struct key *fresh = NULL;
	int rc = -1;

	w.t = t;
	w.say = say;
	if (p->ca_key != NULL && make_ca_key(&w, p->ca_key, f, e) < 0)
		goto out;
	if (p->ca != NULL && make_ca(&w, p, f, e) < 0)
		goto out;
	if (p->leaf != NULL) {
		w.key = f->leaf_key;
		if (p->new_key)
			w.key = fresh = key_make(plan_key_kind(f, t), e);
		w.no_prev = f->own;
		if (w.key == NULL || make_leaf(&w, p, f, e) < 0)
			goto out;
	}
	rc = 0;
out:
	key_free(fresh);
	wipe(&w, sizeof w);
	return rc;
}
