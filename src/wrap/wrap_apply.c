/* SPDX-License-Identifier: MIT */
/* Users and socket options: see wrap_apply.h. */
#include "wrap/wrap_apply.h"

#include <stdbool.h>
#include <stddef.h>

#include "os/sockopt.h"

int
wrap_find_ids(const struct wrap_opts *o, struct priv *ids,
    struct priv *run_as, struct err *e)
{
	if (priv_find(ids, o->user, o->group, e) < 0)
		return err_at(e, "options -s and -g:");
	if (priv_find_program(run_as, o->run_as, o->run_group, e) < 0)
		return err_at(e, "options --run-as and -g:");
	return 0;
}

int
wrap_set_sockopts(const struct wrap_opts *o, int fd, char which,
    struct err *e)
{
	if (sockopt_apply(fd, which, o->sockopts, e) < 0)
		return err_at(e, "option -O");
	return 0;
}

int
wrap_try_sockopts(const struct wrap_opts *o, struct err *e)
{
	bool local = o->remote == NULL || dial_is_unix(&o->remote_at);

	if (o->sockopts[0] == NULL || (sockopt_try(false, 'a', o->sockopts,
	    e) == 0 && sockopt_try(false, 'l', o->sockopts, e) == 0 &&
	    sockopt_try(local, 'r', o->sockopts, e) == 0))
		return 0;
	return err_at(e, "option -O");
}
