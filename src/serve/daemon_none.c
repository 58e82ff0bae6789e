/* SPDX-License-Identifier: MIT */
/* LISTEN = no: inetd accepts the connections (nowait), and nobody else. */
#include <stddef.h>

#include "base/exit.h"
#include "os/priv.h"
#include "serve/daemon.h"
#include "wrap/wrap_apply.h"

int
daemon_run(struct wrap_opts *o, const char *as, struct err *e)
{
	(void)as;
	err_why(e, "option -d", o->listen[0], "was left out of this program");
	return EXIT_USAGE;
}

int
daemon_judge(const struct wrap_opts *o, struct err *e)
{
	struct priv ids, run_as;

	if (wrap_find_ids(o, &ids, &run_as, e) < 0 ||
	    wrap_try_sockopts(o, e) < 0)
		return EXIT_USAGE;
	return priv_able() && priv_judge_jail(o->jail, e) < 0 ? EXIT_FAILED :
	    EXIT_GOOD;
}

int
daemon_wait(struct wrap_opts *o, struct err *e)
{
	(void)o;
	err_why(e, "inetd's wait", "in inetd.conf",
	    "was left out of this program: use nowait");
	return EXIT_USAGE;
}
