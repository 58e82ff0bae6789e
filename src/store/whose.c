/* SPDX-License-Identifier: MIT */
/* Which certificate serves: see whose.h. */
#include "store/whose.h"

#include "base/apart.h"
#include "base/date.h"
#include "store/conf.h"
#include "store/files.h"

enum { DN_MAX = 512 };

static void
add(struct sbuf *s, const struct files *f)
{
	struct crt_facts c;

	crt_facts(f->leaf, &c);
	if (!f->foreign) {
		sbuf_str(s, "the device's own certificate");
	} else if (c.self_issued) {
		sbuf_str(s, "installed, self-signed");
	} else {
		sbuf_str(s, "installed, issued by ");
		crt_issuer(f->leaf, s);
	}
	sbuf_str(s, ", valid until ");
	date_show(s, c.not_after);
}

void
whose_say(const char *before, const char *dir, bool second,
    void (*say)(const char *line))
{
	static APART char line[CONF_DIR_MAX + DN_MAX + 128];
	static APART struct files f;
	struct sbuf s;
	struct err e;

	err_clear(&e);
	if (files_read(&f, second, &e) == 0 && f.leaf != NULL) {
		/* Of a name without end, the newline is what matters. */
		sbuf_init(&s, line, sizeof line - 1);
		sbuf_str(&s, before);
		sbuf_str(&s, dir);
		sbuf_char(&s, '/');
		sbuf_str(&s, f.name);
		sbuf_str(&s, ": ");
		add(&s, &f);
		line[s.len] = '\n';
		line[s.len + 1] = '\0';
		say(line);
	}
	files_free(&f);
}
