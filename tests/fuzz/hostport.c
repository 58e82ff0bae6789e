/* SPDX-License-Identifier: MIT */
/* "[host:]port": what comes out was in the text, and is whole. */
#include "lib/fuzz.h"

#include <string.h>

#include "base/hostport.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = fuzz_text(data, len);
	struct hostport hp;
	size_t host, port;

	if (hostport_parse(text, &hp) == 0) {
		host = strlen(hp.host);
		port = strlen(hp.port);
		MUST(port > 0 && strpbrk(hp.port, ":[]") == NULL);
		MUST(strpbrk(hp.host, "[]") == NULL);
		MUST(strcmp(text + strlen(text) - port, hp.port) == 0);
		MUST(strncmp(text + (text[0] == '['), hp.host, host) == 0);
	}
	free(text);
	return 0;
}
