/* SPDX-License-Identifier: MIT */
/* The wrapper: what the command line asks for, and how it fails. */
#include "serve/wrap.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

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
#include "serve/serve.h"
#include "tls/tls.h"
#include "wrap/wrap_opts.h"

/* With -n a client hears plain text first. */
static const struct starttls_protocol *plain;

/*
 * Turns away a client that cannot be served, with an alert or a line instead
 * of a reset.  Nothing that it sent is read.
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

/* Says a sentence to whoever started us by hand, and to the log. */
static int
complain(const struct err *e, int status)
{
	static const struct timespec moment = { .tv_sec = 1 };

	log_err(LOG_LEVEL_ERR, e);
	/* Inetd starts us again at once, and the next would say the same. */
	if (fd_is_listener(0))
		(void)nanosleep(&moment, NULL);
	if (!fd_is_socket(0) && !fd_is_socket(2)) {
		io_say(2, "thimble: ");
		io_say(2, e->text);
		io_say(2, "\n");
	}
	turn_away();
	return status;
}

/* Prints for a person; under inetd descriptor 1 is the client: nothing. */
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
	/* The program last: this becomes its user. */
	if (daemon_judge(o, &e) != EXIT_GOOD || keycheck_program(o, &e) < 0) {
		say(e.text);
		say("\n");
		rc = -1;
	}
	return rc < 0 ? EXIT_FAILED : EXIT_GOOD;
}

/* Descriptors 1 and 2 as inetd left them: nothing may be written there. */
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
	 * What lives as long as a connection is not on the stack, which
	 * starts anywhere in a page: it would reach into one more page in
	 * most idle processes.
	 */
	static struct wrap_opts o;
	static struct err e;
	int rc;

	err_clear(&e);
	sig_begin();
	fd_close_from(3);
	rc = wrap_opts_parse(&o, argc, argv, &e);
	/* inetd would have put the name there. */
	if (rc < 0 && argc > 0 && argv[0][0] == '-') {
		err_clear(&e);
		err_why(&e, "argument", argv[0], "in inetd.conf the "
		    "path must be followed by the name: thimble");
	}
	plain = o.starttls;
	log_open("thimble", o.log_facility, o.log_level);
	/* Of what is wrong with the line the first is said: E has it. */
	if (o.log_file != NULL && log_to_file(o.log_file, &e) < 0 && rc == 0)
		return complain(&e, EXIT_FAILED);
	if (rc < 0)
		return complain(&e, EXIT_USAGE);
	if (o.help)
		return print(wrap_opts_help());
	if (o.version)
		return print("thimble " THIMBLE_VERSION "\n");
	if (o.check)
		return check(&o);
	if (o.seed[0] != NULL || o.seed[1] != NULL || o.seed[2] != NULL ||
	    o.seed_kept)
		log_line(LOG_LEVEL_DEBUG, "options -E, -R, -B and -W do "
		    "nothing: the kernel's randomness needs no seed");
	if (o.listen[0] != NULL && fd_is_inet(0)) {
		err_why(&e, "option -d", NULL, "not for inetd.conf: inetd "
		    "listens there");
		return complain(&e, EXIT_USAGE);
	}
	if (o.listen[0] != NULL) {
		rc = daemon_run(&o, argc > 0 ? path_base(argv[0]) : "thimble",
		    &e);
		return e.text[0] == '\0' ? rc : complain(&e, rc);
	}
	if (quiet_stdio(&e) < 0)
		return complain(&e, EXIT_FAILED);
	if (!fd_is_socket(0)) {
		err_why(&e, "descriptor 0", NULL, "not a socket; let inetd "
		    "start this (-h for help)");
		return complain(&e, EXIT_USAGE);
	}
	rc = fd_is_listener(0) ? daemon_wait(&o, &e) :
	    serve_connection(&o, &e);
	return e.text[0] == '\0' ? rc : complain(&e, rc);
}
