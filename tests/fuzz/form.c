/* SPDX-License-Identifier: MIT */
/* Forms: the first line is the Content-Type, the rest the body. */
#include "lib/fuzz.h"

#include <string.h>

#include "web/form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const uint8_t *line = memchr(data, '\n', len);
	size_t type_len = line == NULL ? 0 : (size_t)(line - data);
	size_t from = line == NULL ? 0 : type_len + 1;
	char *type = fuzz_text(data, type_len);
	char *body = fuzz_text(data + from, len - from);
	const struct form_field *p;
	struct form f;
	struct err e;
	unsigned i;

	err_clear(&e);
	if (form_parse(&f, type, body, len - from, &e) < 0) {
		MUST(e.text[0] != '\0' && f.n == 0);
	} else {
		MUST(e.text[0] == '\0' && f.n <= FORM_FIELDS_MAX);
		for (i = 0; i < f.n; i++) {
			p = &f.field[i];
			MUST(p->name[0] != '\0' && strspn(p->name, letters) ==
			    strlen(p->name) && strlen(p->name) <=
			    FORM_NAME_MAX);
			MUST(p->value >= body && p->value + p->len <= body +
			    (len - from));
			MUST(p->value[p->len] == '\0');
			MUST(p->file == NULL ? strlen(p->value) == p->len :
			    strlen(p->file) <= FORM_FILE_MAX &&
			    strpbrk(p->file, "/\\") == NULL);
		}
	}
	free(type);
	free(body);
	return 0;
}
