/* SPDX-License-Identifier: MIT */
/* The services in inetd.conf: see services.h. */
#include "web/services.h"

#include <string.h>

#include "base/num.h"
#include "base/path.h"
#include "os/lines.h"
#include "os/services.h"

enum { ALL_MAX = 32 };

/* The words of TEXT, which is changed; their number. */
static unsigned
split(char *text, char *words[ALL_MAX])
{
	unsigned n = 0;

	text[strcspn(text, "#")] = '\0';
	for (;;) {
		text += strspn(text, " \t\r");
		if (*text == '\0' || n == ALL_MAX)
			return n;
		words[n++] = text;
		text += strcspn(text, " \t\r");
		if (*text != '\0')
			*text++ = '\0';
	}
}

/* "[host:]service stream tcp nowait user program argv0 arguments" */
static void
show(struct out *o, char *words[ALL_MAX], unsigned n)
{
	const char *port = strrchr(words[0], ':'), *name;
	unsigned long number;
	long found;
	unsigned i;

	port = port == NULL ? words[0] : port + 1;
	name = port;
	for (i = 7; i + 1 < n && strcmp(words[i], "--") != 0; i++)
		if (strcmp(words[i], "-N") == 0)
			name = words[i + 1];
	if (num_parse(port, 1, 65535, &number) < 0) {
		found = services_port("/etc/services", port);
		number = found < 0 ? 0 : (unsigned long)found;
	}
	out_object(o, NULL);
	out_str(o, "name", name);
	if (number > 0)
		out_num(o, "port", (int64_t)number);
	out_end(o);
}

void
services_show(struct out *o, const char *path)
{
	char *words[ALL_MAX];
	struct lines l;
	unsigned n;

	out_list(o, "services");
	if (lines_open(&l, path) == 0) {
		while (lines_next(&l)) {
			n = split(l.text, words);
			if (n > 6 && strcmp(path_base(words[5]), "thimble") ==
			    0 && strncmp(words[2], "tcp", 3) == 0)
				show(o, words, n);
		}
		lines_close(&l);
	}
	out_end(o);
}
