/* SPDX-License-Identifier: MIT */
/* HTML: see html.h. */
#include "web/html.h"

#include <string.h>

#include "base/date.h"
#include "base/num.h"
#include "web/verdict.h"

void
html_raw(struct html *h, const char *markup)
{
	sbuf_str(&h->s, markup);
}

void
html_text(struct html *h, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '&':
			sbuf_str(&h->s, "&amp;");
			break;
		case '<':
			sbuf_str(&h->s, "&lt;");
			break;
		case '>':
			sbuf_str(&h->s, "&gt;");
			break;
		case '"':
			sbuf_str(&h->s, "&quot;");
			break;
		case '\'':
			sbuf_str(&h->s, "&#39;");
			break;
		default:
			sbuf_char(&h->s, *text);
		}
}

void
html_around(struct html *h, const char *before, const char *text,
    const char *after)
{
	if (text[0] == '\0')
		return;
	html_raw(h, before);
	html_text(h, text);
	html_raw(h, after);
}

void
html_form(struct html *h, const char *verb)
{
	html_around(h, "<form method=\"post\" action=\"/?", verb,
	    "\" enctype=\"multipart/form-data\">");
	html_around(h, "<input type=\"hidden\" name=\"token\" value=\"",
	    got_value(h->got, "token"), "\">");
}

void
html_button(struct html *h, const char *verb, const char *label, int trial,
    int first)
{
	html_form(h, verb);
	if (trial)
		html_raw(h, "<input type=\"hidden\" name=\"trial\" "
		    "value=\"5\">");
	html_around(h, first ? "<button class=\"first\">" : "<button>", label,
	    "</button></form>");
}

static unsigned long
number(const char *text, size_t len)
{
	unsigned long n = 0;
	char digits[8];
	struct sbuf s;

	sbuf_init(&s, digits, sizeof digits);
	sbuf_mem(&s, text, len);
	(void)num_parse(digits, 0, 9999, &n);
	return n;
}

void
html_day(struct html *h, const char *text)
{
	struct date d = { .hour = 0 };

	if (strlen(text) < 10)
		return;
	d.year = (int)number(text, 4);
	d.month = (int)number(text + 5, 2);
	d.day = (int)number(text + 8, 2);
	if (d.year > 0 && d.month >= 1 && d.month <= 12 && d.day >= 1)
		verdict_day(&h->s, date_to_epoch(&d));
}

void
html_minute(struct html *h, const char *text)
{
	char clock[6];
	struct sbuf s;

	if (strlen(text) < 16)
		return;
	html_day(h, text);
	sbuf_init(&s, clock, sizeof clock);
	sbuf_mem(&s, text + 11, 5);
	html_around(h, ", ", clock, " UTC");
}

/* The value of attribute KEY in DN; NULL: it has none. */
static const char *
attribute(const char *dn, const char *key)
{
	const size_t len = strlen(key);

	while (strncmp(dn, key, len) != 0) {
		while (*dn != '\0' && *dn != ',')
			dn += *dn == '\\' && dn[1] != '\0' ? 2 : 1;
		if (*dn++ == '\0')
			return NULL;
	}
	return dn + len;
}

void
html_who(struct html *h, const char *dn)
{
	const char *at = attribute(dn, "O=");
	char one[2] = "";

	if (at == NULL)
		at = attribute(dn, "CN=");
	if (at == NULL)
		at = dn;
	for (; *at != '\0' && *at != ','; at++) {
		at += *at == '\\' && at[1] != '\0';
		one[0] = *at;
		html_text(h, one);
	}
}

/* Four bytes a group: 11 characters and a colon. */
void
html_print(struct html *h, const char *print)
{
	enum { GROUP = 11 };
	char group[GROUP + 1];
	struct sbuf s;

	html_raw(h, "<p class=\"print\">");
	while (*print != '\0') {
		sbuf_init(&s, group, sizeof group);
		sbuf_mem(&s, print, strlen(print) < GROUP ? strlen(print) :
		    GROUP);
		html_around(h, "<code>", group, "</code>\n");
		print += s.len;
		print += *print == ':';
	}
	html_raw(h, "</p>");
}
