/* SPDX-License-Identifier: MIT */
/* The hook: see hook.h. */
#include "web/hook.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/wipe.h"
#include "os/capture.h"
#include "web/out.h"
#include "web/session.h"
#include "web/sign.h"
#include "web/status.h"
#include "web/verbs.h"

enum {
	TOLD_MAX = 32768,	/* of a command's output */
	ANSWER_MAX = 131072
};

static APART char body[FORM_MAX + 1];
static APART char answer[ANSWER_MAX];

static const char *
result(int status)
{
	switch (status) {
	case EXIT_GOOD:
		return "done";
	case EXIT_NOTHING:
		return "nothing";
	case EXIT_USAGE:
		return "usage";
	case EXIT_LATER:
		return "later";
	default:
		return "failed";
	}
}

/* Ends the answer with the members that every answer has. */
static void
finish(struct out *o, struct answer *r, int status, const char *why)
{
	out_num(o, "status", status);
	out_str(o, "result", result(status));
	if (why != NULL && why[0] != '\0')
		out_str(o, "why", why);
	r->status = status;
	if (out_done(o) < 0) {
		out_start(o, answer, sizeof answer, o->lines);
		out_num(o, "version", HOOK_VERSION);
		out_num(o, "status", EXIT_FAILED);
		out_str(o, "result", result(EXIT_FAILED));
		out_str(o, "why", "the answer is too long");
		(void)out_done(o);
		r->status = EXIT_FAILED;
	}
	r->text = answer;
	r->len = o->s.len;
}

static void
begin(struct out *o, const struct ask *a, struct answer *r)
{
	r->child = false;
	out_start(o, answer, sizeof answer, a->lines);
	out_num(o, "version", HOOK_VERSION);
}

void
hook_refuse(const struct ask *a, struct answer *r, int status,
    const struct err *why)
{
	struct out o;

	begin(&o, a, r);
	finish(&o, r, status, why->text);
}

/* LINE without the program's name. */
static const char *
bare(const char *line)
{
	static const char me[] = "thimble-cert: ";

	return strncmp(line, me, sizeof me - 1) == 0 ? line + sizeof me - 1 :
	    line;
}

/* The lines of TEXT as a list, added to ALL too; the last of them. */
static const char *
list(struct out *o, const char *key, char *text, struct sbuf *all)
{
	const char *last = "";
	char *end;

	out_list(o, key);
	for (; *text != '\0'; text = end) {
		end = text + strcspn(text, "\n");
		if (*end != '\0')
			*end++ = '\0';
		if (*text == '\0')
			continue;
		last = bare(text);
		out_str(o, NULL, last);
		sbuf_str(all, last);
		sbuf_char(all, '\n');
	}
	out_end(o);
	return last;
}

/* Keeps the output of long work for the page, which reloads meanwhile. */
static void
progress(const void *arg, const char *said)
{
	const struct ask *a = arg;

	session_note(a->session->id, a->verb, "busy", said);
}

/* Reports the ended command's output; ALL gets it, too, for the next page. */
static void
report(struct out *o, const struct ask *a, const struct verb *v,
    const struct form *f, struct capture *c, struct answer *r,
    struct sbuf *all)
{
	static APART char told[TOLD_MAX], complained[TOLD_MAX];
	struct sbuf said, errors;
	const char *why;
	bool good;
	int status;

	sbuf_init(&said, told, sizeof told);
	sbuf_init(&errors, complained, sizeof complained);
	status = capture_read(c, &said, &errors, a->session == NULL ||
	    v->open || v->show != NULL ? NULL : progress, a);
	if (status < 0)
		sbuf_str(&errors, "thimble-cert ended unexpectedly\n");
	if (status < 0 || said.cut)
		status = EXIT_FAILED;
	/* The verb did something before the command. */
	if (status == EXIT_NOTHING && v->run != NULL)
		status = EXIT_GOOD;
	good = status == EXIT_GOOD || status == EXIT_NOTHING;
	if (v->show == NULL)
		(void)list(o, "said", told, all);
	else if (status == EXIT_GOOD)
		v->show(o, f, told, said.len);
	why = list(o, "notes", complained, all);
	wipe(told, sizeof told);
	finish(o, r, status, good ? NULL : why);
}

static int
command(const struct web *w, const struct ask *a, const struct verb *v,
    const struct form *f, struct out *o, struct answer *r, struct sbuf *all,
    struct err *e)
{
	static APART struct words words;
	struct capture c;
	int rc;

	if (verbs_words(&words, v, f, w->config, e) < 0)
		return EXIT_USAGE;
	rc = capture_fork(&c, e);
	if (rc < 0)
		return EXIT_FAILED;
	if (rc == 0) {
		r->child = true;
		r->status = w->cert(words.argc, words.argv);
		return EXIT_GOOD;
	}
	report(o, a, v, f, &c, r, all);
	return EXIT_GOOD;
}

/* Whether A, over the page, may ask for V; E: why not. */
static int
admit(const struct web *w, struct ask *a, const struct verb *v,
    const struct form *f, struct err *e)
{
	static APART struct session s;

	a->session = NULL;
	if (!a->guarded)
		return 0;
	if (session_find(a->id, &s) == 0)
		a->session = &s;
	if (v->open)
		return 0;
	if (a->session == NULL)
		return err_why(e, v->name, NULL, "sign in first");
	if (strcmp(form_value(f, "token"), s.token) != 0)
		(void)err_why(e, v->name, NULL, "the form is not of this "
		    "session; load the page again");
	else if (v->fresh && (sign_enter(w, e) < 0 || !status_is_fresh(a)))
		(void)err_why(e, v->name, NULL, "this connection is older "
		    "than the certificate; load the page again");
	session_note(s.id, v->name, e->text[0] == '\0' ? "busy" :
	    result(EXIT_USAGE), e->text);
	return e->text[0] == '\0' ? 0 : -1;
}

/* All but the parsing; E stays empty if R is complete. */
static int
carry_out(const struct web *w, struct ask *a, const struct verb *v,
    const struct form *f, struct out *o, struct answer *r, struct err *e)
{
	static APART char room[SESSION_TEXT];
	struct sbuf all;
	int rc;

	if (admit(w, a, v, f, e) < 0)
		return EXIT_USAGE;
	sbuf_init(&all, room, sizeof room);
	rc = v->run == NULL ? EXIT_GOOD : v->run(w, a, f, o, e);
	if (v->command == NULL || rc != EXIT_GOOD) {
		finish(o, r, rc, e->text);
	} else {
		rc = command(w, a, v, f, o, r, &all, e);
		if (rc != EXIT_GOOD)
			finish(o, r, rc, e->text);
	}
	if (!r->child && a->session != NULL && !v->open) {
		sbuf_str(&all, e->text);
		session_note(a->id, v->name, result(r->status), room);
	}
	return EXIT_GOOD;
}

void
hook_answer(const struct web *w, struct ask *a, struct answer *r)
{
	static APART struct form form;
	const struct verb *v = verbs_find(a->verb);
	struct out o;
	struct err e;

	err_clear(&e);
	begin(&o, a, r);
	if (v == NULL) {
		(void)err_why(&e, "verb", a->verb, "unknown");
		hook_refuse(a, r, EXIT_USAGE, &e);
		return;
	}
	out_str(&o, "verb", v->name);
	if (form_parse(&form, verbs_reads(v) ? a->type : NULL, a->body,
	    verbs_reads(v) ? a->len : 0, &e) < 0) {
		if (a->guarded && !v->open)
			session_note(a->id, v->name, result(EXIT_USAGE),
			    e.text);
		finish(&o, r, EXIT_USAGE, e.text);
	} else if (carry_out(w, a, v, &form, &o, r, &e) != EXIT_GOOD) {
		finish(&o, r, EXIT_USAGE, e.text);
	}
	wipe(a->body, a->len);
}

int
hook_read(struct ask *a, int fd, size_t len, struct err *e)
{
	const int64_t until = clock_ms() + (int64_t)HOOK_BODY_S * 1000;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left;
	ssize_t n;

	a->body = body;
	a->len = 0;
	while (a->len < len) {
		left = until - clock_ms();
		n = left <= 0 ? 0 : poll(&p, 1, (int)left);
		if (n == 0)
			return err_why(e, "form", NULL, "did not arrive in "
			    "time");
		if (n > 0)
			n = read(fd, body + a->len, sizeof body - a->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, "read", "the form", errno);
		if (n == 0)
			break;
		a->len += (size_t)n;
		if (a->len > FORM_MAX)
			return err_why(e, "form", NULL, "larger than 256 KB");
	}
	if (a->len < len && len != SIZE_MAX)
		return err_why(e, "form", NULL, "is cut off");
	if (a->len > len)
		a->len = len;
	body[a->len] = '\0';
	return 0;
}
