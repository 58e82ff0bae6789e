/* SPDX-License-Identifier: MIT */
/* What is damaged, and which form of the page mends it. */
#include "web/view.h"

#include <string.h>

static const char *
part(const struct html *h, int i, const char *what)
{
	return got_item(h->got, "problems.", i, what, -1);
}

void
view_problems(struct html *h)
{
	const char *file, *next;
	int i;

	for (i = 0; (file = part(h, i, ".file"))[0] != '\0'; i++) {
		next = part(h, i, ".next");
		html_around(h, "<div class=\"verdict warn\" role=\"status\">"
		    "<strong>! There is something wrong with ", file,
		    "</strong>");
		html_around(h, "<p>", part(h, i, ".text"), ".</p>");
		html_around(h, "<p>", part(h, i, ".advice"), ".</p>");
		if (strcmp(next, "set-names") == 0)
			html_raw(h, "<div class=\"do\"><a class=\"b first\" "
			    "href=\"#names\">Set the names</a></div>");
		else if (strcmp(next, "acme") == 0)
			html_raw(h, "<div class=\"do\"><a class=\"b first\" "
			    "href=\"#official\">To the form</a></div>");
		html_raw(h, "</div>\n");
	}
}

bool
view_mends(const struct html *h, const char *verb)
{
	int i;

	for (i = 0; part(h, i, ".file")[0] != '\0'; i++)
		if (strcmp(part(h, i, ".next"), verb) == 0)
			return true;
	return false;
}
