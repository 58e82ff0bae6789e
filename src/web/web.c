/* SPDX-License-Identifier: MIT */
/* thimble-web: one table of commands is dispatch and help. */
#include "web/web.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/io.h"
#include "base/num.h"
#include "base/opts_rows.h"
#include "base/paths.h"
#include "os/fd.h"
#include "web/hook.h"
#include "web/page.h"
#include "web/serve.h"
#include "web/sign.h"
#include "web/verbs.h"

#define AT(field) offsetof(struct web, field)

#define SOCKET PATHS_RUN "/hook"
#define INETD THIMBLE_SYSCONFDIR "/inetd.conf"
#define LOG THIMBLE_RUNSTATEDIR "/log/messages"

#define COMMON \
	TEXT(NONE, "config", config, "file", \
	    "configuration file (" PATHS_CONF "/thimble.conf)"), \
	TEXT(NONE, "inetd", inetd, "file", \
	    "file that lists the services (" INETD ")"), \
	TEXT(NONE, "log", log, "file", \
	    "file that logs failed connections (" LOG ")"), \
	TEXT(NONE, "stamp", stamp, "file", \
	    "file that set-clock writes anew, empty, for its date"), \
	FLAG('h', "help", help, "show this help")

static const struct opt hook_opts[] = {
	FLAG(NONE, "text", text, "answer in lines of key=value, not in JSON"),
	TEXT(NONE, "socket", socket, "path",
	    "socket of the hook (" SOCKET ")"),
	COMMON
};

static const struct opt serve_opts[] = {
	FLAG(NONE, "page", page,
	    "for the web page: its visitors have to sign in"),
	COMMON
};

static const struct opt page_opts[] = {
	TEXT(NONE, "socket", socket, "path",
	    "socket of the hook (" SOCKET ")"),
	FLAG('h', "help", help, "show this help")
};

static const struct opt password_opts[] = {
	FLAG(NONE, "first", first,
	    "make one if there is none; print it unless a person chose it"),
	FLAG(NONE, "read", own, "read it from standard input, one line"),
	TEXT(NONE, "config", config, "file",
	    "configuration file (" PATHS_CONF "/thimble.conf)"),
	FLAG('h', "help", help, "show this help")
};

void
web_complain(const char *where, const char *why)
{
	char text[ERR_MAX + 64];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text - 1);
	sbuf_str(&s, "thimble-web: ");
	sbuf_str(&s, where);
	sbuf_str(&s, where[0] == '\0' ? "" : ": ");
	sbuf_str(&s, why);
	text[s.len] = '\n';
	text[s.len + 1] = '\0';
	io_say(STDERR_FILENO, text);
}

/*
 * How many bytes the form has: as CGI says (RFC 3875, 4.1.2), or all there is,
 * but not from a terminal.  -1: more than is allowed.
 */
static int
form_size(const struct verb *v, size_t *len)
{
	const char *text = getenv("CONTENT_LENGTH");
	unsigned long n = 0;

	*len = 0;
	if (v != NULL && !verbs_reads(v))
		return 0;
	if (text != NULL && text[0] != '\0') {
		if (num_parse(text, 0, FORM_MAX, &n) < 0)
			return -1;
		*len = n;
	} else if (getenv("REQUEST_METHOD") == NULL &&
	    isatty(STDIN_FILENO) != 1) {
		*len = SIZE_MAX;
	}
	return 0;
}

static int
run_hook(struct web *w, int argc, char **argv)
{
	struct ask a = { .lines = w->text != 0 };
	struct answer r;
	struct err e;
	size_t len;
	int fd, rc;

	if (argc != 1) {
		web_complain("hook", "needs one verb; -h lists them");
		return EXIT_USAGE;
	}
	err_clear(&e);
	a.verb = argv[0];
	a.type = getenv("CONTENT_TYPE");
	if (form_size(verbs_find(a.verb), &len) < 0)
		(void)err_why(&e, "form", NULL, "larger than 256 KB");
	if (e.text[0] != '\0' || hook_read(&a, STDIN_FILENO, len, &e) < 0) {
		hook_refuse(&a, &r, EXIT_USAGE, &e);
	} else if (geteuid() == 0) {
		hook_answer(w, &a, &r);
	} else {
		fd = serve_ask(w, &a, &e);
		rc = fd < 0 ? -1 : serve_status(fd, &e);
		if (rc >= 0)
			return serve_pass_on(fd, STDOUT_FILENO, &e) < 0 ?
			    EXIT_FAILED : rc;
		hook_refuse(&a, &r, EXIT_FAILED, &e);
	}
	if (r.child)
		return r.status;
	return io_write(STDOUT_FILENO, r.text, r.len) < 0 ? EXIT_FAILED :
	    r.status;
}

static int
run_serve(struct web *w, int argc, char **argv)
{
	bool child;

	return serve_hook(w, argv, argc, &child);
}

static int
run_page(struct web *w, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return page_run(w, 0);
}

static int
run_plain(struct web *w, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return page_run(w, 1);
}

static int
run_password(struct web *w, int argc, char **argv)
{
	(void)argv;
	if (argc > 0 || (w->first && w->own)) {
		web_complain("password", "takes no operand; -h lists the "
		    "options");
		return EXIT_USAGE;
	}
	return sign_console(w);
}

static const struct command {
	const char *name, *operand, *help;
	const struct opt *table;
	size_t n;
	int (*run)(struct web *w, int argc, char **argv);
} commands[] = {
	{ "hook", "verb", "do what a web UI asks for: thimble-webui(7)",
	    hook_opts, sizeof hook_opts / sizeof hook_opts[0], run_hook },
	{ "serve", "[user...]", "the same for inetd, on a unix socket",
	    serve_opts, sizeof serve_opts / sizeof serve_opts[0], run_serve },
	{ "page", "", "the web page, as a CGI program that is not root",
	    page_opts, sizeof page_opts / sizeof page_opts[0], run_page },
	{ "plain", "", "the part of it that needs no TLS, for port 80",
	    page_opts, sizeof page_opts / sizeof page_opts[0], run_plain },
	{ "password", "", "make a new password for the web page, and print it",
	    password_opts, sizeof password_opts / sizeof password_opts[0],
	    run_password }
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void
add_verb(void *s, const char *name)
{
	sbuf_char(s, ' ');
	sbuf_str(s, name);
}

/* C NULL: help on the whole program. */
static int
help(const struct command *c, int fd)
{
	char text[1600];
	struct sbuf s;
	unsigned i;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "usage: thimble-web ");
	sbuf_str(&s, c == NULL ? "command" : c->name);
	sbuf_str(&s, " [options]");
	if (c != NULL) {
		sbuf_char(&s, ' ');
		sbuf_str(&s, c->operand);
	}
	sbuf_str(&s, "\n\n");
	for (i = 0; c == NULL && i < COMMANDS; i++) {
		sbuf_str(&s, "  ");
		sbuf_str(&s, commands[i].name);
		sbuf_str(&s, "  ");
		sbuf_str(&s, commands[i].help);
		sbuf_char(&s, '\n');
	}
	if (c != NULL)
		opts_help(c->table, c->n, &s);
	sbuf_str(&s, "\nThe verbs:");
	verbs_each(add_verb, &s);
	sbuf_str(&s, "\n");
	io_say(fd, text);
	return fd == STDERR_FILENO ? EXIT_USAGE : EXIT_GOOD;
}

static int
run(const struct command *c, struct web *w, int argc, char **argv)
{
	struct err e;
	int n;

	err_clear(&e);
	n = opts_parse(c->table, c->n, argc, argv, w, &e);
	if (n < 0) {
		web_complain(c->name, e.text);
		return EXIT_USAGE;
	}
	if (w->help)
		return help(c, STDOUT_FILENO);
	if (w->socket == NULL)
		w->socket = SOCKET;
	if (w->inetd == NULL)
		w->inetd = INETD;
	if (w->log == NULL)
		w->log = LOG;
	return c->run(w, argc - n, argv + n);
}

int
web_main(int argc, char **argv, int (*cert)(int argc, char **argv))
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	static APART struct web w;
	unsigned i;

	(void)sigaction(SIGPIPE, &ignore, NULL);
	if (fd_fill_stdio() < 0)
		return EXIT_FAILED;
	(void)umask(022);
	w.cert = cert;
	if (argc < 2)
		return help(NULL, STDERR_FILENO);
	if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)
		return help(NULL, STDOUT_FILENO);
	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return run(&commands[i], &w, argc - 1, argv + 1);
	web_complain(argv[1], "unknown command; -h lists all");
	return EXIT_USAGE;
}
