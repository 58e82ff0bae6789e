/* SPDX-License-Identifier: MIT */
/* What a page is made of: answers taken apart, and text escaped. */
#include "web/html.h"

#include <string.h>

#include "lib/unit.h"

static struct got got;
static struct html h;
static char room[2048];

static void
take(const char *text)
{
	strcpy(got.text, text);
	got_parse(&got, strlen(text));
}

static void
start(void)
{
	sbuf_init(&h.s, room, sizeof room);
	h.got = &got;
}

static const char *
who(const char *dn)
{
	start();
	html_who(&h, dn);
	return room;
}

static const char *
day(const char *text)
{
	start();
	html_day(&h, text);
	return room;
}

static const char *
minute(const char *text)
{
	start();
	html_minute(&h, text);
	return room;
}

static void
answers(void)
{
	take("version=1\nnames.0=a\nnames.1=b\ntext=x=y\\\\z\\0012\\0011\n"
	    "nul=a\\0000b\nodd=\\x\\01\\\nc.0.n.3=d\nempty=\nlast=cut off");
	CHECK_STR(got_value(&got, "version"), "1");
	CHECK_STR(got_value(&got, "text"), "x=y\\z\n\t");
	CHECK_STR(got_value(&got, "nul"), "a?b");
	CHECK_STR(got_value(&got, "odd"), "x01");
	CHECK_STR(got_value(&got, "empty"), "");
	CHECK_STR(got_value(&got, "last"), "");
	CHECK_STR(got_value(&got, "a"), "");
	CHECK_STR(got_value(&got, "1"), "");
	CHECK_STR(got_item(&got, "names.", 1, "", -1), "b");
	CHECK_STR(got_item(&got, "names.", 2, "", -1), "");
	CHECK_STR(got_item(&got, "c.", 0, ".n.", 3), "d");
	take("");
	CHECK_STR(got_value(&got, ""), "");
	take("=x\nno line\n");
	CHECK_STR(got_value(&got, ""), "x");
}

int
main(void)
{
	answers();
	start();
	html_text(&h, "<a href=\"x\" b='c'>&amp;</a>");
	CHECK_STR(room, "&lt;a href=&quot;x&quot; b=&#39;c&#39;&gt;&amp;amp;"
	    "&lt;/a&gt;");
	start();
	html_around(&h, "<p>", "", "</p>");
	html_around(&h, "<p>", "<", "</p>");
	CHECK_STR(room, "<p>&lt;</p>");
	take("token=0123\"<\n");
	start();
	html_button(&h, "own", "Back", 1, 0);
	CHECK_STR(room, "<form method=\"post\" action=\"/?own\" "
	    "enctype=\"multipart/form-data\"><input type=\"hidden\" "
	    "name=\"token\" value=\"0123&quot;&lt;\"><input type=\"hidden\" "
	    "name=\"trial\" value=\"5\"><button>Back</button></form>");
	CHECK_STR(who("CN=a,O=b,C=c"), "b");
	CHECK_STR(who("CN=a\\,O=x,C=c"), "a,O=x");
	CHECK_STR(who("CN=a\\<b\\>"), "a&lt;b&gt;");
	CHECK_STR(who("OU=x"), "OU=x");
	CHECK_STR(who("CN=\\"), "\\");
	CHECK_STR(who(""), "");
	CHECK_STR(day("2027-03-14T00:00:00Z"), "14 March 2027");
	CHECK_STR(day("2027-13-14T00:00:00Z"), "");
	CHECK_STR(day("xxxx-yy-zz"), "");
	CHECK_STR(day(""), "");
	CHECK_STR(minute("2027-03-14T15:09:26Z"), "14 March 2027, 15:09 UTC");
	CHECK_STR(minute("2027-03-14"), "");
	CHECK_STR(minute(""), "");
	start();
	html_print(&h, "00:11:22:33:44:55:66:77:88");
	CHECK_STR(room, "<p class=\"print\"><code>00:11:22:33</code>\n"
	    "<code>44:55:66:77</code>\n<code>88</code>\n</p>");
	return unit_done();
}
