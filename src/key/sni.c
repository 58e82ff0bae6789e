/* SPDX-License-Identifier: MIT */
/* Server names and files: see sni.h. */
#include "key/sni.h"

#include <string.h>

#include "base/name.h"

/*
 * Underscores are not allowed in host names (RFC 1123, 2.1) but are in use;
 * treat each as a letter.
 */
static int
parse(const char *text, size_t len, struct name *n)
{
	char plain[NAME_TEXT_MAX];
	size_t i;

	if (len >= sizeof plain)
		return -1;
	for (i = 0; i < len; i++)
		plain[i] = text[i] == '_' ? 'x' : text[i];
	if (name_parse(plain, len, n) < 0 || n->ip_len != 0 ||
	    n->text[0] == '*')
		return -1;
	for (i = 0; i < len; i++)
		if (text[i] == '_')
			n->text[i] = '_';
	return 0;
}

int
sni_stem(const void *name, size_t len, bool wild, char stem[SNI_STEM_MAX])
{
	const char *text = name;
	const char *rest;
	struct name n;

	if (len > 0 && text[len - 1] == '.')
		len--;
	if (parse(text, len, &n) < 0 ||
	    (n.text[0] == '_' && (n.text[1] == '.' || n.text[1] == '\0')))
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
