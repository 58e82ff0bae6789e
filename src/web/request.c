/* SPDX-License-Identifier: MIT */
/* A browser's request: see request.h. */
#include "web/request.h"

#include <string.h>

#include "base/num.h"
#include "web/form.h"

static const char *
value(const char *(*get)(const char *name), const char *name)
{
	const char *text = get(name);

	return text == NULL ? "" : text;
}

static bool
same_word(const char *a, const char *b)
{
	for (; *a != '\0' || *b != '\0'; a++, b++)
		if ((*a >= 'A' && *a <= 'Z' ? *a - 'A' + 'a' : *a) !=
		    (*b >= 'A' && *b <= 'Z' ? *b - 'A' + 'a' : *b))
			return false;
	return true;
}

/* "name", "name:port" or "[address]:port" (RFC 9110, 7.2). */
static int
read_host(struct request *r, const char *host)
{
	size_t len = strlen(host), n;
	unsigned long port;

	if (len == 0 || len >= sizeof r->host)
		return -1;
	memcpy(r->host, host, len + 1);
	if (*host == '[') {
		host++;
		n = strcspn(host, "]");
		if (name_parse(host, n, &r->name) < 0 ||
		    r->name.ip_len == 0 || host[n] != ']')
			return -1;
		host += n + 1;
	} else {
		n = strcspn(host, ":");
		/* A name may be written with the root's dot. */
		if (name_parse(host, n > 1 && host[n - 1] == '.' ? n - 1 : n,
		    &r->name) < 0)
			return -1;
		host += n;
	}
	return *host == '\0' || (*host == ':' &&
	    num_parse(host + 1, 1, 65535, &port) == 0) ? 0 : -1;
}

/*
 * The same site: the browser says so in Origin, or at least in Sec-Fetch-Site;
 * one too old for both does not get in.
 */
static bool
is_ours(const struct request *r, const char *(*get)(const char *name))
{
	static const char scheme[] = "https://";
	const char *origin = value(get, "HTTP_ORIGIN");
	const char *site = value(get, "HTTP_SEC_FETCH_SITE");

	if (site[0] != '\0' && strcmp(site, "same-origin") != 0)
		return false;
	if (origin[0] == '\0')
		return site[0] != '\0';
	return strncmp(origin, scheme, sizeof scheme - 1) == 0 &&
	    same_word(origin + sizeof scheme - 1, r->host);
}

static void
read_cookie(struct request *r, const char *cookies)
{
	static const char name[] = REQUEST_COOKIE "=";
	const size_t len = sizeof name - 1;

	r->id[0] = '\0';
	while (*cookies != '\0') {
		cookies += strspn(cookies, "; ");
		if (strncmp(cookies, name, len) == 0 &&
		    strspn(cookies + len, "0123456789abcdef") ==
		    SESSION_ID - 1) {
			memcpy(r->id, cookies + len, SESSION_ID - 1);
			r->id[SESSION_ID - 1] = '\0';
			return;
		}
		cookies += strcspn(cookies, ";");
	}
}

/* Word for word what an address has: it goes into a line for the hook. */
static const char *
address(const char *text)
{
	return text[strspn(text, "0123456789abcdefABCDEF.:")] == '\0' &&
	    strlen(text) < 46 ? text : "";
}

enum request_end
request_read(struct request *r, bool plain,
    const char *(*get)(const char *name))
{
	const char *method = value(get, "REQUEST_METHOD");
	const char *path = value(get, "REQUEST_URI");
	unsigned long len = 0;
	const char *size;

	memset(r, 0, sizeof *r);
	r->post = strcmp(method, "POST") == 0;
	if ((!r->post || plain) && strcmp(method, "GET") != 0)
		return REQUEST_METHOD;
	if (path[0] != '/' || (path[1] != '\0' && path[1] != '?'))
		return REQUEST_PATH;
	r->query = path[1] == '?' ? path + 2 : "";
	if (read_host(r, value(get, "HTTP_HOST")) < 0)
		return REQUEST_HOST;
	r->from = address(value(get, "REMOTE_HOST"));
	read_cookie(r, value(get, "HTTP_COOKIE"));
	r->type = value(get, "CONTENT_TYPE");
	if (!r->post)
		return REQUEST_GOOD;
	if (!is_ours(r, get))
		return REQUEST_FORGED;
	/* httpd does not set it for a body of no bytes. */
	size = value(get, "CONTENT_LENGTH");
	if (size[0] != '\0' && num_parse(size, 0, FORM_MAX, &len) < 0)
		return REQUEST_LONG;
	r->len = len;
	return REQUEST_GOOD;
}
