/* SPDX-License-Identifier: MIT */
/* The wrapper's command line: the input's lines are its words. */
#include "lib/fuzz.h"

#include <string.h>

#include "base/err.h"
#include "wrap/wrap_opts.h"

enum { WORDS_MAX = 24 };	/* BusyBox inetd gives 20 */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static char name[] = "thimble";
	char *text = fuzz_text(data, len);
	char *argv[WORDS_MAX + 1];
	char *word, *end;
	struct wrap_opts o;
	struct err e;
	int argc = 0;

	argv[argc++] = name;
	for (word = text; word != NULL && argc < WORDS_MAX; word = end) {
		end = strchr(word, '\n');
		if (end != NULL)
			*end++ = '\0';
		argv[argc++] = word;
	}
	argv[argc] = NULL;
	err_clear(&e);
	if (wrap_opts_parse(&o, argc, argv, &e) < 0) {
		MUST(e.text[0] != '\0');
	} else {
		MUST(o.pem[0] != NULL || o.pem[1] == NULL);
		MUST(o.handshake_s >= 1);
		if (!o.help && !o.version && !o.check)
			MUST((o.prog != NULL) != (o.remote != NULL) &&
			    o.prog_argv[0] != NULL);
	}
	free(text);
	return 0;
}
