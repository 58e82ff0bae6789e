/* SPDX-License-Identifier: MIT */
/* Server names and files: see sni.h. */
#include "key/sni.h"

#include <string.h>

#include "base/name.h"

int
sni_stem(const void *name, size_t len, bool wild, char stem[SNI_STEM_MAX])
{
	const char *text = name;
	const char *rest;
	struct name n;

	if (len > 0 && text[len - 1] == '.')
		len--;
	if (name_parse(text, len, &n) < 0 || n.ip_len != 0 ||
	    n.text[0] == '*')
		return -1;
	rest = n.text;
	if (wild) {
		rest = strchr(n.text, '.');
		if (rest == NULL)
			return -1;
		*stem++ = '_';
	}
	len = strlen(rest);
	if (len + wild >= SNI_STEM_MAX)
		return -1;
	memcpy(stem, rest, len + 1);
	return 0;
}
