/* SPDX-License-Identifier: MIT */
/* The good lines of a damaged configuration: see conf_rest.h. */
#include "store/conf_rest.h"

#include <errno.h>
#include <string.h>

#include "base/apart.h"
#include "base/file.h"
#include "store/store.h"

/* One line at a time; C is as it was before each that is refused. */
static void
take_good(struct conf *c, const char *text, size_t len)
{
	static APART struct conf kept;
	const char *end = text + len, *next;
	struct err ignored;

	for (; text < end; text = next) {
		next = memchr(text, '\n', (size_t)(end - text));
		next = next == NULL ? end : next + 1;
		memcpy(&kept, c, sizeof kept);
		err_clear(&ignored);
		if (conf_parse(text, (size_t)(next - text), c, &ignored) < 0)
			memcpy(c, &kept, sizeof kept);
	}
}

int
conf_read_rest(const char *path, struct conf *c, struct err *e)
{
	static APART char text[CONF_MAX + 2];
	struct err ignored;
	size_t len = 0;

	if (conf_read(path, c, e) == 0)
		return 0;
	conf_default(c);
	err_clear(&ignored);
	if (file_read(path == NULL ? STORE_CONF : path, 1, text, sizeof text,
	    &len, NULL, &ignored) < 0)
		len = errno == EFBIG ? CONF_MAX : 0;
	take_good(c, text, len);
	return -1;
}
