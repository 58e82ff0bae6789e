/* SPDX-License-Identifier: MIT */
/* What to do about the certificates: see plan.h. */
#include "store/plan.h"

#include <string.h>

#include "store/store.h"

#define NO_USE \
	" was installed by hand and cannot be used; repair or remove it"

static bool
clock_is_right(const struct plan_facts *t)
{
	return t->now >= t->built;
}

bool
plan_is_provisional(const struct crt_facts *c)
{
	return c->not_before % DAY_S == 0;
}

void
plan_span(struct plan_span *s, const struct plan_facts *t,
    unsigned long days)
{
	int64_t len = (int64_t)days * DAY_S;
	int64_t back = len / 10 < DAY_S ? len / 10 : DAY_S;

	if (clock_is_right(t)) {
		s->from = t->now - back;
		if (s->from % DAY_S == 0)
			s->from++;
	} else {
		s->from = t->built - DAY_S;
		s->from -= s->from % DAY_S;
	}
	/* Both ends count (RFC 5280, 4.1.2.5). */
	s->to = s->from + len - 1;
}

bool
plan_any(const struct plan *p)
{
	return p->ca_key != NULL || p->ca != NULL || p->leaf != NULL;
}

static bool
permits_all(const struct crt *ca, const struct names *wanted)
{
	unsigned i;

	for (i = 0; i < wanted->n; i++)
		if (!crt_permits(ca, &wanted->item[i]))
			return false;
	return true;
}

/* Why a CA certificate that matches its key has to be replaced. */
static const char *
ca_is_due(const struct crt *ca, const struct plan_facts *t)
{
	const int64_t spare = (int64_t)(t->conf->days + PLAN_CA_SPARE_DAYS) *
	    DAY_S;
	struct crt_facts c;

	crt_facts(ca, &c);
	if (!permits_all(ca, t->wanted))
		return "the old one does not permit the names of this device";
	if (!clock_is_right(t))
		return NULL;
	if (t->now < c.not_before)
		return "the old one was made while the clock was ahead";
	if (t->now > c.not_after)
		return "the old one has expired";
	if (c.not_after - t->now < spare)
		return "the old one expires soon";
	return NULL;
}

static int
plan_ca(struct plan *p, const struct files *f,
    const struct plan_facts *t, struct err *e)
{
	bool theirs = f->ca.state == FILE_GOOD && !crt_is_ours(f->ca_crt);
	const char *due;
	struct crt_facts c;

	if (f->ca_key.state != FILE_GOOD) {
		if (theirs)
			return err_why(e, STORE_CA, NULL, "was installed by "
			    "hand and has no usable " STORE_CA_KEY " beside "
			    "it; add the key or remove the certificate");
		p->ca_key = f->ca_key.state == FILE_NONE ?
		    "there was none" : "it was damaged";
		p->ca = f->ca.state == FILE_NONE ? "there was none" :
		    "its key was lost";
		return 0;
	}
	if (f->ca.state != FILE_GOOD) {
		p->ca = f->ca.state == FILE_NONE ? "there was none" :
		    "it was damaged";
		return 0;
	}
	crt_facts(f->ca_crt, &c);
	if (!crt_fits(f->ca_crt, f->ca_secret) || !c.ca) {
		if (theirs)
			return err_why(e, STORE_CA, NULL, "was installed by "
			    "hand and is not a CA or does not match "
			    STORE_CA_KEY);
		p->ca = "it did not match its key";
		return 0;
	}
	due = ca_is_due(f->ca_crt, t);
	if (due == NULL)
		return 0;
	if (theirs)
		return err_why(e, STORE_CA " was installed by hand and "
		    "has to be replaced by hand",
		    NULL, due);
	p->ca = due;
	p->ca_follows = true;
	return 0;
}

/*
 * The certificate's names are not the wanted ones.  An address that has left
 * the interfaces stays until the next renewal: otherwise a network that comes
 * and goes would cause a new certificate each time.
 */
static bool
names_differ(const struct crt *leaf, const struct plan_facts *t)
{
	const struct names *wanted = t->wanted;
	unsigned found = 0, i;
	struct name n;
	enum crt_name kind;

	for (i = 0; (kind = crt_name(leaf, i, &n)) != CRT_NAME_END; i++) {
		if (kind != CRT_NAME_HOST)
			return true;
		if (names_have(wanted, &n))
			found++;
		else if (n.ip_len == 0 || t->conf->names.n > 0)
			return true;
	}
	return found != wanted->n;
}

const char *
plan_time_left(const struct crt_facts *c, int64_t now, int64_t built,
    bool *late)
{
	const int64_t life = c->not_after - c->not_before;
	const int64_t left = c->not_after - now;

	*late = true;
	if (now < built)
		return NULL;
	if (now < c->not_before)
		return "not valid yet";
	if (left < 0)
		return "expired";
	if (left < life / 10)
		return "less than a tenth of its time is left";
	*late = false;
	return left < life / 3 ? "less than a third of its time is left" : NULL;
}

static const char *
leaf_dates(const struct crt_facts *c, const struct plan_facts *t)
{
	int64_t life = c->not_after - c->not_before;

	if (!clock_is_right(t))
		return NULL;
	if (plan_is_provisional(c))
		return "the clock was not set when the old one was made";
	if (t->now > c->not_after)
		return "the old one has expired";
	if (t->now < c->not_before)
		return "the old one was made while the clock was ahead";
	if (c->not_after - t->now < life / 3)
		return "less than a third of its time was left";
	return NULL;
}

static const char *
leaf_is_due(const struct plan *p, const struct files *f,
    const struct plan_facts *t)
{
	const char *why;
	struct crt_facts c;

	crt_facts(f->leaf, &c);
	if (p->new_key)
		return "another type of key is configured";
	if (c.self_issued != t->conf->self_signed)
		return "another issuer is configured";
	why = leaf_dates(&c, t);
	if (why != NULL)
		return why;
	if (names_differ(f->leaf, t))
		return "the names of this device changed";
	if (t->conf->self_signed)
		return NULL;
	if (p->ca != NULL && !p->ca_follows)
		return "its CA is new";
	/*
	 * Nine tenths of the cost of a run with nothing to do, but the only
	 * check of the signature before a client's: a damaged one loads.
	 */
	if (!crt_signed_by(f->leaf, f->ca_crt))
		return "the old one was not signed by this CA";
	return NULL;
}

enum key_kind
plan_key_kind(const struct files *f, const struct plan_facts *t)
{
	return f->second ? t->conf->second_key : t->conf->key;
}

int
plan_decide(struct plan *p, const struct files *f,
    const struct plan_facts *t, struct err *e)
{
	memset(p, 0, sizeof *p);
	if (f->foreign) {
		if (f->server.state == FILE_GOOD)
			return 0;
		return err_why(e, f->second ? STORE_SECOND NO_USE : STORE_SERVER
		    NO_USE, NULL, f->server.why.text);
	}
	if (!t->conf->self_signed && plan_ca(p, f, t, e) < 0)
		return -1;
	p->new_key = f->leaf_key == NULL ||
	    !key_is(f->leaf_key, plan_key_kind(f, t));
	if (f->server.state == FILE_NONE)
		p->leaf = "there was none";
	else if (f->server.state == FILE_BAD)
		p->leaf = "it was damaged";
	else if (t->asked != NULL)
		p->leaf = t->asked;
	else
		p->leaf = leaf_is_due(p, f, t);
	return 0;
}
