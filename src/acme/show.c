/* SPDX-License-Identifier: MIT */
/* The state of official certificates: see show.h. */
#include "acme/show.h"

#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/exit.h"
#include "store/text.h"

enum { TEXT_MAX = 16384 };

/* Where the facts go. */
struct to {
	void (*put)(void *arg, const char *key, const char *value);
	void *arg;
};

/* An empty value: not known, and left out. */
static void
put(const struct to *o, const char *key, const char *value)
{
	if (value[0] != '\0')
		o->put(o->arg, key, value);
}

static void
put_time(const struct to *o, const char *key, int64_t t)
{
	char text[32];
	struct sbuf s;

	if (t == 0)
		return;
	sbuf_init(&s, text, sizeof text);
	date_show(&s, t);
	put(o, key, text);
}

static void
put_number(const struct to *o, const char *key, uint64_t n)
{
	char text[24];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_dec(&s, n);
	put(o, key, text);
}

static const char *
serving(const struct acme *a)
{
	return a->facts.serves ? "official" :
	    a->facts.theirs ? "installed" :
	    a->state.own ? "own-meanwhile" : "own";
}

static void
put_all(const struct to *o, struct acme *a)
{
	static APART char names[NAMES_MAX * (NAME_TEXT_MAX + 2)];
	const struct conf_acme *c = &a->run.conf.acme;
	const char *hindered = acme_hindered(a);
	struct due d = { .step = DUE_NOTHING };
	struct sbuf s;

	put(o, "configured", c->names.n > 0 ? "yes" : "no");
	put(o, "client", access(c->client, X_OK) == 0 ? "yes" : "no");
	if (c->names.n == 0)
		return;
	sbuf_init(&s, names, sizeof names);
	names_show(&s, &c->names);
	put(o, "names", names);
	put(o, "email", c->email);
	put(o, "directory", c->directory);
	put(o, "agreed", c->agree ? "yes" : "no");
	put(o, "serving", serving(a));
	put_time(o, "expires", a->facts.has ? a->facts.to : 0);
	put(o, "result", state_word(a->state.result));
	put_time(o, "last-try", a->state.last);
	put_number(o, "failures", a->state.failures);
	put(o, "error", a->state.error);
	put(o, "reason", a->state.reason);
	if (a->run.damage.text[0] != '\0')
		put(o, "waits-for", a->run.damage.text);
	else if (hindered != NULL)
		put(o, "waits-for", hindered);
	if (a->facts.now < clock_built())
		return;
	due_decide(&d, &a->facts);
	put(o, "next", d.why);
	put_time(o, "next-try", d.next);
	if (a->facts.serves)
		put_time(o, "own-takes-over", due_own(a->facts.from,
		    a->facts.to));
}

int
acme_facts(const char *config, void (*put_one)(void *arg, const char *key,
    const char *value), void *arg)
{
	static APART struct acme a;
	const struct to o = { .put = put_one, .arg = arg };
	int rc = acme_open(&a, config);

	if (rc == EXIT_GOOD || rc == EXIT_NOTHING) {
		put_all(&o, &a);
		rc = EXIT_GOOD;
	}
	acme_close(&a);
	return rc;
}

struct out {
	struct sbuf s;
	bool json, more;
};

static void
print(void *arg, const char *key, const char *value)
{
	struct out *o = arg;

	if (o->json) {
		sbuf_str(&o->s, o->more ? ", " : "");
		text_quoted(&o->s, key);
		sbuf_str(&o->s, ": ");
		text_quoted(&o->s, value);
	} else {
		sbuf_str(&o->s, key);
		sbuf_char(&o->s, '=');
		sbuf_str(&o->s, value);
		sbuf_char(&o->s, '\n');
	}
	o->more = true;
}

int
acme_show(const char *config, bool json)
{
	static APART char text[TEXT_MAX];
	struct out o = { .json = json };
	int rc;

	sbuf_init(&o.s, text, sizeof text);
	if (json)
		sbuf_char(&o.s, '{');
	print(&o, "version", "1");
	rc = acme_facts(config, print, &o);
	if (json)
		sbuf_str(&o.s, "}\n");
	return rc == EXIT_GOOD ? text_put(text, o.s.len) : rc;
}
