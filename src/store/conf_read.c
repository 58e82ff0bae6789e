/* SPDX-License-Identifier: MIT */
/* The file of the configuration: see conf.h. */
#include "store/conf.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/file.h"
#include "store/store.h"

/*
 * What there is in the first CAP bytes of a longer file: one line may be too
 * long.  A line that CAP cuts off is not an error in itself.
 */
static void
read_start(const char *text, size_t cap, struct conf *c, struct err *line)
{
	size_t len = cap;

	while (len > cap - CONF_LINE_MAX && text[len - 1] != '\n')
		len--;
	if (text[len - 1] != '\n')
		len = cap;
	if (conf_parse(text, len, c, line) == 0)
		err_why(line, "the file", NULL,
		    "longer than 16384 bytes");
}

int
conf_read(const char *path, struct conf *c, struct err *e)
{
	static APART char text[CONF_MAX + 2];
	const bool standard = path == NULL;
	struct err line;
	size_t len;

	conf_default(c);
	err_clear(&line);
	if (standard)
		path = STORE_CONF;
	if (standard && access(path, F_OK) < 0 && errno == ENOENT)
		return 0;
	if (file_read(path, 1, text, sizeof text, &len, NULL, e) < 0) {
		if (errno == EFBIG) {
			read_start(text, CONF_MAX, c, &line);
			err_clear(e);
			(void)err_why(e, path, NULL, line.text);
		}
		c->bad = CONF_BAD_ALL;
		return -1;
	}
	if (conf_parse(text, len, c, &line) < 0)
		return err_why(e, path, NULL, line.text);
	return 0;
}

int
conf_need(const char *path, unsigned need, struct conf *c, struct err *e)
{
	if (conf_read(path, c, e) == 0)
		return 0;
	return (c->bad & need) != 0 ? -1 : 1;
}
