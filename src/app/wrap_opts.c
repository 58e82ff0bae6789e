/* SPDX-License-Identifier: MIT */
/* The wrapper's command line: see wrap_opts.h. */
#include "app/wrap_opts.h"

#include <stddef.h>
#include <string.h>

#include "base/apart.h"
#include "base/log.h"
#include "base/opts.h"
#include "base/sbuf.h"

#define AT(field) offsetof(struct wrap_opts, field)

static const struct opt table[] = {
	{ 'l', OPT_TEXT, AT(prog), 0, 0, NULL, "program",
	    "start this inetd-type program behind TLS" },
	{ 'p', OPT_LIST, AT(pem), 0, WRAP_PEMS_MAX, NULL, "pem",
	    "key and chain, or a folder (" WRAP_PEM ")" },
	{ 'd', OPT_LIST, AT(listen), 0, WRAP_LISTEN_MAX, NULL, "[host:]port",
	    "listen there, without inetd; may be repeated" },
	{ 'f', OPT_FLAG, AT(foreground), 0, 0, NULL, NULL,
	    "with -d: stay in the foreground, log to stderr" },
	{ 'P', OPT_TEXT, AT(pid_file), 0, 0, NULL, "pidfile",
	    "with -d: file, or folder/, for its pid; none" },
	{ 'N', OPT_TEXT, AT(service), 0, 0, NULL, "service",
	    "name for the log and for ALPN (by port)" },
	{ 'n', OPT_TEXT, AT(protocol), 0, 0, NULL, "protocol",
	    "plain text first, then STARTTLS: imap, pop3 or smtp" },
	{ 's', OPT_TEXT, AT(user), 0, 0, NULL, "user",
	    "user of the network process (one of its own)" },
	{ 'g', OPT_TEXT, AT(group), 0, 0, NULL, "group",
	    "group of the network process (one of its own)" },
	{ 'D', OPT_TEXT, AT(level), 0, 0, NULL, "level",
	    "log [facility.]level, name or 0 to 7 (daemon.notice)" },
	{ 'o', OPT_TEXT, AT(log_file), 0, 0, NULL, "file",
	    "log to the end of this file, not to syslog" },
	{ '\0', OPT_NUMBER, AT(handshake_s), 1, 3600, "handshake", "seconds",
	    "limit of a whole handshake (60)" },
	{ '\0', OPT_NUMBER, AT(starttls_s), 1, 3600, "starttls", "seconds",
	    "limit of the plain text before it, with -n (60)" },
	{ '\0', OPT_NUMBER, AT(idle_s), 0, 604800, "idle", "seconds",
	    "end a silent connection; 0: never (3600)" },
	{ '\0', OPT_NUMBER, AT(linger_s), 1, 86400, "linger", "seconds",
	    "inetd's wait: end after so long with no client (60)" },
	{ '\0', OPT_NUMBER, AT(drain_s), 0, 86400, "drain", "seconds",
	    "with -d: what open connections have after TERM (300)" },
	{ '\0', OPT_TEXT, AT(jail), 0, 0, "jail", "folder",
	    "empty folder of the network process (/var/empty)" },
	{ '\0', OPT_FLAG, AT(check), 0, 0, "check", NULL,
	    "load the pem as a connection would, say what is wrong" },
	{ 'h', OPT_FLAG, AT(help), 0, 0, NULL, NULL, "this help" },
	{ 'V', OPT_FLAG, AT(version), 0, 0, NULL, NULL, "the version" }
};

enum { ROWS = sizeof table / sizeof table[0] };

static char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (char *)(size_t)(slash == NULL ? path : slash + 1);
}

int
wrap_opts_parse(struct wrap_opts *o, int argc, char **argv, struct err *e)
{
	int rest;

	memset(o, 0, sizeof *o);
	o->handshake_s = HANDSHAKE_S;
	o->starttls_s = STARTTLS_S;
	o->idle_s = IDLE_S;
	o->linger_s = LINGER_S;
	o->drain_s = DRAIN_S;
	o->log_facility = LOG_FACILITY_DAEMON;
	o->log_level = LOG_LEVEL_NOTICE;
	rest = opts_parse(table, ROWS, argc, argv, o, e);
	if (rest < 0)
		return -1;
	if (o->level != NULL &&
	    log_parse(o->level, &o->log_facility, &o->log_level) < 0)
		return err_why(e, "option -D", o->level,
		    "wants a level such as notice, debug or daemon.info");
	if (o->protocol != NULL) {
		o->starttls = starttls_find(o->protocol);
		if (o->starttls == NULL)
			return err_why(e, "option -n", o->protocol,
			    "wants imap, pop3 or smtp");
		if (o->service == NULL)
			o->service = o->protocol;
	}
	if (o->jail == NULL)
		o->jail = "/var/empty";
	if (o->help || o->version || o->check)
		return 0;
	if (o->prog == NULL)
		return err_why(e, "option -l", NULL,
		    "missing; name the program to start behind TLS");
	if (o->pid_file != NULL && o->listen[0] == NULL)
		return err_why(e, "option -P", NULL,
		    "only with -d: inetd knows who it started");
	if (rest < argc) {
		o->prog_argv = argv + rest;
	} else {
		o->own_argv[0] = base_name(o->prog);
		o->prog_argv = o->own_argv;
	}
	return 0;
}

const char *
wrap_opts_help(void)
{
	/* A connection never touches it. */
	static APART char text[4096];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "usage: thimble -l program [options] [-- argv0 args]\n"
	    "TLS for an inetd service; inetd starts it on each connection.\n");
	opts_help(table, ROWS, &s);
	return text;
}
