/* SPDX-License-Identifier: MIT */
/* Official certificates on the page: how they are, and the form for them. */
#include "web/view.h"

#include <stdbool.h>
#include <string.h>

#include "store/conf_acme.h"

static const char *
fact(const struct html *h, const char *key)
{
	return got_value(h->got, key);
}

static bool
is(const struct html *h, const char *key, const char *value)
{
	return strcmp(fact(h, key), value) == 0;
}

/* Whether the last verb was about this, and is not done. */
static bool
is_busy(const struct html *h)
{
	return is(h, "last.verb", "acme") && is(h, "last.result", "busy");
}

/* Whether the browser's address is one of the names, between blanks. */
static bool
is_here(const struct html *h, const char *names)
{
	size_t len = strlen(h->host);
	const char *at = names;

	while ((at = strstr(at, h->host)) != NULL) {
		if ((at == names || at[-1] == ' ') && (at[len] == '\0' ||
		    at[len] == ',' || at[len] == ' '))
			return true;
		at++;
	}
	return false;
}

/* Where this page is behind an official certificate. */
static void
address(struct html *h)
{
	const char *names = fact(h, "acme.names");
	char name[NAME_TEXT_MAX];
	struct sbuf s;

	if (names[0] == '\0' || names[0] == '*' || is_here(h, names))
		return;
	sbuf_init(&s, name, sizeof name);
	sbuf_mem(&s, names, strcspn(names, ", "));
	html_around(h, "<p>With an official certificate, open this page at "
	    "<a href=\"https://", name, "/\">https://");
	html_text(h, name);
	html_raw(h, "/</a>. Under its own names, the device goes on showing "
	    "its own certificate.</p>");
}

void
view_acme_last(struct html *h)
{
	const char *text = fact(h, "last.text");

	if (!is(h, "last.verb", "acme"))
		return;
	if (is(h, "last.result", "busy"))
		html_raw(h, "<p>This can take some minutes. It goes on even "
		    "if you close this page.</p>");
	if (is(h, "last.result", "busy") ||
	    strstr(text, "certificate is in use") != NULL)
		address(h);
}

const char *
view_acme_word(const struct html *h)
{
	const char *text = fact(h, "last.text");

	if (is(h, "last.result", "busy") || is(h, "last.result", "later"))
		return NULL;
	if (is(h, "last.result", "failed"))
		return is(h, "acme.serving", "official") ?
		    "There is no new official certificate" :
		    "There is no official certificate yet";
	if (strstr(text, "certificate is in use") != NULL)
		return "An official certificate is in use";
	if (strstr(text, "_validation-persist.") != NULL)
		return "Set this record at your domain's provider";
	return strstr(text, "a real one should work") != NULL ?
	    "An authority would issue a certificate" : NULL;
}

/* A moment of RFC 3339. */
static void
moment(struct html *h, const char *before, const char *key)
{
	const char *text = fact(h, key);

	if (strlen(text) < 16)
		return;
	html_raw(h, before);
	html_minute(h, text);
}

/* TEXT without a command to type at its end. */
static void
words(struct html *h, const char *before, const char *text)
{
	const char *end = strstr(text, "; to ");
	char room[500];
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	sbuf_mem(&s, text, end == NULL ? strlen(text) : (size_t)(end - text));
	html_around(h, before, room, "");
}

static void
facts(struct html *h)
{
	html_around(h, "<dl><dt>Names</dt><dd>", fact(h, "acme.names"),
	    "</dd><dt>Now</dt><dd>");
	html_raw(h, is(h, "acme.serving", "official") ? "in use" :
	    is(h, "acme.serving", "own-meanwhile") ? "the device's own is in "
	    "use until there is an official one again" :
	    is(h, "acme.serving", "installed") ? "another one, which was "
	    "installed, is in use" : "not in use");
	moment(h, is(h, "acme.serving", "official") ? ", until " :
	    "; the last one is valid until ", "acme.expires");
	html_raw(h, "</dd>");
	if (fact(h, "acme.last_try")[0] != '\0') {
		moment(h, "<dt>Last try</dt><dd>", "acme.last_try");
		html_raw(h, is(h, "acme.result", "issued") ? ": issued" :
		    is(h, "acme.result", "failed") ? ": failed" :
		    ": under way, or interrupted");
		words(h, ": ", fact(h, "acme.reason"));
		html_raw(h, "</dd>");
	}
	if (is_busy(h)) {
		html_raw(h, "</dl>");
		return;
	}
	html_raw(h, "<dt>Next</dt><dd>");
	words(h, "once this is solved: ", fact(h, "acme.waits_for"));
	if (fact(h, "acme.waits_for")[0] == '\0') {
		moment(h, "", "acme.next_try");
		words(h, fact(h, "acme.next_try")[0] == '\0' ? "" : ": ",
		    is(h, "acme.next", "it is not due") ? "it renews itself" :
		    fact(h, "acme.next"));
	}
	moment(h, "; if it cannot be renewed, the device's own takes its place "
	    "on ", "acme.own_takes_over");
	html_raw(h, "</dd></dl>");
}

static void
action(struct html *h, const char *what, const char *label, bool first)
{
	html_form(h, "acme");
	html_around(h, "<input type=\"hidden\" name=\"action\" value=\"",
	    what, "\">");
	html_around(h, first ? "<button class=\"first\">" : "<button>", label,
	    "</button></form>");
}

static void
actions(struct html *h)
{
	html_raw(h, "<div class=\"do\">");
	action(h, "get", is(h, "acme.serving", "official") ? "Renew it now" :
	    "Try now", !is(h, "acme.serving", "official"));
	action(h, "check", "Only test it", false);
	html_raw(h, "</div>");
}

/* Only this authority has said by which name it is known in DNS. */
static void
persist(struct html *h)
{
	if (strstr(fact(h, "acme.directory"), ".letsencrypt.org") == NULL)
		return;
	html_raw(h, "<p class=\"soft\">With a record in DNS, Let's Encrypt "
	    "does not have to reach this device (dns-persist-01). Not every "
	    "device supports that yet.</p><div class=\"do\">");
	action(h, "persist", "Show the record", false);
	html_raw(h, "</div>");
}

static void
form(struct html *h, bool configured)
{
	const char *directory = fact(h, "acme.directory");

	html_raw(h, view_mends(h, "acme") ? "<details id=\"official\" open>" :
	    "<details id=\"official\">");
	html_raw(h, configured ? "<summary>Change it</summary>" :
	    "<summary>Get one</summary>");
	html_form(h, "acme");
	html_raw(h, "<input type=\"hidden\" name=\"action\" value=\"get\">"
	    "<label for=\"a1\">Names<small>that lead here from the internet, "
	    "separated by blanks: mail.example.org</small></label>"
	    "<input id=\"a1\" name=\"acme\" required autocapitalize=\"none\" "
	    "spellcheck=\"false\" value=\"");
	html_text(h, fact(h, "acme.names"));
	html_raw(h, "\"><label for=\"a2\">Your e-mail address<small>for "
	    "warnings from the authority; optional</small></label>"
	    "<input id=\"a2\" type=\"email\" name=\"acme-email\" value=\"");
	html_text(h, fact(h, "acme.email"));
	html_raw(h, is(h, "acme.agreed", "yes") ? "\"><label><input "
	    "type=\"checkbox\" name=\"acme-agree\" value=\"yes\" required "
	    "checked> " : "\"><label><input type=\"checkbox\" "
	    "name=\"acme-agree\" value=\"yes\" required> ");
	html_raw(h, "I agree to the authority's terms (<a "
	    "href=\"https://letsencrypt.org/repository/\" "
	    "rel=\"noreferrer\">those of Let's Encrypt</a>)</label>"
	    "<details><summary>Another authority than Let's Encrypt</summary>"
	    "<label for=\"a3\">Its directory<small>an address that starts with "
	    "https://</small></label><input id=\"a3\" type=\"url\" "
	    "name=\"acme-directory\" value=\"");
	if (strcmp(directory, CONF_ACME_DIRECTORY) != 0)
		html_text(h, directory);
	html_raw(h, "\"><label for=\"a4\">Credentials<small>if it asks for "
	    "them (EAB): identifier, colon, key; empty: unchanged</small>"
	    "</label><input id=\"a4\" name=\"acme-eab\" autocomplete=\"off\" "
	    "autocapitalize=\"none\" spellcheck=\"false\"></details>"
	    "<p class=\"soft\">The device checks that the names lead here, "
	    "makes a test run, and then asks for the certificate. It is in use "
	    "some minutes later, and renews itself.</p>"
	    "<p class=\"do\"><button class=\"first\">Get the certificate"
	    "</button></p></form>");
	if (configured)
		persist(h);
	html_raw(h, "</details>");
}

void
view_acme(struct html *h)
{
	bool configured = is(h, "acme.configured", "yes");

	if (fact(h, "acme.configured")[0] == '\0')
		return;
	html_raw(h, "<section aria-labelledby=\"a\"><h2 id=\"a\">Official "
	    "certificate</h2>");
	if (!configured)
		html_raw(h, "<p class=\"soft\">From an authority that phones "
		    "and computers trust already: nobody has to install "
		    "anything. It is free. This device needs a name in "
		    "public DNS that leads to it, and its port 80 or 443 has "
		    "to be reachable from the internet.</p>");
	else
		facts(h);
	if (is(h, "acme.client", "no")) {
		html_raw(h, "<p>This device lacks the program for that "
		    "(uacme). Its maker can add it.</p>");
	} else if (!is_busy(h)) {
		if (configured)
			actions(h);
		form(h, configured);
	}
	html_raw(h, "</section>\n");
}
