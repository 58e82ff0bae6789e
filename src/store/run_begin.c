/* SPDX-License-Identifier: MIT */
/* How a run begins: see run.h. */
#include "store/run.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/install.h"
#include "store/conf_edit.h"
#include "store/names.h"
#include "store/store.h"
#include "store/text.h"

void
run_init(struct run *r, const char *config, unsigned long wait_s, bool quiet)
{
	r->config = config;
	r->wait_s = wait_s;
	r->quiet = quiet;
	r->facts.conf = &r->conf;
	r->facts.wanted = &r->wanted;
	r->facts.now = clock_wall();
	r->facts.built = clock_built();
	err_clear(&r->damage);
}

/* Where the line about it is wrong, a second one stays as it is. */
static void
guess_second(struct run *r)
{
	if ((r->conf.bad & (CONF_BAD_MAKE | CONF_BAD_OTHER)) != 0)
		r->conf.has_second = access(STORE_SECOND, F_OK) == 0;
}

int
run_begin(struct run *r, const char *config, unsigned long wait_s, bool quiet,
    bool make, unsigned need)
{
	struct err e;

	err_clear(&e);
	run_init(r, config, wait_s, quiet);
	r->need = need;
	if (conf_need(config, need, &r->conf, &r->damage) < 0) {
		(void)run_fail(NULL, &r->damage);
		return -1;
	}
	if (names_wanted(&r->wanted, &r->conf, &e) < 0 ||
	    (make ? install_enter(r->conf.dir, true, &e) :
	    files_enter(r->conf.dir, &e)) < 0) {
		(void)run_fail(NULL, &e);
		return -1;
	}
	guess_second(r);
	if (need == 0) {
		files_look(&r->files, STORE_SERVER, false);
	} else if (files_read(&r->files, false, &e) < 0) {
		(void)run_fail(r->conf.dir, &e);
		return -1;
	}
	return 0;
}

int
run_again(struct run *r, struct err *e)
{
	if (conf_again(r->config, r->need, &r->conf, e) < 0 ||
	    names_wanted(&r->wanted, &r->conf, e) < 0)
		return -1;
	guess_second(r);
	return 0;
}

int
run_needs(struct run *r, unsigned need)
{
	r->need |= need;
	if ((r->conf.bad & need) == 0) {
		if (r->damage.text[0] != '\0')
			text_complain("warning", r->damage.text);
		return 0;
	}
	(void)run_fail(NULL, &r->damage);
	return -1;
}
