/* SPDX-License-Identifier: MIT */
/* Checking the command line: see wrap_rules.h. */
#include "wrap/wrap_rules.h"

#include <stddef.h>
#include <string.h>

#include "base/path.h"
#include "os/sockopt.h"

/* These affect security: a command line that relies on them must not run. */
static int
refuse(const struct wrap_opts *o, struct err *e)
{
	if (o->client)
		return err_why(e, "option -c", NULL, "thimble is a TLS server "
		    "only");
	if (o->listen[0] == NULL && o->pid_file != NULL &&
	    strchr(o->pid_file, '/') != NULL)
		return err_why(e, "option -P", o->pid_file,
		    "only with -d: inetd knows its own children");
	if (o->ident != NULL)
		return err_why(e, "option -u", o->ident, "IDENT is not "
		    "supported: the client can answer anything");
	return 0;
}

static int
one_backend(const struct wrap_opts *o, char *const *words, int n_words,
    struct err *e)
{
	int n = (o->prog != NULL) + (o->tty_prog != NULL) +
	    (o->remote != NULL);

	if (n == 0 && n_words > 0)
		return err_why(e, "argument", words[0], "not an option; "
		    "thimble has options only, no configuration file (see -h)");
	if (n == 0)
		return err_why(e, "options -l, -L and -r", NULL, "one of "
		    "them is required");
	if (n > 1)
		return err_why(e, "options -l, -L and -r", NULL,
		    "only one of them can be given");
	return 0;
}

static int
judge_remote(struct wrap_opts *o, char *const *words, int n, struct err *e)
{
	if (o->transparent)
		return err_why(e, "option -T", NULL, "with -r the server sees "
		    "this host's address; use --proxy-protocol");
	if (o->run_as != NULL)
		return err_why(e, "option --run-as", o->run_as,
		    "with -r there is no program");
	if (n > 0)
		return err_why(e, "argument", words[0],
		    "with -r there is no program to give it to");
	if (dial_parse(o->remote, &o->remote_at, e) < 0)
		return err_at(e, "option -r");
	if (o->source != NULL && dial_source(o->source, &o->remote_at,
	    &o->source_at, e) < 0)
		return err_at(e, "option -I");
	return 0;
}

static int
judge_program(const struct wrap_opts *o, struct err *e)
{
	static const char only[] = "only with -r";

	if (o->source != NULL)
		return err_why(e, "option -I", o->source, only);
	if (o->proxy_version != 0)
		return err_why(e, "option --proxy-protocol", NULL, only);
	if (o->connect_s != 0)
		return err_why(e, "option --connect", NULL, only);
	return 0;
}

int
wrap_rules_judge(struct wrap_opts *o, char *const *words, int n,
    struct err *e)
{
	int i;

	if (refuse(o, e) < 0 || one_backend(o, words, n, e) < 0)
		return -1;
	for (i = 0; i < SOCKOPT_MAX && o->sockopts[i] != NULL; i++) {
		if (sockopt_check(o->sockopts[i], e) < 0)
			return err_at(e, "option -O");
		if (o->tty_prog != NULL && o->sockopts[i][0] == 'r')
			return err_why(e, "option -O", o->sockopts[i],
			    "with -L the backend is not a socket");
	}
	if ((o->remote != NULL ? judge_remote(o, words, n, e) :
	    judge_program(o, e)) < 0)
		return -1;
	if (o->connect_s == 0)
		o->connect_s = CONNECT_S;
	/* As in stunnel 3, where -s and -g exist with -d only. */
	if (o->listen[0] != NULL && o->run_as == NULL && o->remote == NULL) {
		o->run_as = o->user;
		o->run_group = o->group;
	}
	o->on_tty = o->tty_prog != NULL;
	if (o->on_tty)
		o->prog = o->tty_prog;
	o->own_argv[0] = o->remote != NULL ?
	    (char *)(size_t)o->remote : (char *)(size_t)path_base(o->prog);
	o->prog_argv = n > 0 ? words : o->own_argv;
	return 0;
}
