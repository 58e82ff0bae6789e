/* SPDX-License-Identifier: MIT */
/* Forms for what is not needed every day. */
#include "web/view.h"

#include <string.h>

static const char trial[] = "<input type=\"hidden\" name=\"trial\" "
    "value=\"5\">";

static void
upload(struct html *h)
{
	html_raw(h, "<details id=\"upload\"><summary>Install a certificate I "
	    "have</summary>");
	html_form(h, "install");
	html_raw(h, trial);
	html_raw(h, "<label for=\"f\">Files<small>certificate, intermediate "
	    "certificates and, unless the request was made here, the private "
	    "key; PEM, DER, .p7b or .pfx, in any order</small></label>"
	    "<input id=\"f\" type=\"file\" name=\"file\" multiple>"
	    "<label for=\"x\">or pasted text<small>with the BEGIN and END "
	    "lines</small></label>"
	    "<textarea id=\"x\" name=\"pem\" rows=\"3\"></textarea>"
	    "<label for=\"w\">Passphrase of the key or of the .pfx file, if it "
	    "has one</label>"
	    "<input id=\"w\" type=\"password\" name=\"passphrase\" "
	    "autocomplete=\"off\">"
	    "<p class=\"do\"><button class=\"first\">Install on trial</button>"
	    "</p></form></details>\n");
}

static void
request(struct html *h)
{
	const char *name;
	int i;

	html_raw(h, "<details id=\"request\"><summary>Make a request for an "
	    "authority</summary>");
	html_form(h, "request");
	html_raw(h, "<label for=\"n\">Names<small>separated by blanks"
	    "</small></label><input id=\"n\" name=\"names\" value=\"");
	for (i = 0; (name = got_item(h->got, "names.", i, "", -1))[0] != '\0';
	    i++) {
		html_raw(h, i > 0 ? " " : "");
		html_text(h, name);
	}
	html_raw(h, "\"><label for=\"k\">Key</label>"
	    "<select id=\"k\" name=\"key-type\">"
	    "<option value=\"\">the current one</option>"
	    "<option value=\"p256\">new: P-256, small and fast</option>"
	    "<option value=\"rsa2048\">new: RSA 2048, for old programs</option>"
	    "</select><p class=\"do\"><button>Download the request</button></p>"
	    "</form>");
	if (strcmp(got_value(h->got, "requested"), "true") == 0)
		html_raw(h, "<p class=\"soft\">A request was made; its key "
		    "is kept here for the certificate.</p>");
	html_raw(h, "</details>\n");
}

static void
names(struct html *h)
{
	bool mends = view_mends(h, "set-names");
	/* Those of the certificate, if the others cannot be read. */
	const char *from = mends && strcmp(got_value(h->got,
	    "certificates.0.whose"), "own") == 0 ? "certificates.0.names." :
	    "names.";
	const char *name;
	int i;

	html_raw(h, mends ? "<details id=\"names\" open>" :
	    "<details id=\"names\">");
	html_raw(h, "<summary>Names of this device</summary>");
	html_form(h, "set-names");
	html_raw(h, trial);
	html_raw(h, "<label for=\"m\">Names and addresses<small>all that "
	    "phones and computers use for it, separated by blanks</small>"
	    "</label><textarea id=\"m\" name=\"names\" rows=\"2\">");
	for (i = 0; (name = got_item(h->got, from, i, "", -1))[0] != '\0';
	    i++) {
		html_raw(h, i > 0 ? " " : "");
		html_text(h, name);
	}
	html_raw(h, "</textarea><p class=\"do\"><button>Set on trial</button>"
	    "</p></form></details>\n");
}

static void
keys(struct html *h)
{
	html_raw(h, "<details id=\"back\"><summary>New key, or back to the "
	    "previous certificate</summary><p class=\"soft\">With a new key, "
	    "mail programs that remember this device's certificate ask again; "
	    "those that trust its authority notice nothing.</p>"
	    "<div class=\"do\">");
	html_button(h, "new-key", "Renew with a new key", 1, 0);
	if (strcmp(got_value(h->got, "certificates.0.whose"), "own") != 0)
		html_button(h, "own", "Back to the device's own certificate",
		    1, 0);
	html_button(h, "revert", "Back to the previous one", 0, 0);
	html_raw(h, "</div></details>\n");
}

static void
password(struct html *h)
{
	html_raw(h, "<details id=\"password\"><summary>Change the password"
	    "</summary>");
	html_form(h, "password");
	html_raw(h, "<label for=\"o\">Current password</label>"
	    "<input id=\"o\" type=\"password\" name=\"old\" required "
	    "autocomplete=\"current-password\">"
	    "<label for=\"p\">New password<small>at least 8 characters</small>"
	    "</label><input id=\"p\" type=\"password\" name=\"password\" "
	    "minlength=\"8\" maxlength=\"128\" required "
	    "autocomplete=\"new-password\">"
	    "<label for=\"q\">New password again</label>"
	    "<input id=\"q\" type=\"password\" name=\"again\" required "
	    "autocomplete=\"new-password\">"
	    "<p class=\"do\"><button>Change it</button></p></form>"
	    "</details>\n");
}

void
view_more(struct html *h)
{
	html_raw(h, "<section aria-labelledby=\"m2\"><h2 id=\"m2\">More</h2>");
	upload(h);
	request(h);
	names(h);
	keys(h);
	view_clock_behind(h);
	password(h);
	html_raw(h, "</section>\n");
}
