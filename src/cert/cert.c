/* SPDX-License-Identifier: MIT */
/* thimble-cert: the table of subcommands (commands.h) is dispatch and help. */
#include "cert/cert.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exit.h"
#include "base/io.h"
#include "base/sbuf.h"
#include "cert/commands.h"
#include "os/fd.h"
#include "store/store.h"
#include "store/text.h"
#include "store/trial.h"

static const char ends[] =
    "Exit status: 0 changed or good, 1 failed, 2 nothing to do, 75 try later,\n"
    "64 usage error.\n";

static void
help_all(struct sbuf *s)
{
	unsigned i;
	size_t start;

	sbuf_str(s, "usage: thimble-cert command [options]\n\n");
	for (i = 0; cert_commands[i].name != NULL; i++) {
		start = s->len;
		sbuf_str(s, "  ");
		sbuf_str(s, cert_commands[i].name);
		while (s->len - start < 13 && !s->cut)
			sbuf_char(s, ' ');
		sbuf_str(s, cert_commands[i].help);
		sbuf_char(s, '\n');
	}
	sbuf_str(s, "\nthimble-cert command -h lists its options.\n");
	sbuf_str(s, ends);
}

static void
help_one(struct sbuf *s, const struct cert_command *c)
{
	sbuf_str(s, "usage: thimble-cert ");
	sbuf_str(s, c->name);
	sbuf_str(s, " [options]");
	if (c->operand != NULL) {
		sbuf_char(s, ' ');
		sbuf_str(s, c->operand);
	}
	sbuf_char(s, '\n');
	sbuf_str(s, c->help);
	sbuf_str(s, "\n\n");
	opts_help(c->table, c->n, s);
	sbuf_char(s, '\n');
	sbuf_str(s, ends);
}

/* C NULL: help on the whole program. */
static int
help(const struct cert_command *c, int fd)
{
	char text[1600];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	if (c == NULL)
		help_all(&s);
	else
		help_one(&s, c);
	io_say(fd, text);
	return fd == STDERR_FILENO ? EXIT_USAGE : EXIT_GOOD;
}

/*
 * Options may follow operands: none of them belongs to another program.  The
 * operands are moved to the front of ARGV.
 */
static int
words(const struct cert_command *c, int argc, char **argv, struct cert_opts *o,
    struct err *e)
{
	bool all = false;
	int at = 0, n;

	o->files = argv;
	for (;;) {
		n = all ? 1 : opts_parse(c->table, c->n, argc - at, argv + at,
		    o, e);
		if (n < 0)
			return -1;
		at += n;
		all = all || (n > 1 && strcmp(argv[at - 1], "--") == 0);
		if (at >= argc)
			break;
		argv[o->n_files++] = argv[at];
	}
	o->file = o->n_files > 0 ? argv[0] : NULL;
	n = c->operand == NULL ? 0 : strstr(c->operand, "...") != NULL ?
	    argc : 1;
	if (o->n_files > n && !o->help)
		return err_why(e, "operand", argv[n], "unexpected");
	return 0;
}

static int
run(const struct cert_command *c, int argc, char **argv)
{
	struct cert_opts o;
	struct err e;
	int n;

	memset(&o, 0, sizeof o);
	err_clear(&e);
	n = words(c, argc, argv, &o, &e);
	if (n >= 0 && o.help)
		return help(c, STDOUT_FILENO);
	if (n < 0) {
		text_complain(c->name, e.text);
		return EXIT_USAGE;
	}
	return c->run(&o);
}

int
cert_main(int argc, char **argv)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	unsigned i;

	/* The reader of the output may go away; the work is done anyway. */
	(void)sigaction(SIGPIPE, &ignore, NULL);
	/* Or a PEM file could become descriptor 1 and get the output. */
	if (fd_fill_stdio() < 0)
		return EXIT_FAILED;
	(void)umask(022);
	if (argc < 2)
		return help(NULL, STDERR_FILENO);
	if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)
		return help(NULL, STDOUT_FILENO);
	for (i = 0; cert_commands[i].name != NULL; i++)
		if (strcmp(cert_commands[i].name, argv[1]) == 0)
			return run(&cert_commands[i], argc - 1, argv + 1);
	text_complain(argv[1], "unknown command; -h lists all");
	return EXIT_USAGE;
}
