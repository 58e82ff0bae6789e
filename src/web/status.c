/* SPDX-License-Identifier: MIT */
/* The verb status: see status.h. */
#include "web/status.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acme/rescue.h"
#include "base/apart.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/exit.h"
#include "base/install.h"
#include "store/names.h"
#include "store/plan.h"
#include "store/run.h"
#include "store/store.h"
#include "store/text.h"
#include "store/trial.h"
#include "web/official.h"
#include "web/problems.h"
#include "web/refused.h"
#include "web/services.h"
#include "web/sign.h"
#include "web/verdict.h"

struct facts {
	struct conf conf;
	struct err damage;	/* of the file; empty: it is whole */
	struct names wanted;
	struct files files;
	struct verdict_facts v;
	int64_t noted;		/* a trial was not confirmed then; or -1 */
};

static void
show_date(struct out *o, const char *key, int64_t epoch)
{
	char room[32];
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	date_show(&s, epoch);
	out_str(o, key, room);
}

static void
show_dn(struct out *o, const char *key, const struct crt *c,
    void (*get)(const struct crt *c, struct sbuf *s))
{
	char room[512];
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	get(c, &s);
	out_mem(o, key, room, s.len);
}

static void
show_print(struct out *o, const struct crt_facts *c)
{
	char room[TEXT_FINGERPRINT_MAX + 1];
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	text_fingerprint(&s, c->sha256, sizeof c->sha256);
	out_str(o, "sha256", room);
}

static void
show_names(struct out *o, const struct crt *c, struct names *held)
{
	enum crt_name kind;
	struct name n;
	unsigned i;

	held->n = 0;
	out_list(o, "names");
	for (i = 0; (kind = crt_name(c, i, &n)) != CRT_NAME_END; i++) {
		if (kind != CRT_NAME_HOST)
			continue;
		(void)names_add(held, &n);
		out_str(o, NULL, n.text);
	}
	out_end(o);
}

/* Whole days, rounded down. */
static int64_t
days(int64_t seconds)
{
	return seconds / DAY_S - (seconds < 0);
}

static void
show_times(struct out *o, const struct files *f, const struct crt_facts *c,
    const struct verdict_facts *v, bool official)
{
	const int64_t life = c->not_after - c->not_before;
	const char *why;
	struct stat st;
	bool late;

	show_date(o, "not_before", c->not_before);
	show_date(o, "not_after", c->not_after);
	out_num(o, "days", days(life + 1));
	out_num(o, "days_left", days(c->not_after - v->now));
	if (stat(f->name, &st) == 0)
		show_date(o, "since", st.st_mtime);
	if (!f->foreign)
		show_date(o, "renews", c->not_after - life / 3);
	out_bool(o, "provisional", !f->foreign && plan_is_provisional(c));
	why = plan_time_left(c, v->now, v->built, &late);
	/* An official one is renewed at this time, and need not be yet. */
	if (why != NULL && (late || !official))
		out_str(o, "warning", why);
}

/* One certificate as an item of a list; HELD gets its names. */
static void
show_crt(struct out *o, const struct files *f, const struct verdict_facts *v,
    const char *use, struct names *held)
{
	struct crt_facts c;
	bool official;

	out_object(o, NULL);
	out_str(o, "file", f->name);
	out_str(o, "use", use);
	held->n = 0;
	if (f->leaf == NULL) {
		out_str(o, "error", f->server.state == FILE_NONE ? "missing" :
		    f->server.why.text);
		out_end(o);
		return;
	}
	crt_facts(f->leaf, &c);
	official = strcmp(use, "serves") == 0 && rescue_watches(f);
	out_str(o, "whose", f->foreign ? "installed" : "own");
	out_bool(o, "official", official);
	show_dn(o, "subject", f->leaf, crt_subject);
	show_dn(o, "issuer", f->leaf, crt_issuer);
	out_bool(o, "self_signed", c.self_issued);
	show_names(o, f->leaf, held);
	show_times(o, f, &c, v, official);
	out_str(o, "key", c.key_type);
	if (c.key_bits > 0)
		out_num(o, "key_bits", c.key_bits);
	show_print(o, &c);
	out_end(o);
}

/* What the sentence about server.pem needs. */
static void
judge(struct facts *t, const struct names *held)
{
	const struct names *wanted;
	struct crt_facts c;
	unsigned i;

	t->v.damaged = (t->conf.bad & CONF_BAD_OWN) != 0;
	t->v.kept = t->files.foreign && access(STORE_OWN, F_OK) == 0;
	if (t->files.leaf == NULL)
		return;
	t->v.official = rescue_watches(&t->files);
	wanted = t->v.official ? &t->conf.acme.names : t->files.foreign ?
	    &t->conf.names : &t->wanted;
	crt_facts(t->files.leaf, &c);
	t->v.usable = true;
	t->v.own = !t->files.foreign;
	t->v.provisional = t->v.own && plan_is_provisional(&c);
	t->v.not_before = c.not_before;
	t->v.not_after = c.not_after;
	/* Nobody knows which names a wrong line has. */
	if ((t->conf.bad & (CONF_BAD_NAMES | CONF_BAD_OTHER |
	    (t->v.official ? CONF_BAD_ASK : 0u))) != 0)
		return;
	for (i = 0; i < wanted->n && t->v.missing == NULL; i++)
		if (!names_cover(held, &wanted->item[i]))
			t->v.missing = wanted->item[i].text;
}

/* The certificate in file NAME, if there is such a file. */
static void
show_file(struct out *o, const struct facts *t, const char *name, bool second,
    const char *use)
{
	static APART struct files f;
	static APART struct names held;

	if (access(name, F_OK) < 0)
		return;
	files_look(&f, name, second);
	show_crt(o, &f, &t->v, use, &held);
	files_free(&f);
}

static void
show_ca(struct out *o, const struct files *f)
{
	struct crt_facts c;

	if (f->ca_crt == NULL) {
		out_none(o, "ca");
		return;
	}
	crt_facts(f->ca_crt, &c);
	out_object(o, "ca");
	show_dn(o, "subject", f->ca_crt, crt_subject);
	show_date(o, "not_after", c.not_after);
	show_print(o, &c);
	/* Behind another certificate, nobody needs it. */
	out_bool(o, "offered", f->leaf != NULL && !f->foreign &&
	    crt_signed_by(f->leaf, f->ca_crt));
	out_end(o);
}

static void
show_verdict(struct out *o, const struct facts *t)
{
	char room[NAME_TEXT_MAX + 100];
	struct verdict v;
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	v = verdict_of(&t->v, &s);
	if (t->noted >= 0)
		show_date(o, "undone", t->noted);
	out_object(o, "verdict");
	out_str(o, "kind", v.kind);
	out_str(o, "text", room);
	out_str(o, "next", v.next);
	out_end(o);
	if (t->v.trial_s < 0) {
		out_none(o, "trial");
		return;
	}
	out_object(o, "trial");
	out_num(o, "seconds_left", t->v.trial_s);
	out_end(o);
}

static void
show_device(struct out *o, const struct facts *t)
{
	unsigned i;

	show_date(o, "time", t->v.now);
	out_bool(o, "clock_set", t->v.now >= t->v.built);
	out_bool(o, "clock_synced", clock_synced());
	out_list(o, "names");
	for (i = 0; i < t->wanted.n; i++)
		out_str(o, NULL, t->wanted.item[i].text);
	out_end(o);
}

static void
show_all(struct out *o, const struct web *w, struct facts *t)
{
	static APART struct names held;

	show_device(o, t);
	out_list(o, "certificates");
	show_crt(o, &t->files, &t->v, "serves", &held);
	judge(t, &held);
	show_file(o, t, STORE_SECOND, true, "serves");
	show_file(o, t, STORE_OWN, false, "kept");
	show_file(o, t, STORE_OWN_SECOND, true, "kept");
	show_file(o, t, STORE_SERVER STORE_PREV, false, "previous");
	out_end(o);
	show_verdict(o, t);
	problems_show(o, w, &t->conf, &t->damage);
	show_ca(o, &t->files);
	out_bool(o, "requested", access(STORE_PENDING, F_OK) == 0);
	official_show(o, w->config);
	services_show(o, w->inetd);
	refused_show(o, w->log);
}

bool
status_is_fresh(const struct ask *a)
{
	const int64_t ran = trial_ran_ms();
	struct stat st;

	if (a->age_ms < 0 || stat(STORE_SERVER, &st) < 0)
		return true;
	/* The wall clock may have jumped since the trial began. */
	if (ran >= 0 && a->age_ms >= ran)
		return false;
	return a->age_ms < clock_wall_ms() - ((int64_t)st.st_ctim.tv_sec * 1000
	    + st.st_ctim.tv_nsec / 1000000);
}

/* What everybody may know who can reach the page, and TLS shows anyway. */
static void
show_public(struct out *o, const struct facts *t)
{
	static APART struct names held;

	show_device(o, t);
	out_list(o, "certificates");
	if (t->files.leaf != NULL)
		show_crt(o, &t->files, &t->v, "serves", &held);
	out_end(o);
	show_ca(o, &t->files);
}

int
status_run(const struct web *w, const struct ask *a, const struct form *f,
    struct out *o, struct err *e)
{
	static APART struct facts t;
	int rc;

	(void)f;
	/* Who wants to mend it has to see it. */
	(void)conf_read(w->config, &t.conf, &t.damage);
	if (names_wanted(&t.wanted, &t.conf, e) < 0 ||
	    install_enter(t.conf.dir, false, e) < 0)
		return EXIT_FAILED;
	/* Or reading the keys would wait for it. */
	rc = run_random_ready(0);
	if (rc != EXIT_GOOD) {
		(void)err_why(e, NULL, NULL, "the kernel does not have enough "
		    "entropy yet; try again later");
		return rc;
	}
	t.v.now = clock_wall();
	t.v.built = clock_built();
	t.v.trial_s = trial_left();
	t.noted = trial_noted();
	/* Not for ever. */
	if (t.v.trial_s >= 0 || t.noted > t.v.now ||
	    t.v.now - t.noted > DAY_S)
		t.noted = -1;
	files_look(&t.files, STORE_SERVER, false);
	if (a->guarded) {
		sign_show(o, a);
		out_bool(o, "fresh", status_is_fresh(a));
	}
	if (a->guarded && a->session == NULL)
		show_public(o, &t);
	else
		show_all(o, w, &t);
	files_free(&t.files);
	return EXIT_GOOD;
}
