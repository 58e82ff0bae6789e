/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert check: loads the files exactly as a connection does, does the
 * arithmetic that a connection omits, and prints one verdict a line.
 */
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/io.h"
#include "base/wipe.h"
#include "cert/cert_opts.h"
#include "store/conf.h"
#include "store/files.h"
#include "store/hooks.h"
#include "store/names.h"
#include "store/plan.h"
#include "store/run.h"
#include "store/store.h"
#include "store/text.h"
#include "store/trial.h"
#include "tls/identity.h"
#include "tls/import.h"

/* Only BAD fails; SKIP: it does not matter. */
enum kind { GOOD, SKIP, WARN, BAD };

struct verdicts {
	const char *file;	/* the file under test */
	unsigned n, bad;
	bool json;
};

/* Adds one item of the list; WHAT "": about the file. */
static void
verdict_json(const struct verdicts *v, struct sbuf *s, const char *what,
    const char *why, enum kind kind)
{
	sbuf_str(s, v->n == 0 ? "{\"checks\":[" : ",");
	sbuf_str(s, "{\"what\":");
	text_quoted(s, what[0] == '\0' ? v->file : what);
	sbuf_str(s, ",\"good\":");
	sbuf_str(s, kind == BAD ? "false" : "true");
	sbuf_str(s, kind == WARN ? ",\"warn\":true" : "");
	if (why != NULL) {
		sbuf_str(s, ",\"why\":");
		text_quoted(s, why);
	}
	sbuf_char(s, '}');
}

static void
verdict_line(struct sbuf *s, const char *what, const char *why,
    enum kind kind)
{
	static const char *const words[] = {
		[GOOD] = "good  ", [SKIP] = "skip  ", [WARN] = "warn  ",
		[BAD] = "BAD   "
	};

	sbuf_str(s, words[kind]);
	sbuf_str(s, what);
	if (why != NULL) {
		sbuf_str(s, what[0] == '\0' ? "" : ": ");
		sbuf_str(s, why);
	}
	sbuf_char(s, '\n');
}

static void
say_verdict(struct verdicts *v, const char *what, const char *why,
    enum kind kind)
{
	/* In JSON one byte may become six. */
	static APART char line[6 * (ERR_MAX + NAME_TEXT_MAX)];
	struct sbuf s;

	sbuf_init(&s, line, sizeof line);
	if (v->json)
		verdict_json(v, &s, what, why, kind);
	else
		verdict_line(&s, what, why, kind);
	v->n++;
	v->bad += kind == BAD;
	io_say(STDOUT_FILENO, line);
}

/* WHY NULL: good; WHAT "": WHY names the object. */
static bool
verdict(struct verdicts *v, const char *what, const char *why)
{
	say_verdict(v, what, why, why == NULL ? GOOD : BAD);
	return why == NULL;
}

static void
hook_verdict(void *arg, enum hooks_kind kind, const char *where,
    const char *why)
{
	char what[64];
	struct sbuf s;

	sbuf_init(&s, what, sizeof what);
	sbuf_shown(&s, where, strlen(where));
	say_verdict(arg, what, why, kind == HOOKS_SKIPPED ? SKIP : BAD);
}

static int
end(const struct verdicts *v)
{
	if (v->json)
		io_say(STDOUT_FILENO, v->bad > 0 ? "],\"good\":false}\n" :
		    "],\"good\":true}\n");
	return v->bad > 0 ? EXIT_FAILED : EXIT_GOOD;
}

/*
 * At least DAYS have to be left.  HELP: what to do about one that serves, and
 * is warned about before; NULL: a CA's, which ends with what it signed.
 */
static void
check_dates(struct verdicts *v, const char *what, const struct crt *c,
    unsigned long days, const char *help)
{
	int64_t now = clock_wall(), built = clock_built();
	enum kind kind = GOOD;
	struct crt_facts f;
	const char *why;
	char text[120];
	struct sbuf s;
	bool late;

	crt_facts(c, &f);
	sbuf_init(&s, text, sizeof text);
	why = plan_time_left(&f, now, built, &late);
	if (why != NULL && (now < f.not_before || now > f.not_after)) {
		kind = BAD;
	} else if (f.not_after - now < (int64_t)days * DAY_S && now >= built) {
		kind = BAD;
		sbuf_str(&s, "less than ");
		sbuf_dec(&s, days);
		why = days == 1 ? " day left" : " days left";
		help = NULL;
	} else if (why != NULL && help != NULL) {
		kind = WARN;
	}
	sbuf_str(&s, why == NULL ? "" : why);
	sbuf_str(&s, help == NULL ? "" : help);
	/* A clock that is not set proves nothing. */
	say_verdict(v, what, kind == GOOD ? NULL : text, kind);
}

/*
 * What `install` would refuse, by block and reason.  Our CA is not served, but
 * its constraints apply like those of any other.
 */
static void
check_chain(struct verdicts *v, const struct files *f, unsigned long days)
{
	static APART char text[IDENTITY_PEM_MAX];
	static APART struct import im;
	int64_t now = clock_wall(), built = clock_built();
	struct crt_facts ca = { .self_issued = false };
	size_t len = 0;
	struct err e;
	bool open;
	int rc;

	err_clear(&e);
	import_start(&im, now < built ? built : now, now < built);
	im.margin = (int64_t)days * DAY_S;
	im.leaf_dated = true;
	rc = files_text(v->file, true, text, sizeof text, &len, &open, &e);
	if (rc > 0)
		rc = import_file(&im, v->file, (uint8_t *)text, len, NULL,
		    &e);
	wipe(text, len);
	if (f->ca_crt != NULL)
		crt_facts(f->ca_crt, &ca);
	if (rc == 0 && ca.self_issued && files_text(STORE_CA, false, text,
	    sizeof text, &len, &open, &e) > 0)
		rc = import_file(&im, STORE_CA, (uint8_t *)text, len, NULL, &e);
	if (rc == 0)
		rc = import_order(&im, &e);
	if (rc == 0 && im.alone)
		say_verdict(v, "chain", "no intermediate certificate; most "
		    "CAs have one, and some clients fail without it", WARN);
	else if (rc == 0 && im.unproven != NULL)
		say_verdict(v, "chain", &IMPORT_UNPROVEN[2], SKIP);
	else
		verdict(v, "chain", rc == 0 ? NULL : e.text);
	import_free(&im);
}

/* A wildcard matches one label (RFC 9525, 6.3). */
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
 * The configured names; for a certificate of ours, without any, the names that
 * the device has by itself.
 */
static void
check_names(struct verdicts *v, const struct files *f,
    const struct conf *conf)
{
	static APART struct names wanted;
	char what[NAME_TEXT_MAX + 16];
	struct name none;
	struct sbuf s;
	struct err e;
	unsigned i;

	err_clear(&e);
	wanted = conf->names;
	if (!f->foreign && names_wanted(&wanted, conf, &e) < 0) {
		verdict(v, "names", e.text);
		return;
	}
	if (crt_name(f->leaf, 0, &none) == CRT_NAME_END)
		verdict(v, "names", "the certificate has none (SAN); "
		    "current clients reject it");
	for (i = 0; i < wanted.n; i++) {
		sbuf_init(&s, what, sizeof what);
		sbuf_str(&s, "name ");
		sbuf_str(&s, wanted.item[i].text);
		verdict(v, what, leaf_has(f->leaf, &wanted.item[i]) ? NULL :
		    "not in the certificate");
	}
}

/* Our own CA: a certificate installed by hand has another one. */
static void
check_ca(struct verdicts *v, const struct files *f, unsigned long days)
{
	verdict(v, STORE_CA, f->ca.state == FILE_NONE ? STORE_NONE :
	    f->ca.state == FILE_BAD ? f->ca.why.text :
	    f->ca.open ? "writable by others; type: thimble-cert ensure" :
	    NULL);
	if (f->ca_crt == NULL)
		return;
	verdict(v, STORE_CA_KEY, f->ca_key.state == FILE_NONE ? STORE_NONE :
	    f->ca_key.state == FILE_BAD ? f->ca_key.why.text :
	    f->ca_key.open ? "readable by others; type: thimble-cert ensure" :
	    !crt_fits(f->ca_crt, f->ca_secret) ? "does not match " STORE_CA :
	    NULL);
	check_dates(v, "dates of the CA", f->ca_crt, days, NULL);
}

/* Key and certificates: 0 if they can be served. */
static int
check_server(struct verdicts *v, struct err *e)
{
	struct identity *id;
	bool open = false;

	id = files_identity(v->file, STORE_NONE, &open, e);
	if (!verdict(v, id == NULL ? "" : v->file, id == NULL ? e->text :
	    NULL))
		return -1;
	verdict(v, "permissions", open ?
	    "readable by others; type: thimble-cert ensure" : NULL);
	verdict(v, "key and signatures", identity_prove(id, e) < 0 ? e->text :
	    NULL);
	identity_free(id);
	return 0;
}

/* Beside another's; it does not serve, and so nothing of it is BAD. */
static void
check_own(struct verdicts *v, bool second)
{
	const char *name = files_own(second), *why;
	static APART struct files f;
	struct crt_facts c;
	struct err e;
	bool late;

	err_clear(&e);
	if (files_read_as(&f, name, second, &e) < 0) {
		why = e.text;
	} else if (f.leaf == NULL) {
		why = f.server.why.text[0] == '\0' ? STORE_NONE :
		    f.server.why.text;
	} else {
		crt_facts(f.leaf, &c);
		why = plan_time_left(&c, clock_wall(), clock_built(), &late);
	}
	say_verdict(v, name, why, why == NULL ? GOOD : WARN);
	files_free(&f);
}

/* Whether there is a second certificate, or should be: see run_each(). */
static bool
has_second(const struct conf *c, const struct files *f)
{
	return (c->has_second && !f->foreign) ||
	    access(STORE_SECOND, F_OK) == 0;
}

/* Checks one of the two files; -1: it cannot be served. */
static int
check_one(struct verdicts *v, const struct conf *conf, struct files *f,
    bool second, unsigned long days)
{
	struct err e;

	err_clear(&e);
	v->file = files_server(second);
	if (check_server(v, &e) < 0)
		return -1;
	if (files_read(f, second, &e) < 0) {
		verdict(v, "files", e.text);
		return -1;
	}
	if (f->leaf == NULL)
		return -1;
	check_dates(v, "dates", f->leaf, days, f->foreign ?
	    "; renew it by hand" : "; type: thimble-cert ensure");
	check_chain(v, f, days);
	check_names(v, f, conf);
	if (f->foreign)
		check_own(v, second);
	if (f->foreign || conf->self_signed)
		return 0;
	if (!second)
		check_ca(v, f, days);
	if (f->ca_crt != NULL)
		verdict(v, "signature of the CA", crt_signed_by(f->leaf,
		    f->ca_crt) ? NULL : "not signed by " STORE_CA);
	return 0;
}

static void
check_trial(struct verdicts *v)
{
	long left = trial_left();
	char text[80];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_dec(&s, left < 0 ? 0 : (uint64_t)left);
	sbuf_str(&s, " seconds left; to keep it, type: thimble-cert confirm");
	if (left >= 0)
		say_verdict(v, "trial", text, WARN);
}

int
cert_check(const struct cert_opts *o)
{
	struct verdicts v = { .json = o->json != 0 };
	static APART struct conf conf;
	static APART struct files f;
	struct err e, damage;
	int rc;

	err_clear(&e);
	err_clear(&damage);
	if (conf_need(o->config, CONF_BAD_DIR, &conf, &damage) < 0 ||
	    files_enter(conf.dir, &e) < 0)
		return run_fail(NULL, e.text[0] == '\0' ? &damage : &e);
	rc = run_random_ready(o->wait_s);
	if (rc != EXIT_GOOD)
		return rc;
	if (damage.text[0] != '\0')
		verdict(&v, "configuration", damage.text);
	if (check_one(&v, &conf, &f, false, o->days) == 0 &&
	    has_second(&conf, &f)) {
		files_free(&f);
		(void)check_one(&v, &conf, &f, true, o->days);
	}
	files_free(&f);
	check_trial(&v);
	hooks_judge(hook_verdict, &v);
	return end(&v);
}
