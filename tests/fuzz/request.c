/* SPDX-License-Identifier: MIT */
/* A browser's request: lines of NAME=VALUE are the variables of CGI. */
#include "lib/fuzz.h"

#include <string.h>

#include "web/request.h"

static char *text;

static const char *
get(const char *name)
{
	size_t len = strlen(name);
	char *line;

	for (line = text; *line != '\0'; line += strlen(line) + 1)
		if (strncmp(line, name, len) == 0 && line[len] == '=')
			return line + len + 1;
	return NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct request r;
	size_t i;

	/* A NUL more, which ends the list. */
	text = malloc(len + 2);
	if (text == NULL)
		abort();
	for (i = 0; i < len; i++)
		text[i] = data[i] == '\n' ? '\0' : (char)data[i];
	text[len] = text[len + 1] = '\0';
	if (len > 0 && request_read(&r, data[0] & 1, get) == REQUEST_GOOD) {
		MUST(strspn(r.id, "0123456789abcdef") == strlen(r.id));
		MUST(r.id[0] == '\0' || strlen(r.id) == SESSION_ID - 1);
		MUST(strpbrk(r.from, " \n\r") == NULL);
		MUST(r.name.text[0] != '\0' &&
		    strpbrk(r.name.text, " \r\n<>\"'/@") == NULL);
		MUST(!r.post || (data[0] & 1) == 0);
	}
	free(text);
	return 0;
}
