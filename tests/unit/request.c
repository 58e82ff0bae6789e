/* SPDX-License-Identifier: MIT */
/* A browser's request: what is taken, and what is refused. */
#include "web/request.h"

#include <string.h>

#include "lib/unit.h"

#define ID "0123456789abcdef0123456789abcdef"

/* NAME, VALUE, ..., NULL. */
static const char *const *now;

static const char *
get(const char *name)
{
	const char *const *p;

	for (p = now; *p != NULL; p += 2)
		if (strcmp(*p, name) == 0)
			return p[1];
	return NULL;
}

#define ROW(...) (const char *const[]){ __VA_ARGS__, NULL }
#define GET "REQUEST_METHOD", "GET"
#define POST "REQUEST_METHOD", "POST"
#define ROOT "REQUEST_URI", "/"
#define HOST "HTTP_HOST", "router"
#define ORIGIN "HTTP_ORIGIN", "https://router"

static const struct {
	enum request_end want;
	bool plain;
	const char *const *variables;
} rows[] = {
	{ REQUEST_GOOD, false, ROW(GET, ROOT, HOST) },
	{ REQUEST_GOOD, true, ROW(GET, ROOT, HOST) },
	{ REQUEST_GOOD, false, ROW(POST, ROOT, HOST, ORIGIN) },
	{ REQUEST_METHOD, true, ROW(POST, ROOT, HOST, ORIGIN) },
	{ REQUEST_METHOD, false, ROW(ROOT, HOST) },
	{ REQUEST_METHOD, false, ROW("REQUEST_METHOD", "get", ROOT, HOST) },
	{ REQUEST_METHOD, false, ROW("REQUEST_METHOD", "GETS", ROOT, HOST) },
	{ REQUEST_METHOD, false, ROW("REQUEST_METHOD", "", ROOT, HOST) },
	{ REQUEST_PATH, false, ROW(GET, HOST) },
	{ REQUEST_PATH, false, ROW(GET, "REQUEST_URI", "", HOST) },
	{ REQUEST_PATH, false, ROW(GET, "REQUEST_URI", "/x", HOST) },
	{ REQUEST_PATH, false, ROW(GET, "REQUEST_URI", "//", HOST) },
	{ REQUEST_PATH, false, ROW(GET, "REQUEST_URI", "?", HOST) },
	{ REQUEST_PATH, false, ROW(GET, "REQUEST_URI",
	    "/cgi-bin/index.cgi", HOST) },
	{ REQUEST_HOST, false, ROW(GET, ROOT) },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "a b") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "a\nb") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "a:") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "a:0") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "a:65536") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "a:1:2") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "a@b") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "[a]") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "[::1") },
	{ REQUEST_HOST, false, ROW(GET, ROOT, "HTTP_HOST", "[2001:db8::1]x") },
	{ REQUEST_GOOD, false, ROW(GET, ROOT, "HTTP_HOST", "A.example.:443") },
	{ REQUEST_GOOD, false, ROW(GET, ROOT, "HTTP_HOST", "192.0.2.1:80") },
	{ REQUEST_GOOD, false, ROW(GET, ROOT, "HTTP_HOST", "[2001:db8::1]") },
	/* Where a form is from. */
	{ REQUEST_FORGED, false, ROW(POST, ROOT, HOST) },
	{ REQUEST_FORGED, false, ROW(POST, ROOT, HOST, "HTTP_ORIGIN", "") },
	{ REQUEST_FORGED, false, ROW(POST, ROOT, HOST, "HTTP_ORIGIN",
	    "null") },
	{ REQUEST_FORGED, false, ROW(POST, ROOT, HOST, "HTTP_ORIGIN",
	    "http://router") },
	{ REQUEST_FORGED, false, ROW(POST, ROOT, HOST, "HTTP_ORIGIN",
	    "https://router.example") },
	{ REQUEST_FORGED, false, ROW(POST, ROOT, HOST, "HTTP_ORIGIN",
	    "https://route") },
	{ REQUEST_FORGED, false, ROW(POST, ROOT, HOST, "HTTP_ORIGIN",
	    "https://router:443") },
	{ REQUEST_GOOD, false, ROW(POST, ROOT, HOST, "HTTP_ORIGIN",
	    "https://ROUTER") },
	{ REQUEST_GOOD, false, ROW(POST, ROOT, "HTTP_HOST", "router:8443",
	    "HTTP_ORIGIN", "https://router:8443") },
	{ REQUEST_GOOD, false, ROW(POST, ROOT, HOST, "HTTP_SEC_FETCH_SITE",
	    "same-origin") },
	{ REQUEST_FORGED, false, ROW(POST, ROOT, HOST, "HTTP_SEC_FETCH_SITE",
	    "none") },
	{ REQUEST_FORGED, false, ROW(POST, ROOT, HOST, ORIGIN,
	    "HTTP_SEC_FETCH_SITE", "same-site") },
	{ REQUEST_GOOD, false, ROW(GET, ROOT, HOST, "HTTP_SEC_FETCH_SITE",
	    "cross-site") },
	/* The body. */
	{ REQUEST_GOOD, false, ROW(POST, ROOT, HOST, ORIGIN,
	    "CONTENT_LENGTH", "262144") },
	{ REQUEST_LONG, false, ROW(POST, ROOT, HOST, ORIGIN,
	    "CONTENT_LENGTH", "262145") },
	{ REQUEST_LONG, false, ROW(POST, ROOT, HOST, ORIGIN,
	    "CONTENT_LENGTH", "-1") },
	{ REQUEST_LONG, false, ROW(POST, ROOT, HOST, ORIGIN,
	    "CONTENT_LENGTH", "1 ") }
};

/* What the cookie header TEXT gives. */
static const char *
cookie(const char *text)
{
	static struct request r;

	now = ROW(GET, ROOT, HOST, "HTTP_COOKIE", text);
	CHECK(request_read(&r, false, get) == REQUEST_GOOD);
	return r.id;
}

static const char *
from(const char *text)
{
	static struct request r;

	now = ROW(GET, ROOT, HOST, "REMOTE_HOST", text);
	CHECK(request_read(&r, false, get) == REQUEST_GOOD);
	return r.from;
}

int
main(void)
{
	struct request r;
	unsigned i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		now = rows[i].variables;
		if (!CHECK(request_read(&r, rows[i].plain, get) ==
		    rows[i].want))
			printf("\trow %u\n", i);
	}
	CHECK_STR(cookie(""), "");
	CHECK_STR(cookie("__Host-thimble=" ID), ID);
	CHECK_STR(cookie("a=b; __Host-thimble=" ID "; c=d"), ID);
	CHECK_STR(cookie("x__Host-thimble=" ID), "");
	CHECK_STR(cookie("__Host-thimble=" ID "0"), "");
	CHECK_STR(cookie("__Host-thimble=0123"), "");
	CHECK_STR(cookie("__Host-thimble=0123456789ABCDEF0123456789abcdef"),
	    "");
	CHECK_STR(cookie("__Host-thimble=x; __Host-thimble=" ID), ID);
	CHECK_STR(cookie(";;; ;"), "");
	CHECK_STR(from("192.0.2.1"), "192.0.2.1");
	CHECK_STR(from("2001:db8::1"), "2001:db8::1");
	CHECK_STR(from("a\nb"), "");
	CHECK_STR(from("1 2"), "");
	CHECK_STR(from("host.example"), "");
	now = ROW(GET, "REQUEST_URI", "/?ca.crt", HOST);
	CHECK(request_read(&r, false, get) == REQUEST_GOOD);
	CHECK_STR(r.query, "ca.crt");
	CHECK_STR(r.name.text, "router");
	CHECK(!r.post);
	return unit_done();
}
