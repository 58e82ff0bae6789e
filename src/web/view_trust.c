/* SPDX-License-Identifier: MIT */
/* How to trust this device, for each kind of phone and computer. */
#include "web/view.h"

#include <string.h>

static const char steps[] =
    "<details><summary>iPhone and iPad</summary><ol>"
    "<li><a href=\"/?ca.mobileconfig\">Download the profile</a> in Safari "
    "and tap <b>Allow</b>.</li>"
    "<li>Settings, General, VPN &amp; Device Management: tap the profile and "
    "<b>Install</b>.</li>"
    "<li>Settings, General, About, Certificate Trust Settings: switch it on. "
    "<b>Without this step nothing changes.</b></li></ol></details>\n"
    "<details><summary>Android</summary><ol>"
    "<li><a href=\"/?ca.crt\">Download the certificate</a>.</li>"
    "<li>Settings, Security, More security settings, Encryption &amp; "
    "credentials, Install a certificate, CA certificate: choose the file. "
    "(The words differ between makers; search the settings for "
    "<i>certificate</i>.)</li></ol>"
    "<p class=\"soft\">Browsers and Android's mail program use it then. "
    "Some apps ignore certificates that a person installed: in those, accept "
    "this device's certificate when they ask, or get an official one.</p>"
    "</details>\n"
    "<details><summary>Windows</summary><ol>"
    "<li><a href=\"/?ca.crt\">Download the certificate</a> and open it.</li>"
    "<li>Install Certificate, Local Machine, <b>Place all certificates in "
    "the following store</b>, Trusted Root Certification Authorities.</li>"
    "</ol><p class=\"soft\">For Outlook, Edge and Chrome.</p></details>\n"
    "<details><summary>Mac</summary><ol>"
    "<li><a href=\"/?ca.crt\">Download the certificate</a> and open it: "
    "Keychain Access asks where to add it; choose <b>System</b>.</li>"
    "<li>Double-click it there, open <b>Trust</b>, and choose <b>Always "
    "Trust</b>.</li></ol></details>\n"
    "<details><summary>Firefox and Thunderbird</summary><ol>"
    "<li><a href=\"/?ca.pem\">Download the file</a>.</li>"
    "<li>Settings, Privacy &amp; Security, Certificates, View Certificates "
    "(Thunderbird: Manage Certificates), <b>Authorities</b>, Import.</li>"
    "<li>Tick <b>Trust this CA to identify websites</b>.</li>"
    "</ol></details>\n"
    "<details><summary>Linux</summary><ol>"
    "<li><a href=\"/?ca.pem\">Download the file</a>.</li>"
    "<li>As root, put it in <code>/usr/local/share/ca-certificates</code> "
    "with a name that ends in <code>.crt</code>, and run "
    "<code>update-ca-certificates</code>.</li></ol></details>\n";

void
view_trust(struct html *h)
{
	html_raw(h, "<section aria-labelledby=\"t\"><h2 id=\"t\">Trust this "
	    "device</h2>");
	if (strcmp(got_value(h->got, "ca.offered"), "true") == 0) {
		html_raw(h, "<p class=\"soft\">Once for each phone and "
		    "computer. It covers this device's own names and private "
		    "addresses, and nothing else.</p>");
		html_raw(h, steps);
		html_raw(h, "<p>Compare the fingerprint before you trust it; "
		    "this device's console shows it, too:</p>");
		html_print(h, got_value(h->got, "ca.sha256"));
	} else if (got_value(h->got, "certificates.0.issuer")[0] == '\0') {
		html_raw(h, "<p>There is no certificate yet.</p>");
	} else if (strcmp(got_value(h->got, "certificates.0.whose"), "own") ==
	    0) {
		html_raw(h, "<p>This certificate is self-signed. Accept it "
		    "where a program asks, after comparing its "
		    "fingerprint:</p>");
		html_print(h, got_value(h->got, "certificates.0.sha256"));
	} else {
		html_raw(h, "<p>There is nothing to install: the certificate "
		    "is from <b>");
		html_who(h, got_value(h->got, "certificates.0.issuer"));
		html_raw(h, "</b>. Phones and computers that know this "
		    "authority trust it already. Under names that it does not "
		    "have, the device shows its own.</p>");
	}
	html_raw(h, "</section>\n");
}

void
view_trust_alone(struct html *h)
{
	view_start(h, "Trust this device", 0);
	view_trust(h);
	html_around(h, "<p class=\"do\"><a class=\"b\" href=\"https://",
	    got_value(h->got, "names.0"), "/\">To the device's page</a></p>");
	view_end(h);
}
