/* SPDX-License-Identifier: MIT */
/* Signing in, and the password: see sign.h. */
#include "web/sign.h"

#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/io.h"
#include "base/rng.h"
#include "base/wipe.h"
#include "os/lines.h"
#include "store/conf.h"
#include "web/secret.h"
#include "web/session.h"

int
sign_enter(const struct web *w, struct err *e)
{
	static APART struct conf conf;

	struct err ignored;

	/* Who wants to mend it has to get in. */
	err_clear(&ignored);
	(void)conf_read(w->config, &conf, &ignored);
	return install_enter(conf.dir, true, e);
}

/* Whether PASS is right; EXIT_GOOD, or the status to end with and E. */
static int
check(const struct web *w, const struct ask *a, const char *pass,
    struct err *e)
{
	long wait_s = session_guess(a->from);
	char text[80];
	struct sbuf s;
	int rc;

	if (wait_s > 0) {
		sbuf_init(&s, text, sizeof text);
		sbuf_str(&s, "Too many wrong passwords; wait ");
		sbuf_dec(&s, (uint64_t)wait_s);
		sbuf_str(&s, wait_s == 1 ? " second" : " seconds");
		(void)err_why(e, NULL, NULL, text);
		return EXIT_LATER;
	}
	rc = sign_enter(w, e) < 0 ? -1 : secret_check(pass, e);
	if (rc == 0)
		(void)err_why(e, NULL, NULL, "The password is wrong");
	if (rc <= 0)
		return EXIT_FAILED;
	session_guess_right(a->from);
	return EXIT_GOOD;
}

int
sign_in(const struct web *w, const struct ask *a, const struct form *f,
    struct out *o, struct err *e)
{
	struct session s;
	int rc;

	if (!a->guarded) {
		(void)err_why(e, "sign-in", NULL, "is for the page only");
		return EXIT_USAGE;
	}
	rc = check(w, a, form_value(f, "password"), e);
	if (rc != EXIT_GOOD)
		return rc;
	if (session_make(&s, e) < 0)
		return EXIT_FAILED;
	out_str(o, "session", s.id);
	return EXIT_GOOD;
}

int
sign_out(const struct web *w, const struct ask *a, const struct form *f,
    struct out *o, struct err *e)
{
	(void)w;
	(void)f;
	(void)o;
	(void)e;
	if (a->session == NULL)
		return EXIT_NOTHING;
	session_end(a->id);
	return EXIT_GOOD;
}

int
sign_password(const struct web *w, const struct ask *a, const struct form *f,
    struct out *o, struct err *e)
{
	const char *new = form_value(f, "password");
	char first[SECRET_MAX + 1];
	int rc;

	if (a->guarded && strcmp(new, form_value(f, "again")) != 0) {
		(void)err_why(e, "password", NULL, "the two are not the same");
		return EXIT_USAGE;
	}
	/* Somebody who finds a signed-in phone does not know the old one. */
	rc = a->guarded ? check(w, a, form_value(f, "old"), e) :
	    sign_enter(w, e) < 0 ? EXIT_FAILED : EXIT_GOOD;
	if (rc != EXIT_GOOD)
		return rc;
	if (new[0] == '\0' && !a->guarded) {
		if (secret_renew(first, e) < 0)
			return EXIT_FAILED;
		out_str(o, "password", first);
		wipe(first, sizeof first);
	} else if (secret_set(new, e) < 0) {
		return EXIT_USAGE;
	}
	session_end_others(a->session == NULL ? "" : a->id);
	return EXIT_GOOD;
}

void
sign_show(struct out *o, const struct ask *a)
{
	const struct session *s = a->session;

	out_bool(o, "signed_in", s != NULL);
	if (s == NULL)
		return;
	out_str(o, "token", s->token);
	if (s->verb[0] == '\0')
		return;
	out_object(o, "last");
	out_str(o, "verb", s->verb);
	out_str(o, "result", s->result);
	out_str(o, "text", s->text);
	out_end(o);
	/* The page says it once. */
	if (strcmp(s->result, "busy") != 0)
		session_note(s->id, "", "", "");
}

static int
say(const char *before, const char *pass)
{
	char text[SECRET_MAX + 80];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, before);
	sbuf_str(&s, pass);
	sbuf_char(&s, '\n');
	io_say(STDOUT_FILENO, text);
	wipe(text, sizeof text);
	return EXIT_GOOD;
}

/* The line that a person types or a script pipes. */
static int
read_new(struct err *e)
{
	static APART struct lines l;
	int rc;

	l.fd = STDIN_FILENO;
	if (!lines_next(&l))
		l.text[0] = '\0';
	rc = secret_set(l.text, e);
	wipe(l.text, sizeof l.text);
	return rc;
}

int
sign_console(const struct web *w)
{
	char pass[SECRET_MAX + 1];
	struct err e;
	int rc = 0;

	err_clear(&e);
	if (rng_ready(0) < 0) {
		web_complain("password", "the kernel does not have enough "
		    "entropy yet; try again later");
		return EXIT_LATER;
	}
	if (sign_enter(w, &e) < 0)
		goto fail;
	if (w->first) {
		/* With a damaged one nobody could sign in any more. */
		rc = secret_usable(&e);
		if (rc >= 0)
			rc = rc == 0 ? secret_renew(pass, &e) == 0 :
			    secret_first(pass, &e);
		if (rc < 0 || e.text[0] != '\0')
			goto fail;
		if (rc == 0)
			return EXIT_NOTHING;
	} else {
		rc = w->own ? read_new(&e) : secret_renew(pass, &e);
		if (rc < 0)
			goto fail;
		session_end_others("");
	}
	rc = w->own ? EXIT_GOOD : say("The password of the web page: ", pass);
	wipe(pass, sizeof pass);
	return rc;
fail:
	web_complain("password", e.text);
	return EXIT_FAILED;
}
