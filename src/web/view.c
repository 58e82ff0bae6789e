/* SPDX-License-Identifier: MIT */
/* The pages: see view.h. */
#include "web/view.h"

#include <string.h>

#include "base/apart.h"
#include "web/advice.h"
#include "web/session.h"

void
view_start(struct html *h, const char *title, int refresh_s)
{
	const char *name = got_value(h->got, "names.0");

	html_raw(h, "<!DOCTYPE html>\n<html lang=\"en\">\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width,initial-scale=1\">\n");
	if (refresh_s > 0) {
		html_raw(h, "<meta http-equiv=\"refresh\" content=\"");
		sbuf_dec(&h->s, (uint64_t)refresh_s);
		html_raw(h, "\">\n");
	}
	html_raw(h, "<title>");
	html_around(h, "", name, ": ");
	html_text(h, title);
	html_around(h, "</title>\n<style nonce=\"", h->nonce, "\">\n");
	html_raw(h, view_style);
	html_raw(h, "</style>\n<main>\n<header><h1>");
	html_text(h, name[0] == '\0' ? "This device" : name);
	html_raw(h, "</h1>");
	if (got_value(h->got, "token")[0] != '\0') {
		html_form(h, "sign-out");
		html_raw(h, "<button class=\"plain\">Sign out</button>"
		    "</form>");
	}
	html_raw(h, "</header>\n");
}

void
view_end(struct html *h)
{
	html_raw(h, "</main>\n</html>\n");
}

/* A box with a mark, a sentence and its KIND; open until the caller ends it. */
static void
box(struct html *h, const char *kind, const char *sentence)
{
	bool good = strcmp(kind, "good") == 0, bad = strcmp(kind, "bad") == 0;

	html_raw(h, good ? "<div class=\"verdict good\" role=\"status\">"
	    "<strong>&#10003; " : bad ? "<div class=\"verdict bad\" "
	    "role=\"alert\"><strong>&#10007; " : "<div class=\"verdict warn\" "
	    "role=\"status\"><strong>! ");
	html_text(h, sentence);
	html_raw(h, "</strong>");
}

static bool
is(const struct html *h, const char *key, const char *value)
{
	return strcmp(got_value(h->got, key), value) == 0;
}

/* What the verb has done, in words. */
static const char *
meaning(const struct html *h)
{
	static const char *const rows[][2] = {
		{ "renew", "The certificate was renewed, with the same key. "
		    "Phones and computers that trust this device notice "
		    "nothing." },
		{ "new-key", "The certificate has a new key. Mail programs "
		    "that remember the old one ask again; those that trust "
		    "this device's authority notice nothing." },
		{ "install", "The certificate was installed. The device's own "
		    "is kept, and one button brings it back." },
		{ "own", "The device's own certificate is back, with the same "
		    "key as before." },
		{ "revert", "The previous certificate is back." },
		{ "confirm", "The change is confirmed. It stays." },
		{ "set-names", "The names are set, and the certificate has "
		    "them." },
		{ "set-clock", "The clock is set, and the device's own "
		    "certificate has the right dates, with the same key." },
		{ "password", "The password is changed. Everybody else has "
		    "been signed out." }
	};
	unsigned i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (is(h, "last.verb", rows[i][0]))
			return rows[i][1];
	return "";
}

/* The sentence alone, without the verb before it. */
static const char *
bare(const struct html *h, const char *text)
{
	const char *verb = got_value(h->got, "last.verb");
	size_t len = strlen(verb);

	return strncmp(text, verb, len) == 0 && strncmp(text + len, ": ", 2) ==
	    0 ? text + len + 2 : text;
}

/* Why it was not done, and what to do. */
static void
why(struct html *h, const char *text)
{
	static APART char room[2 * SESSION_TEXT];
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	advice_add(&s, bare(h, text));
	html_around(h, "<p>", room, "</p>");
}

/* The result of the last verb. */
static void
last(struct html *h, bool good)
{
	static const struct {
		const char *result, *kind, *sentence;
	} rows[] = {
		{ "done", "good", "Done" },
		{ "nothing", "good", "There was nothing to do" },
		{ "failed", "bad", "This failed; nothing was changed" },
		{ "usage", "bad", "This failed; nothing was changed" },
		{ "later", "warn", "Not now; try again later" },
		{ "busy", "warn", "Working; this page reloads by itself" }
	};
	const char *text = got_value(h->got, "last.text");
	bool acme = is(h, "last.verb", "acme");
	const char *word = acme ? view_acme_word(h) : NULL;
	bool odd = acme || strstr(text, "warning: ") != NULL ||
	    strstr(text, "install it on") != NULL;
	unsigned i;

	/* The page's own script was too late: see undone(). */
	if (is(h, "last.verb", "confirm") && !is(h, "last.result", "done") &&
	    got_value(h->got, "undone")[0] != '\0')
		return;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (!is(h, "last.result", rows[i].result) || good != (i < 2))
			continue;
		box(h, rows[i].kind, word == NULL ? rows[i].sentence : word);
		if (i == 0)
			html_around(h, "<p>", meaning(h), "</p>");
		if (i >= 2)
			why(h, text);
		else
			html_around(h, odd ? "<details open><summary>What the "
			    "device says</summary><p>" : "<details><summary>"
			    "What the device says</summary><p>", text,
			    "</p></details>");
		view_acme_last(h);
		html_raw(h, "</div>\n");
	}
}

static void
verdict(struct html *h)
{
	const char *next = got_value(h->got, "verdict.next");

	box(h, got_value(h->got, "verdict.kind"),
	    got_value(h->got, "verdict.text"));
	if (strcmp(next, "confirm") == 0) {
		view_trial(h);
	} else if (strcmp(next, "set-clock") == 0) {
		view_clock(h);
	} else if (strcmp(next, "renew") == 0) {
		html_raw(h, "<div class=\"do\">");
		html_button(h, "renew", "Renew it now", 0, 1);
		html_raw(h, "</div>");
	} else if (strcmp(next, "own") == 0) {
		html_raw(h, "<div class=\"do\">");
		html_button(h, "own", "Back to the device's own", 0, 1);
		html_raw(h, "</div>");
	} else if (strcmp(next, "acme") == 0) {
		html_raw(h, "<p>The section on official certificates says why."
		    "</p>");
	} else if (strcmp(next, "install") == 0) {
		html_raw(h, "<div class=\"do\"><a class=\"b first\" "
		    "href=\"#upload\">Install a new one</a>");
		html_raw(h, "</div>");
	} else if (is(h, "verdict.kind", "good") &&
	    is(h, "certificates.0.whose", "own")) {
		html_raw(h, "<p>It renews itself. Mail programs and browsers "
		    "that trust this device notice nothing.</p>");
	}
	html_raw(h, "</div>\n");
}

/* A person who waits for a change has to know that it is gone. */
static void
undone(struct html *h)
{
	if (got_value(h->got, "undone")[0] == '\0')
		return;
	box(h, "warn", "The change on trial was not confirmed in time");
	html_raw(h, "<p>It was undone. A browser confirms a change by reaching "
	    "this page with the new certificate.</p></div>\n");
}

static void
certificate(struct html *h)
{
	const char *left = got_value(h->got, "certificates.0.days_left");
	const char *days = got_value(h->got, "certificates.0.days"), *name;
	int i;

	html_raw(h, "<section aria-labelledby=\"c\"><h2 id=\"c\">Certificate"
	    "</h2><dl><dt>Kind</dt><dd>");
	if (is(h, "certificates.0.whose", "own"))
		html_raw(h, is(h, "certificates.0.self_signed", "true") ?
		    "this device's own" :
		    "this device's own, signed by its own authority");
	else {
		html_raw(h, is(h, "certificates.0.official", "true") ?
		    "official, from " : "installed, from ");
		html_who(h, got_value(h->got, "certificates.0.issuer"));
	}
	html_raw(h, "</dd><dt>Names</dt><dd>");
	for (i = 0; (name = got_item(h->got, "certificates.0.names.", i, "",
	    -1))[0] != '\0'; i++) {
		html_raw(h, i > 0 ? ", " : "");
		html_text(h, name);
	}
	html_raw(h, "</dd><dt>Left</dt><dd>");
	/* Without the time, nobody knows how much is left. */
	if (is(h, "clock_set", "true")) {
		html_text(h, left[0] == '-' ? "0" : left);
		html_around(h, " of ", days, " days");
	}
	if (is(h, "clock_set", "true") && left[0] != '-') {
		html_around(h, "<progress aria-label=\"time left\" max=\"",
		    days, "\" value=\"");
		html_text(h, left);
		html_raw(h, "\"></progress>");
	}
	html_raw(h, "until ");
	html_day(h, got_value(h->got, "certificates.0.not_after"));
	html_raw(h, "</dd><dt>In use</dt><dd>since ");
	html_day(h, got_value(h->got, "certificates.0.since"));
	if (got_value(h->got, "certificates.0.renews")[0] != '\0') {
		html_raw(h, "; renews itself on ");
		html_day(h, got_value(h->got, "certificates.0.renews"));
	}
	html_raw(h, "</dd><dt>SHA-256</dt><dd>");
	html_print(h, got_value(h->got, "certificates.0.sha256"));
	html_raw(h, "</dd></dl><div class=\"do\">"
	    "<a class=\"b\" href=\"#upload\">Install one I have</a>");
	if (is(h, "certificates.0.whose", "own"))
		html_button(h, "renew", "Renew now", 0, 0);
	else
		html_button(h, "own", "Back to the device's own", 1, 0);
	html_raw(h, "</div></section>\n");
}

/* What people call a service. */
static const char *
called(const char *name)
{
	static const char *const names[][2] = {
		{ "imaps", "Mail, IMAP" }, { "pop3s", "Mail, POP3" },
		{ "submissions", "Sending mail" }, { "smtps", "Sending mail" },
		{ "https", "This page" }
	};
	unsigned i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i][0]) == 0)
			return names[i][1];
	return name;
}

static void
services(struct html *h)
{
	const char *name;
	int i;

	html_raw(h, "<section aria-labelledby=\"s\"><h2 id=\"s\">Services</h2>"
	    "<table><tr><th scope=\"col\">Service</th>"
	    "<th scope=\"col\">Port</th></tr>");
	for (i = 0; (name = got_item(h->got, "services.", i, ".name",
	    -1))[0] != '\0'; i++) {
		html_around(h, "<tr><td>", called(name), "</td><td><code>");
		html_text(h, got_item(h->got, "services.", i, ".port", -1));
		html_raw(h, "</code></td></tr>");
	}
	html_raw(h, "</table></section>\n");
}

static void
refused(struct html *h)
{
	const char *from;
	int i;

	if (got_value(h->got, "refused.0.from")[0] == '\0')
		return;
	html_raw(h, "<section aria-labelledby=\"r\"><h2 id=\"r\">Refused "
	    "lately</h2><ul>");
	for (i = 0; (from = got_item(h->got, "refused.", i, ".from",
	    -1))[0] != '\0'; i++) {
		html_around(h, "<li><code>", from, "</code> ");
		html_text(h, got_item(h->got, "refused.", i, ".why", -1));
		html_raw(h, "<br><small>");
		html_text(h, called(got_item(h->got, "refused.", i,
		    ".service", -1)));
		html_around(h, ", ", got_item(h->got, "refused.", i, ".time",
		    -1), "</small></li>");
	}
	html_raw(h, "</ul></section>\n");
}

void
view_page(struct html *h)
{
	static const char *const titles[] = { "in order", "needs attention" };

	view_start(h, titles[!is(h, "verdict.kind", "good")],
	    is(h, "last.result", "busy") ? 3 : 0);
	last(h, false);
	undone(h);
	verdict(h);
	view_problems(h);
	last(h, true);
	certificate(h);
	view_acme(h);
	view_trust(h);
	services(h);
	refused(h);
	view_more(h);
	view_end(h);
}

void
view_door(struct html *h, const char *why)
{
	view_start(h, "sign in", 0);
	if (why[0] != '\0') {
		box(h, "bad", "Not signed in");
		html_around(h, "<p>", why, "</p></div>\n");
	}
	html_raw(h, "<section aria-labelledby=\"i\"><h2 id=\"i\">Sign in</h2>"
	    "<form method=\"post\" action=\"/?sign-in\">"
	    "<label for=\"p\">Password<small>this device's console shows the "
	    "first one; <code>thimble-web password</code> there makes a new "
	    "one</small></label>"
	    "<input id=\"p\" type=\"password\" name=\"password\" required "
	    "autocomplete=\"current-password\">"
	    "<p class=\"do\"><button class=\"first\">Sign in</button></p>"
	    "</form></section>\n");
	view_trust(h);
	view_end(h);
}

void
view_refusal(struct html *h, const char *title, const char *text)
{
	view_start(h, title, 0);
	box(h, "bad", title);
	html_around(h, "<p>", text, "</p>");
	html_raw(h, "<p class=\"do\"><a class=\"b\" href=\"/\">To the page</a>"
	    "</p></div>\n");
	view_end(h);
}
