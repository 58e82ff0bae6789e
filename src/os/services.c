/* SPDX-License-Identifier: MIT */
/* Ports by name: see services.h. */
#include "os/services.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/num.h"
#include "os/lines.h"

/* The next word of *TEXT, ended by a NUL; NULL: there is none. */
static char *
word(char **text)
{
	char *start = *text + strspn(*text, " \t\r");
	size_t len = strcspn(start, " \t\r");

	if (len == 0)
		return NULL;
	*text = start + len;
	if (**text != '\0')
		*(*text)++ = '\0';
	return start;
}

/* "imaps 993/tcp imap4s # a comment" */
static long
parse(char *text, const char *name)
{
	const char *first, *w;
	unsigned long number;
	char *slash, *port;
	bool is_it;

	text[strcspn(text, "#")] = '\0';
	first = word(&text);
	port = first == NULL ? NULL : word(&text);
	slash = port == NULL ? NULL : strchr(port, '/');
	if (slash == NULL || strcmp(slash, "/tcp") != 0)
		return -1;
	*slash = '\0';
	is_it = strcmp(first, name) == 0;
	while (!is_it && (w = word(&text)) != NULL)
		is_it = strcmp(w, name) == 0;
	if (!is_it || num_parse(port, 1, 65535, &number) < 0)
		return -1;
	return (long)number;
}

long
services_port(const char *path, const char *name)
{
	struct lines l;
	long port = -1;

	if (lines_open(&l, path) < 0)
		return -1;
	while (port < 0 && lines_next(&l))
		port = parse(l.text, name);
	lines_close(&l);
	return port;
}

int
services_resolve(const char *port, const char *text, uint16_t *number,
    struct err *e)
{
	unsigned long digits;
	long named;

	if (num_parse(port, 1, 65535, &digits) == 0) {
		*number = (uint16_t)digits;
		return 0;
	}
	named = services_port("/etc/services", port);
	if (named < 0)
		return err_why(e, NULL, text, "the port must be 1 to "
		    "65535 or a TCP service from /etc/services");
	*number = (uint16_t)named;
	return 0;
}
