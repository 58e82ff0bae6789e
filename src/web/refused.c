/* SPDX-License-Identifier: MIT */
/* The clients that failed lately: see refused.h. */
#include "web/refused.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"

enum { TIME_LEN = 15 };	/* "Nov 29 07:12:28" (RFC 3164, 4.1.2) */

/* What `why` means to the owner; a connection that ended well is not here. */
static const struct {
	const char *why, *words;
} reasons[] = {
	{ "alert-received:unknown_ca", "does not trust this device yet" },
	{ "alert-received:bad_certificate",
	    "does not accept the certificate" },
	{ "alert-received:certificate_unknown",
	    "does not accept the certificate: it does not trust this device "
	    "yet, or uses another name for it" },
	{ "alert-received:certificate_expired",
	    "takes the certificate for expired; is its clock right?" },
	{ "alert-received:unsupported_certificate",
	    "cannot use this kind of certificate" },
	{ "alert-received:", "refused the connection" },
	{ "plain-text-not-tls",
	    "did not use TLS; set its mail program to SSL/TLS" },
	{ "handshake-timeout", "connected and did not go on" },
	{ "alert-sent:protocol_version", "knows only old versions of TLS" },
	{ "alert-sent:handshake_failure",
	    "has no cipher in common with this device" },
	{ "alert-sent:certificate_required", "has no client certificate" },
	{ "alert-sent:", "sent something that is not valid TLS" }
};

struct event {
	char *time, *service, *from, *why;
	const char *words;
};

/* The value behind KEY in the words of TEXT, which a NUL ends then. */
static char *
cut_value(char *text, const char *key)
{
	char *at = strstr(text, key);

	if (at == NULL)
		return NULL;
	at += strlen(key);
	at[strcspn(at, " ")] = '\0';
	return at;
}

/* Whether LINE, which is changed, is about such a client. */
static bool
parse(struct event *v, char *line)
{
	char *at = strstr(line, ": EXIT service=");
	unsigned i;

	if (at == NULL || at - line < TIME_LEN)
		return false;
	/* The last first, because each is cut off there. */
	v->why = cut_value(at, " why=");
	v->from = cut_value(at, " from=");
	v->service = cut_value(at, "service=");
	if (v->why == NULL || v->from == NULL || v->service == NULL)
		return false;
	for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (strncmp(v->why, reasons[i].why,
		    strlen(reasons[i].why)) == 0)
			break;
	if (i == sizeof reasons / sizeof reasons[0])
		return false;
	v->words = reasons[i].words;
	line[TIME_LEN] = '\0';
	v->time = line;
	return true;
}

static bool
same(const struct event *a, const struct event *b)
{
	return a->words == b->words && strcmp(a->from, b->from) == 0 &&
	    strcmp(a->service, b->service) == 0;
}

/* As one of the N in LIST, in the place of an earlier one like it. */
static unsigned
keep(struct event list[REFUSED_MAX], unsigned n, const struct event *v)
{
	unsigned i;

	for (i = 0; i < n && !same(&list[i], v); i++)
		;
	if (i == n && n == REFUSED_MAX)
		i = 0;
	if (i < n) {
		memmove(&list[i], &list[i + 1], (n - i - 1) * sizeof list[0]);
		n--;
	}
	list[n] = *v;
	return n + 1;
}

void
refused_parse(struct out *o, char *text, size_t len)
{
	struct event list[REFUSED_MAX], v;
	char *end = text + len, *next;
	unsigned n = 0;

	for (; text < end; text = next + 1) {
		next = memchr(text, '\n', (size_t)(end - text));
		if (next == NULL)
			next = end;
		*next = '\0';
		if (parse(&v, text))
			n = keep(list, n, &v);
	}
	out_list(o, "refused");
	while (n-- > 0) {
		out_object(o, NULL);
		out_str(o, "time", list[n].time);
		out_str(o, "service", list[n].service);
		out_str(o, "from", list[n].from);
		out_str(o, "why", list[n].words);
		out_end(o);
	}
	out_end(o);
}

void
refused_show(struct out *o, const char *path)
{
	static APART char text[REFUSED_TAIL + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	off_t at = 0;
	struct stat st;
	ssize_t n = -1;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		if (st.st_size > REFUSED_TAIL)
			at = st.st_size - REFUSED_TAIL;
		n = pread(fd, text, REFUSED_TAIL, at);
	}
	if (fd >= 0)
		(void)close(fd);
	text[n < 0 ? 0 : n] = '\0';
	refused_parse(o, text, n < 0 ? 0 : (size_t)n);
}
