/* SPDX-License-Identifier: MIT */
/* thimble-cert: one table of subcommands is dispatch and help. */
#include "cert/cert.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exit.h"
#include "base/io.h"
#include "base/opts.h"
#include "base/sbuf.h"
#include "cert/cert_opts.h"
#include "os/fd.h"
#include "store/store.h"
#include "store/text.h"

#define AT(field) offsetof(struct cert_opts, field)

#define COMMON \
	{ '\0', OPT_TEXT, AT(config), 0, 0, "config", "file", \
	    "configuration (" STORE_CONF ")" }, \
	{ 'h', OPT_FLAG, AT(help), 0, 0, "help", NULL, "this help" }

#define WAIT(help) \
	{ '\0', OPT_NUMBER, AT(wait_s), 0, 86400, "wait", "seconds", help }

/* Of those that change something. */
#define CHANGING \
	{ 'q', OPT_FLAG, AT(quiet), 0, 0, "quiet", NULL, \
	    "say nothing but what is wrong" }, \
	WAIT("for randomness and for another run (0)"), \
	COMMON

#define ALSO \
	{ '\0', OPT_FLAG, AT(second), 0, 0, "also", NULL, \
	    "of the second one, " STORE_SECOND }

#define JSON \
	{ '\0', OPT_FLAG, AT(json), 0, 0, "json", NULL, \
	    "for programs: one JSON object" }

static const struct opt ensure_opts[] = { CHANGING };

static const struct opt renew_opts[] = {
	{ '\0', OPT_FLAG, AT(new_key), 0, 0, "new-key", NULL,
	    "make a new key too; what pinned the old one fails" },
	{ '\0', OPT_FLAG, AT(force), 0, 0, "force", NULL,
	    "even if a person installed it or the clock is not set" },
	CHANGING
};

static const struct opt new_ca_opts[] = {
	{ '\0', OPT_FLAG, AT(yes), 0, 0, "yes", NULL,
	    "every client has to install the new CA: do it" },
	CHANGING
};

static const struct opt revert_opts[] = { ALSO, CHANGING };

static const struct opt show_opts[] = { JSON, COMMON };

static const struct opt check_opts[] = {
	{ '\0', OPT_NUMBER, AT(days), 0, 36500, "days", "number",
	    "bad too if it expires within so many days (0)" },
	JSON,
	COMMON
};

static const struct opt pin_opts[] = { JSON, COMMON };

static const struct opt export_opts[] = {
	{ '\0', OPT_FLAG, AT(pem), 0, 0, "pem", NULL, "as PEM, the default" },
	{ '\0', OPT_FLAG, AT(der), 0, 0, "der", NULL, "as DER; not a chain" },
	{ '\0', OPT_FLAG, AT(mobileconfig), 0, 0, "mobileconfig", NULL,
	    "the CA as a profile for Apple devices" },
	ALSO,
	COMMON
};

static const struct opt request_opts[] = {
	{ '\0', OPT_TEXT, AT(names), 0, 0, "names", "list",
	    "in place of the configured ones" },
	{ '\0', OPT_TEXT, AT(key_type), 0, 0, "key-type", "type",
	    "new key: p256, p384, rsa2048, rsa3072, rsa4096" },
	{ '\0', OPT_FLAG, AT(new_key), 0, 0, "new-key", NULL,
	    "new key of the configured type" },
	{ 'o', OPT_TEXT, AT(out), 0, 0, "out", "file",
	    "write the request there (standard output)" },
	ALSO,
	WAIT("for randomness and for another run (0)"),
	COMMON
};

static const struct opt install_opts[] = {
	{ '\0', OPT_TEXT, AT(key), 0, 0, "key", "file",
	    "private key, if the files have none" },
	{ '\0', OPT_TEXT, AT(passphrase_file), 0, 0, "passphrase-file", "file",
	    "its first line opens the key" },
	WAIT("for another run (0)"),
	COMMON
};

struct command {
	const char *name;
	const char *operand;	/* NULL: takes none; "...": several */
	const char *help;
	const struct opt *table;
	size_t n;
	int (*run)(const struct cert_opts *o);
};

#define TABLE(t) t, sizeof t / sizeof t[0]

static const struct command commands[] = {
	{ "ensure", NULL, "make what is missing, renew what is due",
	    TABLE(ensure_opts), cert_ensure },
	{ "renew", NULL, "make the certificate anew now; same key",
	    TABLE(renew_opts), cert_renew },
	{ "new-ca", NULL, "make a new CA and a certificate under it",
	    TABLE(new_ca_opts), cert_new_ca },
	{ "revert", NULL, "bring back what was there; twice: undo",
	    TABLE(revert_opts), cert_revert },
	{ "show", "[file|host:port]", "what the certificates say",
	    TABLE(show_opts), cert_show },
	{ "check", NULL, "load them as a connection does, and judge",
	    TABLE(check_opts), cert_check },
	{ "pin", "[file]", "what clients and DNS can pin",
	    TABLE(pin_opts), cert_pin },
	{ "export", "ca|leaf|chain", "write it to standard output",
	    TABLE(export_opts), cert_export },
	{ "request", NULL, "ask an official CA for a certificate (PKCS#10)",
	    TABLE(request_opts), cert_request },
	{ "install", "file...", "use what the CA has sent; -: standard input",
	    TABLE(install_opts), cert_install }
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const char ends[] =
    "Exit status: 0 changed or good, 1 failed, 2 nothing to do, 75 try later,\n"
    "64 wrong command line.\n";

static void
help_all(struct sbuf *s)
{
	unsigned i;
	size_t start;

	sbuf_str(s, "usage: thimble-cert command [options]\n\n");
	for (i = 0; i < COMMANDS; i++) {
		start = s->len;
		sbuf_str(s, "  ");
		sbuf_str(s, commands[i].name);
		while (s->len - start < 12 && !s->cut)
			sbuf_char(s, ' ');
		sbuf_str(s, commands[i].help);
		sbuf_char(s, '\n');
	}
	sbuf_str(s, "\nthimble-cert command -h lists its options.\n");
	sbuf_str(s, ends);
}

static void
help_one(struct sbuf *s, const struct command *c)
{
	sbuf_str(s, "usage: thimble-cert ");
	sbuf_str(s, c->name);
	sbuf_str(s, " [options]");
	if (c->operand != NULL) {
		sbuf_char(s, ' ');
		sbuf_str(s, c->operand);
	}
	sbuf_str(s, ": ");
	sbuf_str(s, c->help);
	sbuf_str(s, "\n\n");
	opts_help(c->table, c->n, s);
	sbuf_char(s, '\n');
	sbuf_str(s, ends);
}

/* COMMAND NULL: the whole program's. */
static int
help(const struct command *c, int fd)
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
 * Options may stand behind operands here: none of them is the option of
 * another program.  The operands are gathered at the front of ARGV.
 */
static int
words(const struct command *c, int argc, char **argv, struct cert_opts *o,
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
		return err_why(e, "operand", argv[n], "one too many");
	return 0;
}

static int
run(const struct command *c, int argc, char **argv)
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

	/* Whoever reads what is said may go away; the work is done anyway. */
	(void)sigaction(SIGPIPE, &ignore, NULL);
	/* Else a PEM file could get descriptor 1 and what is said there. */
	if (fd_fill_stdio() < 0)
		return EXIT_FAILED;
	(void)umask(022);
	if (argc < 2)
		return help(NULL, STDERR_FILENO);
	if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)
		return help(NULL, STDOUT_FILENO);
	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return run(&commands[i], argc - 1, argv + 1);
	text_complain(argv[1], "no such command; -h lists what there is");
	return EXIT_USAGE;
}
