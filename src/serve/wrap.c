/* SPDX-License-Identifier: MIT */
/* The wrapper: dispatches by the command line and reports errors. */
#include "serve/wrap.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/io.h"
#include "base/log.h"
#include "base/path.h"
#include "key/keycheck.h"
#include "net/client_files.h"
#include "net/plain.h"
#include "os/fd.h"
#include "os/fdstream.h"
#include "os/sig.h"
#include "os/tcp.h"
#include "serve/daemon.h"
#include "serve/failure.h"
#include "serve/serve.h"
#include "tls/tls.h"
#include "wrap/wrap_opts.h"

/* With -n a client gets plain text first. */
static const struct starttls_protocol *plain;

/*
 * Turns away a client that cannot be served, with an alert or a line of text
 * instead of a reset.  Reads nothing from it.
 */
static void
turn_away(void)
{
	struct fdstream net;

	if (!fd_is_socket(0) || fd_is_listener(0))
		return;
	fdstream_init(&net, 0, FDSTREAM_NET);
	if (plain != NULL)
		plain_refuse(0, plain);
	else
		tls_refuse(&net.stream);
	tcp_farewell(0, TCP_FAREWELL_MS);
}

/* Reports E in the log and, if started by hand, on stderr. */
static int
complain(const struct err *e, int status)
{
	static const struct timespec moment = { .tv_sec = 1 };

	if (fd_is_socket(0))
		log_err(LOG_LEVEL_ERR, e);
	else
		failure_report(e);
	/* inetd starts us again at once, with the same result: slow down. */
	if (fd_is_listener(0))
		(void)nanosleep(&moment, NULL);
	turn_away();
	return status;
}

/* Prints TEXT, but not under inetd, where descriptor 1 is the client. */
static int
print(const char *text)
{
	if (!fd_is_socket(1))
		io_say(1, text);
	turn_away();
	return EXIT_GOOD;
}

static void
say(const char *text)
{
	io_say(1, text);
}

static int
check(const struct wrap_opts *o)
{
	struct tls_policy policy;
	int rc;
	struct err e;

	err_clear(&e);
	if (fd_is_socket(1)) {
		err_why(&e, "option --check", NULL, "not for inetd.conf; "
		    "type it in a shell");
		return complain(&e, EXIT_USAGE);
	}
	log_to_fd(1);
	rc = keycheck_all(o, say);
	wrap_policy_fill(&policy, &o->policy);
	if (client_files_read(&policy, &o->policy, CLIENT_JUDGE, &e) < 0) {
		say(e.text);
		say("\n");
		rc = -1;
	}
	err_clear(&e);
	/* The program comes last: this process becomes its user. */
	if (daemon_judge(o, &e) != EXIT_GOOD || keycheck_program(o, &e) < 0) {
		say(e.text);
		say("\n");
		rc = -1;
	}
	return rc < 0 ? EXIT_FAILED : EXIT_GOOD;
}

/* Under inetd 1 and 2 are the client: nothing may be written there. */
static int
quiet_stdio(struct err *e)
{
	if (fd_fill_stdio() < 0 || (fd_is_socket(0) && fd_to_null(1) < 0) ||
	    (fd_is_socket(2) && fd_to_null(2) < 0))
		return err_set(e, "open", "/dev/null", errno);
	return 0;
}

int
wrap_main(int argc, char **argv)
{
	/*
	 * Static, because the stack starts anywhere in a page: with this much
	 * on it, it would extend into one more page in most idle processes.
	 * N returns this page before it relays.
	 */
	static APART_PAGES union {
		struct {
			struct wrap_opts o;
			struct err e;
		};
		char page[WRAP_OPTS_ROOM];
	} setup;
	struct wrap_opts *const o = &setup.o;
	struct err *const e = &setup.e;
	int rc;

	err_clear(e);
	sig_begin();
	fd_close_from(3);
	rc = wrap_opts_parse(o, argc, argv, e);
	/* The name of the program belongs there. */
	if (rc < 0 && argc > 0 && argv[0][0] == '-') {
		err_clear(e);
		err_why(e, "argument", argv[0], "in inetd.conf the "
		    "path must be followed by the name: thimble");
	}
	plain = o->starttls;
	log_open("thimble", o->log_facility, o->log_level);
	/* E keeps the first error of the command line. */
	if (o->log_file != NULL && log_to_file(o->log_file, e) < 0 && rc == 0)
		return complain(e, EXIT_FAILED);
	if (rc < 0)
		return complain(e, EXIT_USAGE);
	if (o->help)
		return print(wrap_opts_help());
	if (o->version)
		return print("thimble " THIMBLE_VERSION "\n");
	if (o->check)
		return check(o);
	if (o->seed[0] != NULL || o->seed[1] != NULL || o->seed[2] != NULL ||
	    o->seed_kept)
		log_line(LOG_LEVEL_DEBUG, "options -E, -R, -B and -W have no "
		    "effect: the kernel's random numbers need no seed");
	if (o->listen[0] != NULL && fd_is_inet(0)) {
		err_why(e, "option -d", NULL, "not for inetd.conf: inetd "
		    "listens there");
		return complain(e, EXIT_USAGE);
	}
	if (o->listen[0] != NULL) {
		rc = daemon_run(o, argc > 0 ? path_base(argv[0]) : "thimble",
		    e);
		return e->text[0] == '\0' ? rc : complain(e, rc);
	}
	if (quiet_stdio(e) < 0)
		return complain(e, EXIT_FAILED);
	if (!fd_is_socket(0)) {
		err_why(e, "descriptor 0", NULL, "not a socket; let inetd "
		    "start this (-h for help)");
		return complain(e, EXIT_USAGE);
	}
	rc = fd_is_listener(0) ? daemon_wait(o, e) :
	    serve_connection(o, e);
	return e->text[0] == '\0' ? rc : complain(e, rc);
}
