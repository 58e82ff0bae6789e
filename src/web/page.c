/* SPDX-License-Identifier: MIT */
/* The owner's page: see page.h. */
#include "web/page.h"

#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/wipe.h"
#include "os/age.h"
#include "web/hook.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/serve.h"
#include "web/view.h"

/* Then the browser gets the page, which reloads until the work is done. */
enum { PATIENCE_MS = 4000 };

static APART struct got got;

static const char *
variable(const char *name)
{
	return getenv(name);
}

/* A descriptor of the answer to VERB for R's visitor; -1: E. */
static int
ask(const struct web *w, const struct request *r, const char *verb,
    const char *type, char *body, size_t len, struct err *e)
{
	/* httpd has the process that thimble forked for the connection. */
	const int64_t age = age_of((int)getppid());
	const struct ask a = {
		.verb = verb, .type = type, .body = body, .len = len,
		.lines = true, .id = r->id, .from = r->from,
		.age_ms = age < 0 || age > INT32_MAX ? -1 : (long)age
	};

	return serve_ask(w, &a, e);
}

/* Reads the answer into `got`: its status; -1: E. */
static int
take(int fd, struct err *e)
{
	int rc = serve_status(fd, e);

	if (rc >= 0)
		got_read(&got, fd);
	(void)close(fd);
	return rc;
}

static int
ask_all(const struct web *w, const struct request *r, const char *verb,
    char *body, struct err *e)
{
	int fd = ask(w, r, verb, "", body, strlen(body), e);

	return fd < 0 ? -1 : take(fd, e);
}

static void
start(struct html *h)
{
	reply_start(h, &got);
}

static int
refuse(const char *status, const char *title, const char *text)
{
	struct html h;

	start(&h);
	view_refusal(&h, title, text);
	return reply_html(&h, status, NULL);
}

static int
unable(const struct err *e)
{
	got.len = 0;
	return refuse("503 Service Unavailable", "The device does not answer",
	    e->text);
}

/* Whether R is for a name of this device: another site may use any other. */
static bool
is_known(const struct request *r)
{
	const char *name;
	int i, at;

	if (r->name.ip_len > 0 || name_is_loopback(&r->name))
		return true;
	for (i = 0; (name = got_item(&got, "names.", i, "", -1))[0] != '\0';
	    i++)
		if (strcmp(name, r->name.text) == 0)
			return true;
	for (at = 0; at < 2; at++)
		for (i = 0; (name = got_item(&got, "certificates.", at,
		    ".names.", i))[0] != '\0'; i++)
			if (strcmp(name, r->name.text) == 0)
				return true;
	return false;
}

static int
unknown_name(void)
{
	got.len = 0;
	return refuse("421 Misdirected Request", "This device has no such "
	    "name", "Type one of its names, or its address, into the browser.");
}

/* GET: the page, or a file of the CA. */
static int
show_page(const struct request *r, bool plain)
{
	struct html h;

	start(&h);
	h.host = r->name.text;
	if (plain)
		view_trust_alone(&h);
	else if (strcmp(got_value(&got, "signed_in"), "true") == 0)
		view_page(&h);
	else
		view_door(&h, "");
	return reply_html(&h, "200 OK", NULL);
}

static int
show_ca(const struct web *w, const struct request *r, const char *form)
{
	char body[32];
	struct sbuf s;
	struct err e;
	int rc;

	sbuf_init(&s, body, sizeof body);
	sbuf_str(&s, "form=");
	sbuf_str(&s, form);
	err_clear(&e);
	rc = ask_all(w, r, "export-ca", body, &e);
	if (rc < 0)
		return unable(&e);
	if (rc != EXIT_GOOD)
		return refuse("404 Not Found", "There is no such file",
		    got_value(&got, "why"));
	return reply_file(got_value(&got, "type"), got_value(&got, "file"),
	    got_value(&got, "data"));
}

static int
get(const struct web *w, const struct request *r, bool plain)
{
	static const char *const files[][2] = {
		{ "ca.crt", "der" }, { "ca.pem", "pem" },
		{ "ca.mobileconfig", "mobileconfig" }
	};
	unsigned i;

	for (i = 0; i < sizeof files / sizeof files[0]; i++)
		if (strcmp(r->query, files[i][0]) == 0)
			return show_ca(w, r, files[i][1]);
	if (plain && r->query[0] == '\0')
		return reply_to_tls(r);
	if (strcmp(r->query, plain ? "trust" : "") == 0)
		return show_page(r, plain);
	got.len = 0;
	return refuse("404 Not Found", "There is no such page", "");
}

/* After a verb that has ended with status RC. */
static int
done(const struct web *w, const struct request *r, const char *verb, int rc)
{
	char why[ERR_MAX], none[] = "";
	struct html h;
	struct sbuf s;
	struct err e;

	if (rc == EXIT_GOOD && strcmp(verb, "request") == 0)
		return reply_text("request.csr", got_value(&got, "request"));
	if (rc == EXIT_GOOD && strcmp(verb, "sign-out") == 0)
		return reply_home("");
	if (strcmp(verb, "sign-in") != 0)
		return reply_home(NULL);
	if (rc == EXIT_GOOD)
		return reply_home(got_value(&got, "session"));
	sbuf_init(&s, why, sizeof why);
	sbuf_str(&s, got_value(&got, "why"));
	err_clear(&e);
	if (ask_all(w, r, "status", none, &e) < 0)
		return unable(&e);
	start(&h);
	view_door(&h, why);
	return reply_html(&h, rc == EXIT_LATER ? "429 Too Many Requests" :
	    "403 Forbidden", NULL);
}

static int
post(const struct web *w, const struct request *r)
{
	static const char *const verbs[] = {
		"sign-in", "sign-out", "confirm", "renew", "new-key", "own",
		"revert", "install", "request", "set-names", "set-clock",
		"password", "acme"
	};
	struct pollfd p = { .events = POLLIN };
	struct ask form = { .verb = "" };
	struct err e;
	unsigned i;
	int rc;

	for (i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(r->query, verbs[i]) == 0)
			break;
	got.len = 0;
	if (i == sizeof verbs / sizeof verbs[0])
		return refuse("404 Not Found", "There is no such page", "");
	err_clear(&e);
	if (hook_read(&form, STDIN_FILENO, r->len, &e) < 0)
		return refuse("400 Bad Request", "The form did not arrive",
		    e.text);
	p.fd = ask(w, r, verbs[i], r->type, form.body, form.len, &e);
	wipe(form.body, form.len);
	if (p.fd < 0)
		return unable(&e);
	if (strcmp(verbs[i], "request") != 0 && strcmp(verbs[i], "sign-in") !=
	    0 && poll(&p, 1, PATIENCE_MS) == 0)
		return reply_home(NULL);
	rc = take(p.fd, &e);
	return rc < 0 ? unable(&e) : done(w, r, verbs[i], rc);
}

static int
misuse(enum request_end end)
{
	switch (end) {
	case REQUEST_GOOD:
		break;
	case REQUEST_METHOD:
		return refuse("405 Method Not Allowed",
		    "This is not possible here", "");
	case REQUEST_PATH:
		return refuse("404 Not Found", "There is no such page", "");
	case REQUEST_HOST:
		return unknown_name();
	case REQUEST_FORGED:
		return refuse("403 Forbidden", "This form was not sent by this "
		    "page", "Load the page again. Another site may have tried "
		    "to use your sign-in.");
	case REQUEST_LONG:
		return refuse("413 Content Too Large", "This is too large",
		    "At most 256 KB fit. Certificates and keys have a few; "
		    "choose their files only.");
	}
	return EXIT_FAILED;
}

int
page_run(const struct web *w, int plain)
{
	static APART struct request r;
	char none[] = "";
	struct err e;
	enum request_end end = request_read(&r, plain != 0, variable);

	if (end != REQUEST_GOOD)
		return misuse(end);
	err_clear(&e);
	if (ask_all(w, &r, "status", none, &e) < 0)
		return unable(&e);
	if (!is_known(&r))
		return unknown_name();
	return r.post ? post(w, &r) : get(w, &r, plain != 0);
}
