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

/* Rows of a table: letter (NONE: long name only), long name, field, ... */
#define NONE '\0'
#define FLAG(l, long, field, text) { .letter = l, .kind = OPT_FLAG, \
	.at = AT(field), .name = long, .help = text }
#define TEXT(l, long, field, what, text) { .letter = l, .kind = OPT_TEXT, \
	.at = AT(field), .name = long, .arg = what, .help = text }
#define NUMBER(l, long, field, least, most, what, text) { .letter = l, \
	.kind = OPT_NUMBER, .at = AT(field), .min = least, .max = most, \
	.name = long, .arg = what, .help = text }

#define COMMON \
	TEXT(NONE, "config", config, "file", \
	    "configuration file (" STORE_CONF ")"), \
	FLAG('h', "help", help, "show this help")

#define WAIT(text) \
	NUMBER(NONE, "wait", wait_s, 0, 86400, "seconds", text)

/* For commands that change something. */
#define CHANGING \
	FLAG('q', "quiet", quiet, "print errors only"), \
	WAIT("how long to wait for entropy or for another run (0)"), \
	COMMON

#define ALSO \
	FLAG(NONE, "also", second, "the second certificate, " STORE_SECOND)

#define JSON \
	FLAG(NONE, "json", json, "print one JSON object")

static const struct opt ensure_opts[] = { CHANGING };

static const struct opt renew_opts[] = {
	FLAG(NONE, "new-key", new_key,
	    "make a new key; clients that pinned the old one fail"),
	FLAG(NONE, "force", force,
	    "even if installed by hand or the clock is not set"),
	CHANGING
};

static const struct opt new_ca_opts[] = {
	FLAG(NONE, "yes", yes,
	    "confirm: every client has to install the new CA"),
	CHANGING
};

static const struct opt revert_opts[] = { ALSO, CHANGING };

static const struct opt show_opts[] = { JSON, COMMON };

static const struct opt check_opts[] = {
	NUMBER(NONE, "days", days, 0, 36500, "N",
	    "also fail if it expires within N days (0)"),
	JSON,
	COMMON
};

static const struct opt pin_opts[] = { JSON, COMMON };

static const struct opt export_opts[] = {
	FLAG(NONE, "pem", pem, "write PEM, the default"),
	FLAG(NONE, "der", der, "write DER; not for a chain"),
	FLAG(NONE, "mobileconfig", mobileconfig,
	    "write the CA as a profile for Apple devices"),
	ALSO,
	COMMON
};

static const struct opt request_opts[] = {
	TEXT(NONE, "names", names, "list",
	    "request these names, not the configured ones"),
	TEXT(NONE, "key-type", key_type, "type",
	    "make a new key: p256, p384, rsa2048, rsa3072, rsa4096"),
	FLAG(NONE, "new-key", new_key,
	    "make a new key of the configured type"),
	TEXT('o', "out", out, "file",
	    "write the request to this file (standard output)"),
	ALSO,
	WAIT("how long to wait for entropy or for another run (0)"),
	COMMON
};

static const struct opt install_opts[] = {
	FLAG(NONE, "force", force,
	    "even if the certificate demands OCSP stapling"),
	TEXT(NONE, "key", key, "file",
	    "private key, unless one of the files has it"),
	TEXT(NONE, "passphrase-file", passphrase_file, "file",
	    "the first line is the passphrase of the key"),
	WAIT("how long to wait for another run (0)"),
	COMMON
};

static const struct opt conf_opts[] = { COMMON };

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
	{ "renew", NULL, "renew the certificate now, with the same key",
	    TABLE(renew_opts), cert_renew },
	{ "new-ca", NULL, "make a new CA and a certificate signed by it",
	    TABLE(new_ca_opts), cert_new_ca },
	{ "revert", NULL, "restore the previous certificate; again to undo",
	    TABLE(revert_opts), cert_revert },
	{ "show", "[file|host:port]", "print the contents of certificates",
	    TABLE(show_opts), cert_show },
	{ "check", NULL, "verify the files as a connection loads them",
	    TABLE(check_opts), cert_check },
	{ "pin", "[file]", "print what clients and DNS can pin",
	    TABLE(pin_opts), cert_pin },
	{ "export", "ca|leaf|chain", "write certificates to standard output",
	    TABLE(export_opts), cert_export },
	{ "request", NULL, "make a request for a public CA (PKCS#10)",
	    TABLE(request_opts), cert_request },
	{ "install", "file...",
	    "install a certificate from a CA; -: standard input",
	    TABLE(install_opts), cert_install },
	{ "conf", "key", "print a value of the configuration",
	    TABLE(conf_opts), cert_conf }
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const char ends[] =
    "Exit status: 0 changed or good, 1 failed, 2 nothing to do, 75 try later,\n"
    "64 usage error.\n";

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
	sbuf_char(s, '\n');
	sbuf_str(s, c->help);
	sbuf_str(s, "\n\n");
	opts_help(c->table, c->n, s);
	sbuf_char(s, '\n');
	sbuf_str(s, ends);
}

/* C NULL: help on the whole program. */
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
 * Options may follow operands: none of them belongs to another program.  The
 * operands are moved to the front of ARGV.
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
		return err_why(e, "operand", argv[n], "unexpected");
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
	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return run(&commands[i], argc - 1, argv + 1);
	text_complain(argv[1], "unknown command; -h lists all");
	return EXIT_USAGE;
}
