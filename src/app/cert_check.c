/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert check: loads the files exactly as a connection does, does the
 * arithmetic that a connection spares, and prints a verdict a line.
 */
#include <string.h>
#include <unistd.h>

#include "app/cert_files.h"
#include "app/cert_names.h"
#include "app/cert_opts.h"
#include "app/cert_plan.h"
#include "base/apart.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/io.h"
#include "base/wipe.h"
#include "tls/identity.h"

struct verdicts {
	unsigned bad;
};

/* WHY NULL: good; WHAT "": WHY says it too. */
static bool
verdict(struct verdicts *v, const char *what, const char *why)
{
	char line[ERR_MAX + 128];
	struct sbuf s;

	sbuf_init(&s, line, sizeof line - 1);
	sbuf_str(&s, why == NULL ? "good  " : "BAD   ");
	sbuf_str(&s, what);
	if (why != NULL) {
		sbuf_str(&s, what[0] == '\0' ? "" : ": ");
		sbuf_str(&s, why);
		v->bad++;
	}
	s.cap++;
	sbuf_char(&s, '\n');
	io_say(STDOUT_FILENO, line);
	return why == NULL;
}

/* DAYS: that many have to be left. */
static const char *
judge_dates(int64_t from, int64_t to, unsigned long days)
{
	static APART char text[64];
	int64_t now = clock_wall();
	struct sbuf s;

	/* A clock that is not set proves nothing. */
	if (now < clock_built())
		return NULL;
	if (now < from)
		return "not valid yet; type: thimble-cert ensure";
	if (now > to)
		return "expired; type: thimble-cert ensure";
	if (to - now >= (int64_t)days * DAY_S)
		return NULL;
	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "less than ");
	sbuf_dec(&s, days);
	sbuf_str(&s, days == 1 ? " day left" : " days left");
	return text;
}

/* A wildcard stands for one label (RFC 6125, 6.4.3). */
static bool
stands_for(const struct name *have, const struct name *wanted)
{
	const char *dot = strchr(wanted->text, '.');

	if (name_same(have, wanted))
		return true;
	return have->ip_len == 0 && wanted->ip_len == 0 && dot != NULL &&
	    have->text[0] == '*' && strcmp(have->text + 1, dot) == 0;
}

static bool
leaf_has(const struct crt *leaf, const struct name *wanted)
{
	enum crt_name kind;
	struct name n;
	unsigned i;

	for (i = 0; (kind = crt_name(leaf, i, &n)) != CRT_NAME_END; i++)
		if (kind == CRT_NAME_HOST && stands_for(&n, wanted))
			return true;
	return false;
}

/*
 * The names that are configured; for a certificate of our own also those
 * that the device has by itself.
 */
static void
check_names(struct verdicts *v, const struct cert_files *f,
    const struct conf *conf)
{
	static APART struct names wanted;
	char what[NAME_TEXT_MAX + 16];
	struct sbuf s;
	struct err e;
	unsigned i;

	err_clear(&e);
	wanted = conf->names;
	if (!f->foreign && cert_names(&wanted, conf, &e) < 0) {
		verdict(v, "names", e.text);
		return;
	}
	for (i = 0; i < wanted.n; i++) {
		sbuf_init(&s, what, sizeof what);
		sbuf_str(&s, "name ");
		sbuf_str(&s, wanted.item[i].text);
		verdict(v, what, leaf_has(f->leaf, &wanted.item[i]) ? NULL :
		    "not in the certificate");
	}
}

/* The leaf by our own CA. */
static void
check_signed(struct verdicts *v, const struct cert_files *f)
{
	enum crt_name kind;
	struct name n;
	unsigned i;

	verdict(v, "signature of the CA", crt_signed_by(f->leaf, f->ca_crt) ?
	    NULL : "the certificate is not by " CERT_CA);
	for (i = 0; (kind = crt_name(f->leaf, i, &n)) != CRT_NAME_END; i++)
		if (kind == CRT_NAME_HOST && !crt_permits(f->ca_crt, &n))
			verdict(v, n.text, "the CA does not permit it");
}

/* Our own CA's part; a person's certificate has its CA elsewhere. */
static void
check_ca(struct verdicts *v, const struct cert_files *f, unsigned long days)
{
	struct crt_facts ca;

	if (!verdict(v, CERT_CA, f->ca.state == FILE_GOOD ? NULL :
	    f->ca.state == FILE_NONE ? "there is none; type: "
	    "thimble-cert ensure" : f->ca.why.text))
		return;
	verdict(v, CERT_CA_KEY, f->ca_key.state == FILE_NONE ?
	    "there is none; type: thimble-cert ensure" :
	    f->ca_key.state == FILE_BAD ? f->ca_key.why.text :
	    f->ca_key.open ? "others can read it; type: thimble-cert ensure" :
	    !crt_fits(f->ca_crt, f->ca_secret) ? "does not fit " CERT_CA :
	    NULL);
	crt_facts(f->ca_crt, &ca);
	verdict(v, "dates of the CA", judge_dates(ca.not_before,
	    ca.not_after, days));
	check_signed(v, f);
}

/* The identity itself: 0 when it can be served. */
static int
check_server(struct verdicts *v, const char *name, unsigned long days,
    struct err *e)
{
	const struct identity_facts *facts;
	struct identity *id;
	bool open = false;

	id = cert_identity(name, CERT_NO_SERVER, &open, e);
	if (!verdict(v, id == NULL ? "" : name, id == NULL ? e->text : NULL))
		return -1;
	verdict(v, "permissions", open ?
	    "others can read the key; type: thimble-cert ensure" : NULL);
	verdict(v, "key and signatures", identity_prove(id, e) < 0 ? e->text :
	    NULL);
	facts = identity_facts(id);
	verdict(v, "dates", judge_dates(facts->not_before, facts->not_after,
	    days));
	identity_free(id);
	return 0;
}

/* Whether there is a second one, or should be: see cert_each(). */
static bool
has_second(const struct conf *c, const struct cert_files *f)
{
	return (c->has_also && !f->foreign) || access(CERT_ALSO, F_OK) == 0;
}

static void
check_second(struct verdicts *v, const struct conf *conf,
    struct cert_files *f, unsigned long days, struct err *e)
{
	cert_files_free(f);
	if (check_server(v, CERT_ALSO, days, e) < 0)
		return;
	if (cert_files_read(f, true, e) < 0) {
		verdict(v, "files", e->text);
		return;
	}
	if (f->leaf == NULL)
		return;
	check_names(v, f, conf);
	if (!f->foreign && !conf->self_signed && f->ca_crt != NULL)
		check_signed(v, f);
}

int
cert_check(const struct cert_opts *o)
{
	struct verdicts v = { 0 };
	static APART struct conf conf;
	static APART struct cert_files f;
	struct err e;

	err_clear(&e);
	if (cert_conf(o, &conf, &e) < 0 ||
	    install_enter(conf.dir, false, &e) < 0) {
		cert_complain(NULL, e.text);
		return EXIT_FAILED;
	}
	if (check_server(&v, CERT_SERVER, o->days, &e) < 0)
		return EXIT_FAILED;
	if (cert_files_read(&f, false, &e) < 0) {
		verdict(&v, "files", e.text);
		return EXIT_FAILED;
	}
	if (f.leaf != NULL) {
		check_names(&v, &f, &conf);
		if (!f.foreign && !conf.self_signed)
			check_ca(&v, &f, o->days);
	}
	if (has_second(&conf, &f))
		check_second(&v, &conf, &f, o->days, &e);
	cert_files_free(&f);
	return v.bad > 0 ? EXIT_FAILED : EXIT_GOOD;
}
