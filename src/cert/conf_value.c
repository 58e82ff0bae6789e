/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert conf: a value of the configuration as this program reads it, so
 * that no script has to parse the file.
 */
#include "base/apart.h"
#include "base/exit.h"
#include "base/sbuf.h"
#include "cert/cert_opts.h"
#include "store/conf.h"
#include "store/run.h"
#include "store/text.h"

enum { VALUE_MAX = NAMES_MAX * NAME_TEXT_MAX };

int
cert_conf(const struct cert_opts *o)
{
	static APART char text[VALUE_MAX];
	static APART struct conf conf;
	struct sbuf s;
	struct err e;

	err_clear(&e);
	if (conf_need(o->config, o->file == NULL ? 0 : conf_bad(o->file),
	    &conf, &e) < 0)
		return run_fail(NULL, &e);
	sbuf_init(&s, text, sizeof text);
	if (o->file == NULL || conf_value(&conf, o->file, &s) < 0) {
		text_complain("conf", CONF_KEYS);
		return EXIT_USAGE;
	}
	sbuf_char(&s, '\n');
	return text_put(text, s.len);
}
