/* SPDX-License-Identifier: MIT */
/* What the page says of a change on trial, and the script that confirms it. */
#include "web/view.h"

#include <string.h>

#include "base/apart.h"
#include "base/name.h"

/* Whether certificate AT is for the name in the browser's address bar. */
static bool
is_for_host(const struct html *h, int at)
{
	static APART struct names held;
	const char *text;
	struct name n;
	int i;

	held.n = 0;
	for (i = 0; (text = got_item(h->got, "certificates.", at, ".names.",
	    i))[0] != '\0'; i++)
		if (name_parse(text, strlen(text), &n) == 0)
			(void)names_add(&held, &n);
	return name_parse(h->host, strlen(h->host), &n) < 0 ||
	    names_cover(&held, &n);
}

/* Whether the device's own, kept beside another, serves this name. */
static bool
is_kept_for_host(const struct html *h)
{
	int at;

	for (at = 1; got_item(h->got, "certificates.", at, ".file", -1)[0] !=
	    '\0'; at++)
		if (strcmp(got_item(h->got, "certificates.", at, ".use", -1),
		    "kept") == 0 && is_for_host(h, at))
			return true;
	return false;
}

/*
 * A connection that was open before may end without an answer.  While a person
 * fills in a form, the script does not replace the page.
 */
static void
script(struct html *h, const char *after_ms)
{
	html_around(h, "<script nonce=\"", h->nonce, "\">");
	html_raw(h, "var d=new FormData(),busy;d.append('token','");
	html_text(h, got_value(h->got, "token"));
	html_raw(h, "');onsubmit=oninput=function(){busy=1};"
	    "function go(){fetch('/?confirm',{method:'POST',body:d,"
	    "redirect:'manual'}).then(function(){busy||location.replace('/')},"
	    "function(){setTimeout(go,3000)})}setTimeout(go,");
	html_raw(h, after_ms);
	html_raw(h, ")</script>");
}

/*
 * A connection that is younger than the certificate was made with it: if the
 * page came over one, or its script gets one, that confirms the change.
 * Browsers also keep older ones open, which the hook does not accept as proof.
 *
 * If the certificate has another name, the browser came here past a warning, or
 * by the device's own one, which proves nothing: then a person decides.
 */
void
view_trial(struct html *h)
{
	bool fresh = strcmp(got_value(h->got, "fresh"), "true") == 0;
	bool known = is_for_host(h, 0), kept = !known && is_kept_for_host(h);

	if (kept)
		html_around(h, "<p>This certificate is not for <b>", h->host,
		    "</b>, the name in your address bar: under it, the device "
		    "goes on showing its own. Keep the new one if mail "
		    "programs and browsers use a name that it has. ");
	else if (!known)
		html_around(h, "<p>This certificate is not for <b>", h->host,
		    "</b>, the name in your address bar: browsers and mail "
		    "programs that use this name warn. Unless all of them use "
		    "another name, undo it and get one with this name. ");
	else if (fresh)
		html_raw(h, "<p>This page reached you with the new "
		    "certificate, so it works from here. ");
	else
		html_raw(h, "<p>This page still came with the old "
		    "certificate. <a href=\"/\">Load it again</a>: if that "
		    "works, so does the new one. ");
	html_raw(h, "If nobody confirms it, the old one comes back by "
	    "itself.</p><div class=\"do\">");
	if (fresh)
		html_button(h, "confirm", "Keep it", 0, known || kept);
	html_button(h, "revert", "Undo it now", 0, !known && !kept);
	html_raw(h, "</div>");
	if (known)
		script(h, fresh ? "0" : "1500");
}
