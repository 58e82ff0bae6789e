/* SPDX-License-Identifier: MIT */
/* Server names that become names of files: nothing leaves the folder. */
#include "lib/fuzz.h"

#include <string.h>

#include "key/sni.h"

static void
check(const char *stem, bool wild)
{
	size_t len = strnlen(stem, SNI_STEM_MAX);

	MUST(len > 0 && len < SNI_STEM_MAX);
	MUST(stem[0] != '.' && stem[0] != '-' && stem[len - 1] != '.');
	MUST(strstr(stem, "..") == NULL);
	MUST(wild == (strncmp(stem, "_.", 2) == 0));
	MUST(strspn(stem + wild, "abcdefghijklmnopqrstuvwxyz0123456789-_.") ==
	    len - wild);
	MUST(!wild || (stem[0] == '_' && stem[1] == '.'));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char stem[SNI_STEM_MAX], again[SNI_STEM_MAX];

	if (sni_stem(data, len, false, stem) == 0) {
		check(stem, false);
		/* What leads to a file is the file's own name, too. */
		MUST(sni_stem(stem, strlen(stem), false, again) == 0);
		MUST(strcmp(stem, again) == 0);
	}
	if (sni_stem(data, len, true, stem) == 0)
		check(stem, true);
	return 0;
}
