/* SPDX-License-Identifier: MIT */
/* Forms of all three kinds: what is taken, and what is refused and why. */
#include "web/form.h"

#include <stdio.h>
#include <string.h>

#include "lib/unit.h"

#define URL "application/x-www-form-urlencoded"
#define PARTS "multipart/form-data; boundary=xyz"
#define JSON "application/json"
#define NOT_FLAT "!form: is not a JSON object of strings, numbers and booleans"
#define BOTH(text) text, sizeof text - 1

static struct form f;
static char room[4096];

/* What was read, as `name=value;`, a file's name in brackets. */
static const char *
read_form(const char *type, const char *body, size_t len)
{
	static char said[4096];
	struct err e;
	size_t n = 0;
	unsigned i;

	memcpy(room, body, len);
	room[len] = '\0';
	err_clear(&e);
	if (form_parse(&f, type, room, len, &e) < 0) {
		CHECK_INT(f.n, 0);
		snprintf(said, sizeof said, "!%s", e.text);
		return said;
	}
	said[0] = '\0';
	for (i = 0; i < f.n; i++)
		n += (size_t)snprintf(said + n, sizeof said - n, "%s=%s%s%s%s;",
		    f.field[i].name, f.field[i].file == NULL ? "" : "[",
		    f.field[i].file == NULL ? "" : f.field[i].file,
		    f.field[i].file == NULL ? "" : "]", f.field[i].value);
	return said;
}

static const struct {
	const char *type, *body;
	size_t len;
	const char *want;
} rows[] = {
	{ NULL, BOTH(""), "" },
	{ NULL, BOTH("names=a b\ntrial=5\n"), "names=a b;trial=5;" },
	{ "", BOTH("names=a\r\n\r\n\ntrial=5"), "names=a;trial=5;" },
	{ "text/plain; charset=utf-8", BOTH("x=1=2\n"), "x=1=2;" },
	{ NULL, BOTH("pem=one\\ntwo\\\\\n"), "pem=one\ntwo\\;" },
	{ NULL, BOTH("x=%41+\n"), "x=%41+;" },
	{ NULL, BOTH("x=\\t\n"), "!x: has a backslash with neither `n' nor a "
	    "backslash behind it" },
	{ NULL, BOTH("x=\\\n"), "!x: has a backslash with neither `n' nor a "
	    "backslash behind it" },
	{ NULL, BOTH("x=\\"), "!x: has a backslash with neither `n' nor a "
	    "backslash behind it" },
	{ NULL, BOTH("x\n"), "!form: a field has no `='" },
	{ NULL, BOTH("x=a\0b\n"), "!x: has a zero byte" },
	/* What no field of ours is called is left out, unread. */
	{ NULL, BOTH("X=1\nsubmit_button=2\n=3\ny=4\n"), "y=4;" },
	{ NULL, BOTH("0123456789012345678901234567890123=1\n"), "" },
	{ URL, BOTH("a=b&c=d"), "a=b;c=d;" },
	{ URL, BOTH("&a=&&b=%41%62+c&"), "a=;b=Ab c;" },
	{ "Application/X-WWW-Form-Urlencoded ; charset=UTF-8",
	    BOTH("a=%0a%5C%c3%BC"), "a=\n\\\xc3\xbc;" },
	{ URL, BOTH("a=%4"), "!a: has a `%' without two hexadecimal digits "
	    "behind it" },
	{ URL, BOTH("a=%&b=c"), "!a: has a `%' without two hexadecimal digits "
	    "behind it" },
	{ URL, BOTH("a=%zz"), "!a: has a `%' without two hexadecimal digits "
	    "behind it" },
	{ URL, BOTH("a=%41"), "a=A;" },
	{ URL, BOTH("a=%00"), "!a: has a zero byte" },
	{ URL, BOTH("a"), "!form: a field has no `='" },
	{ URL "x", BOTH("a=b"), "!form: of an unknown type" },
	{ "application/xml", BOTH("<a/>"), "!form: of an unknown type" },
	{ JSON, BOTH("{}"), "" },
	{ JSON, BOTH(" { \"a\" : \"b c\" , \"d\":12,\"e\":true,\"f\":false,"
	    "\"g\":null,\"h\": 0 } \n"), "a=b c;d=12;e=yes;f=no;g=;h=0;" },
	{ JSON, BOTH("{\"a\":\"\\\"\\\\\\/\\n\\u0041\\u00fc\\u20AC"
	    "\\ud83d\\ude00\"}"),
	    "a=\"\\/\nA\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80;" },
	{ JSON, BOTH("{\"\\u0061\":1,\"B\":2}"), "a=1;" },
	{ JSON, BOTH("{\"a\":\"\\u0000\"}"), "!a: has a zero byte" },
	{ JSON, BOTH(""), NOT_FLAT },
	{ JSON, BOTH("{"), NOT_FLAT },
	{ JSON, BOTH("[]"), NOT_FLAT },
	{ JSON, BOTH("{}x"), NOT_FLAT },
	{ JSON, BOTH("{}\0"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":1,}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":1 \"b\":2}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\"}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":-1}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":{}}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":[1]}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":\"\n\"}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":\"\\x\"}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":\"\\u12\"}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":\"\\ud83d\"}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":\"\\ud83d\\u0041\"}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":\"\\ude00\"}"), NOT_FLAT },
	{ JSON, BOTH("{\"a\":\""), NOT_FLAT },
	{ JSON, BOTH("{\"a\":\"\\"), NOT_FLAT },
	{ PARTS, BOTH("--xyz--\r\n"), "" },
	{ PARTS, BOTH("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
	    "\r\none\r\n--xyz\r\ncontent-disposition:form-data;name=\"b\"\r\n"
	    "Content-Type: text/plain\r\n\r\n\r\n--xyz--"), "a=one;b=;" },
	{ "multipart/form-data; charset=utf-8; Boundary=\"x y\"",
	    BOTH("--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
	    "--x no\r\n--x y--"), "a=--x no;" },
	{ PARTS, BOTH("--xyz\r\nContent-Disposition: form-data; name=\"file\"; "
	    "filename=\"C:\\dir\\my cert.crt\"\r\n\r\n0\r\n--xyz--"),
	    "file=[my cert.crt]0;" },
	{ PARTS, BOTH("--xyz\r\nContent-Disposition: form-data; "
	    "filename=\"../../etc/passwd\"; name=\"file\"\r\n\r\n\0\1\r\n"
	    "--xyz--"), "file=[passwd];" },
	/* A file that was not chosen, and an empty one. */
	{ PARTS, BOTH("--xyz\r\nContent-Disposition: form-data; name=\"key\"; "
	    "filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n"
	    "\r\n--xyz\r\nContent-Disposition: form-data; name=\"file\"; "
	    "filename=\"e\"\r\n\r\n\r\n--xyz--"), "file=[e];" },
	{ PARTS, BOTH("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
	    "\r\nx\0y\r\n--xyz--"), "!a: has a zero byte" },
	/* Lies. */
	{ PARTS, BOTH(""), "!form: its parts have no boundary" },
	{ PARTS, BOTH("--xy"), "!form: its parts have no boundary" },
	{ PARTS, BOTH("a=b"), "!form: its parts have no boundary" },
	{ "multipart/form-data", BOTH("--xyz--"),
	    "!form: its parts have no boundary" },
	{ "multipart/form-data; boundary=", BOTH("----"),
	    "!form: its parts have no boundary" },
	{ "multipart/form-data; boundary=0123456789012345678901234567890123456"
	    "7890123456789012345678901234567890", BOTH("--0"),
	    "!form: its parts have no boundary" },
	{ PARTS, BOTH("--xyz"), "!form: its parts are damaged or cut off" },
	{ PARTS, BOTH("--xyz\r\n"), "!form: its parts are damaged or cut off" },
	{ PARTS, BOTH("--xyzz\r\n--xyz--"),
	    "!form: its parts are damaged or cut off" },
	{ PARTS, BOTH("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
	    "\r\none\r\n--xy"), "!form: its parts are damaged or cut off" },
	{ PARTS, BOTH("--xyz\r\nContent-Disposition: form-data; name=\"a\r\n"
	    "\r\none\r\n--xyz--"), "" },
	{ PARTS, BOTH("--xyz\r\n\r\none\r\n--xyz--"), "" },
	{ PARTS, BOTH("--xyz\r\n\r\n--xyz--"), "" },
	{ PARTS, BOTH("--xyz\r\nContent-Disposition: form-data; xname=\"a\""
	    "\r\n\r\none\r\n--xyz--"), "" }
};

static void
many(void)
{
	char text[400] = "";
	unsigned i;

	for (i = 0; i < FORM_FIELDS_MAX; i++)
		strcat(text, "a=1&");
	CHECK(read_form(URL, text, strlen(text))[0] == 'a');
	CHECK_INT(f.n, FORM_FIELDS_MAX);
	strcat(text, "a=1");
	CHECK_STR(read_form(URL, text, strlen(text)),
	    "!form: too many fields");
}

static void
look(void)
{
	const struct form_field *a;

	(void)read_form(URL, BOTH("a=1&b=2&a=3"));
	CHECK_STR(form_value(&f, "b"), "2");
	CHECK_STR(form_value(&f, "c"), "");
	a = form_next(&f, "a", NULL);
	CHECK_STR(a->value, "1");
	a = form_next(&f, "a", a);
	CHECK_STR(a->value, "3");
	CHECK(form_next(&f, "a", a) == NULL);
}

static void
long_file(void)
{
	char text[600] = "--xyz\r\nContent-Disposition: form-data; "
	    "name=\"file\"; filename=\"";
	size_t n = strlen(text);

	memset(text + n, 'f', 300);
	strcpy(text + n + 300, "\"\r\n\r\n1\r\n--xyz--");
	(void)read_form(PARTS, text, strlen(text));
	CHECK_INT(f.n, 1);
	CHECK_INT(strlen(f.field[0].file), FORM_FILE_MAX);
	CHECK_STR(f.field[0].value, "1");
}

int
main(void)
{
	unsigned i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_STR(read_form(rows[i].type, rows[i].body, rows[i].len),
		    rows[i].want);
	many();
	look();
	long_file();
	return unit_done();
}
