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
#include "base/clock.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/io.h"
#include "base/wipe.h"
#include "tls/identity.h"

struct verdicts {
	unsigned bad;
};

/* WHY NULL: good. */
static bool
verdict(struct verdicts *v, const char *what, const char *why)
{
	char line[ERR_MAX + 128];
	struct sbuf s;

	sbuf_init(&s, line, sizeof line - 1);
	sbuf_str(&s, why == NULL ? "good  " : "BAD   ");
	sbuf_str(&s, what);
	if (why != NULL) {
		sbuf_str(&s, ": ");
		sbuf_str(&s, why);
		v->bad++;
	}
	s.cap++;
	sbuf_char(&s, '\n');
	io_say(STDOUT_FILENO, line);
	return why == NULL;
}

static const char *
judge_dates(int64_t from, int64_t to)
{
	int64_t now = clock_wall();

	if (now < clock_built())
		return "the clock is not set, so nobody can say";
	if (now < from)
		return "not valid yet; type: thimble-cert ensure";
	if (now > to)
		return "expired; type: thimble-cert ensure";
	return NULL;
}

static void
check_names(struct verdicts *v, const struct crt *leaf,
    const struct conf *conf)
{
	static struct names wanted, have;
	char what[NAME_TEXT_MAX + 16];
	enum crt_name kind;
	struct name n;
	struct sbuf s;
	struct err e;
	unsigned i;

	err_clear(&e);
	wanted.n = have.n = 0;
	if (cert_names(&wanted, conf, &e) < 0) {
		verdict(v, "names", e.text);
		return;
	}
	for (i = 0; (kind = crt_name(leaf, i, &n)) != CRT_NAME_END; i++)
		if (kind == CRT_NAME_HOST)
			(void)names_add(&have, &n);
	for (i = 0; i < wanted.n; i++) {
		sbuf_init(&s, what, sizeof what);
		sbuf_str(&s, "name ");
		sbuf_str(&s, wanted.item[i].text);
		verdict(v, what, names_cover(&have, &wanted.item[i]) ? NULL :
		    "not in the certificate");
	}
}

/* Our own CA's part; a person's certificate has its CA elsewhere. */
static void
check_ca(struct verdicts *v, const struct cert_files *f)
{
	struct crt_facts ca;
	enum crt_name kind;
	struct name n;
	unsigned i;

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
	    ca.not_after));
	verdict(v, "signature of the CA", crt_signed_by(f->leaf, f->ca_crt) ?
	    NULL : "the certificate is not by " CERT_CA);
	for (i = 0; (kind = crt_name(f->leaf, i, &n)) != CRT_NAME_END; i++)
		if (kind == CRT_NAME_HOST && !crt_permits(f->ca_crt, &n))
			verdict(v, n.text, "the CA does not permit it");
}

/* The identity itself: 0 when it can be served. */
static int
check_server(struct verdicts *v, struct err *e)
{
	static char text[IDENTITY_PEM_MAX];
	const struct identity_facts *facts;
	struct identity *id = NULL;
	size_t len = 0;
	int rc = -1;
	bool open;

	rc = cert_file_text(CERT_SERVER, true, text, sizeof text, &len, &open,
	    e);
	if (rc == 0)
		err_why(e, CERT_SERVER, NULL,
		    "there is none; type: thimble-cert ensure");
	if (rc > 0)
		id = identity_load(text, len, e);
	wipe(text, len);
	if (!verdict(v, CERT_SERVER, id == NULL ? e->text : NULL))
		return -1;
	verdict(v, "permissions", open ?
	    "others can read the key; type: thimble-cert ensure" : NULL);
	verdict(v, "key and signatures", identity_prove(id, e) < 0 ? e->text :
	    NULL);
	facts = identity_facts(id);
	verdict(v, "dates", judge_dates(facts->not_before, facts->not_after));
	identity_free(id);
	return 0;
}

int
cert_check(const struct cert_opts *o)
{
	struct verdicts v = { 0 };
	static struct conf conf;
	static struct cert_files f;
	struct err e;

	err_clear(&e);
	if (cert_conf(o, &conf, &e) < 0 ||
	    install_enter(conf.dir, false, &e) < 0) {
		cert_complain(NULL, e.text);
		return EXIT_FAILED;
	}
	if (check_server(&v, &e) < 0)
		return EXIT_FAILED;
	if (cert_files_read(&f, &e) < 0) {
		verdict(&v, "files", e.text);
		return EXIT_FAILED;
	}
	if (f.leaf != NULL) {
		check_names(&v, f.leaf, &conf);
		if (!f.foreign && !conf.self_signed)
			check_ca(&v, &f);
	}
	cert_files_free(&f);
	return v.bad > 0 ? EXIT_FAILED : EXIT_GOOD;
}
