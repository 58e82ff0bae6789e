/* SPDX-License-Identifier: MIT */
/* Hosts by name: see hosts.h. */
#include "os/hosts.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "os/lines.h"

/* "127.0.0.1 localhost loghost # a comment"; TEXT becomes the address. */
static bool
is_of(char *text, const char *name)
{
	char *rest, *word;

	text[strcspn(text, "#")] = '\0';
	if (strtok_r(text, " \t\r", &rest) != text)
		return false;
	while ((word = strtok_r(NULL, " \t\r", &rest)) != NULL)
		if (strcasecmp(word, name) == 0)
			return true;
	return false;
}

int
hosts_find(const char *path, const char *name, uint8_t ip[16])
{
	struct lines l;
	int len = 0;

	if (lines_open(&l, path) < 0)
		return 0;
	while (len != 4 && lines_next(&l)) {
		if (!is_of(l.text, name))
			continue;
		if (inet_pton(AF_INET, l.text, ip) == 1)
			len = 4;
		else if (len == 0 && inet_pton(AF_INET6, l.text, ip) == 1)
			len = 16;
	}
	lines_close(&l);
	return len;
}
