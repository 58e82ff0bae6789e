/* SPDX-License-Identifier: MIT */
/* thimble's command line: each option, each sentence about a wrong one. */
#include "base/log.h"
#include "lib/unit.h"
#include "wrap/wrap_opts.h"

enum { WORDS = 14 };

static char *argv[WORDS + 2];

/* Reads WORDS, ended by NULL, as thimble's own. */
static int
parse(struct wrap_opts *o, const char *const words[], struct err *e)
{
	static char name[] = "thimble";
	int argc = 1;

	memset(argv, 0, sizeof argv);
	argv[0] = name;
	for (; argc <= WORDS && words[argc - 1] != NULL; argc++)
		argv[argc] = (char *)(size_t)words[argc - 1];
	memset(o, '#', sizeof *o);
	err_clear(e);
	return wrap_opts_parse(o, argc, argv, e);
}

#define PARSE(o, e, ...) \
	parse(o, (const char *const[WORDS + 1]){ __VA_ARGS__ }, e)

#define NONE "options -l, -L and -r: one of them is required"
#define ONE "options -l, -L and -r: only one of them can be given"

static const struct {
	const char *words[7];
	const char *why;
} bads[] = {
	{ { NULL }, NONE },
	{ { "/usr/sbin/imapd" }, "argument /usr/sbin/imapd: not an option; "
	    "thimble has options only, no configuration file (see -h)" },
	{ { "-x" }, "option -x: unknown; see -h" },
	{ { "-lp", "--nix" }, "option --nix: unknown; see -h" },
	{ { "-l" }, "option -l: needs an argument" },
	{ { "-lp", "-p" }, "option -p: needs an argument" },
	{ { "-lp", "-lq" }, "option -lq: given twice" },
	{ { "-lp", "-pa", "-pb", "-pc", "-pd", "-pe" },
	    "option -pe: given too many times" },
	{ { "-lp", "-Nx", "-Ny" }, "option -Ny: given twice" },
	{ { "-lp", "-Dloud" }, "option -D loud: needs a level such as notice, "
	    "debug or daemon.info" },
	{ { "-lp", "-D8" }, "option -D 8: needs a level such as notice, "
	    "debug or daemon.info" },
	{ { "-lp", "--handshake=0" },
	    "option --handshake=0: must be a number from 1 to 3600" },
	{ { "-lp", "--handshake", "3601" },
	    "option --handshake: must be a number from 1 to 3600" },
	{ { "-lp", "--handshake" }, "option --handshake: needs an argument" },
	{ { "-lp", "--idle=604801" },
	    "option --idle=604801: must be a number from 0 to 604800" },
	{ { "-lp", "--idle=-1" },
	    "option --idle=-1: must be a number from 0 to 604800" },
	{ { "-lp", "--linger=0" },
	    "option --linger=0: must be a number from 1 to 86400" },
	{ { "-lp", "--drain=86401" },
	    "option --drain=86401: must be a number from 0 to 86400" },
	{ { "-d993" }, NONE },
	{ { "-lp", "-P/run/" }, "option -P /run/: only with -d: inetd knows "
	    "its own children" },
	{ { "-lp", "-nnntp" }, "option -n nntp: must be imap, pop3 or smtp" },
	{ { "-lp", "-n", "SMTP" },
	    "option -n SMTP: must be imap, pop3 or smtp" },
	{ { "-lp", "--starttls=3601" },
	    "option --starttls=3601: must be a number from 1 to 3600" },
	{ { "-lp", "--check=yes" }, "option --check=yes: takes no value" },
	{ { "-lp", "-v4" }, "option -v4: must be a number from 0 to 3" },
	{ { "-lp", "-v", "x" }, "option -v: must be a number from 0 to 3" },
	{ { "-lp", "-v1" }, "option -v: needs -A or -a: the certificates "
	    "to verify clients with" },
	/* a wrong line is wrong even where nothing would be started */
	{ { "--check", "-D9" }, "option -D 9: needs a level such as notice, "
	    "debug or daemon.info" },
	/* what is behind TLS: one thing */
	{ { "-lp", "-Lq" }, ONE }, { { "-lp", "-r1" }, ONE },
	{ { "-Lp", "-r1" }, ONE },
	{ { "-r1", "imapd" }, "argument imapd: with -r there is no program to "
	    "give it to" },
	{ { "-r1", "-T" }, "option -T: with -r the server sees this "
	    "host's address; use --proxy-protocol" },
	{ { "-lp", "-I127.0.0.1" }, "option -I 127.0.0.1: only with -r" },
	{ { "-Lp", "--proxy-protocol=1" },
	    "option --proxy-protocol: only with -r" },
	{ { "-lp", "--connect", "5" }, "option --connect: only with -r" },
	{ { "-r1", "--proxy-protocol=3" },
	    "option --proxy-protocol=3: must be a number from 1 to 2" },
	{ { "-r1", "--connect=0" },
	    "option --connect=0: must be a number from 1 to 600" },
	{ { "-r0" }, "option -r 0: the port must be 1 to 65535 or a "
	    "TCP service from /etc/services" },
	{ { "-r1", "-I::1" }, "option -I ::1: must be of the same address "
	    "family as the server" },
	{ { "-Lp", "-Or:SO_DEBUG=1" }, "option -O r:SO_DEBUG=1: with -L the "
	    "backend is not a socket" },
	{ { "-lp", "-Ol:SO_NONE=1" }, "option -O l:SO_NONE=1: unknown socket "
	    "option" },
	/* stunnel 3's that nobody here can honour */
	{ { "-c", "-r1" }, "option -c: thimble is a TLS server only" },
	{ { "-lp", "-uroot" }, "option -u root: IDENT is not supported: the "
	    "client can answer anything" },
	{ { "-lp", "-t0" }, "option -t0: must be a number from 1 to "
	    "2147483647" },
	{ { "-lp", "-S4" }, "option -S4: must be a number from 0 to 3" },
	{ { "-h", "-z" }, "option -z: unknown; see -h" }
};

static void
test_defaults(void)
{
	struct tls_policy p;
	struct wrap_opts o;
	struct err e;

	CHECK_INT(PARSE(&o, &e, "-l", "/usr/sbin/imapd"), 0);
	CHECK_STR(e.text, "");
	CHECK_STR(o.prog, "/usr/sbin/imapd");
	CHECK_STR(o.prog_argv[0], "imapd");
	CHECK_STR(o.prog_argv[1], NULL);
	CHECK(o.pem[0] == NULL);
	CHECK_STR(o.service, NULL);
	CHECK_STR(o.user, NULL);
	CHECK_STR(o.group, NULL);
	CHECK_STR(o.log_file, NULL);
	CHECK_STR(o.jail, "/var/empty");
	CHECK_INT(o.handshake_s, 60);
	CHECK_INT(o.starttls_s, 60);
	CHECK(o.starttls == NULL);
	CHECK_INT(o.idle_s, 3600);
	wrap_policy_fill(&p, &o.policy);
	CHECK_INT(p.client, CLIENT_NOT_ASKED);
	CHECK(p.suites == NULL && p.groups == NULL && !p.only_tls13);
	CHECK_STR(o.policy.alpn, NULL);
	CHECK_INT(o.check, 0);
	CHECK_INT(o.help, 0);
	CHECK_INT(o.version, 0);
	CHECK_INT(o.log_facility, LOG_FACILITY_DAEMON);
	CHECK_INT(o.log_level, LOG_LEVEL_NOTICE);

	/* Without a folder in it the name is the program's as it stands. */
	CHECK_INT(PARSE(&o, &e, "-limapd"), 0);
	CHECK_STR(o.prog, "imapd");
	CHECK_STR(o.prog_argv[0], "imapd");
}

static void
test_all(void)
{
	struct wrap_opts o;
	struct err e;

	CHECK_INT(PARSE(&o, &e, "-pserver.pem", "-N", "imaps", "-smail",
	    "-g", "nogroup", "-Dmail.debug", "-o", "/tmp/log",
	    "--handshake=7", "--idle", "0", "--jail=/empty", "-l/bin/cat"), 0);
	CHECK_STR(o.pem[0], "server.pem");
	CHECK(o.pem[1] == NULL);
	CHECK_STR(o.service, "imaps");
	CHECK_STR(o.user, "mail");
	CHECK_STR(o.group, "nogroup");
	CHECK_INT(o.log_facility, 2);
	CHECK_INT(o.log_level, LOG_LEVEL_DEBUG);
	CHECK_STR(o.log_file, "/tmp/log");
	CHECK_INT(o.handshake_s, 7);
	CHECK_INT(o.idle_s, 0);
	CHECK_STR(o.jail, "/empty");
	CHECK_STR(o.prog, "/bin/cat");
	CHECK_STR(o.prog_argv[0], "cat");

	/* The protocol is the service's name, unless that is given. */
	CHECK_INT(PARSE(&o, &e, "-nimap", "-l/x", "--starttls", "9"), 0);
	CHECK(o.starttls == &starttls_imap);
	CHECK_STR(o.service, "imap");
	CHECK_INT(o.starttls_s, 9);
	CHECK_INT(PARSE(&o, &e, "-N", "mine", "-n", "smtp", "-l/x"), 0);
	CHECK(o.starttls == &starttls_smtp);
	CHECK_STR(o.service, "mine");

	CHECK_INT(PARSE(&o, &e, "-hV"), 0);
	CHECK_INT(o.help, 1);
	CHECK_INT(o.version, 1);
	/* --check needs no program. */
	CHECK_INT(PARSE(&o, &e, "--check", "-p", "x.pem"), 0);
	CHECK_INT(o.check, 1);
	CHECK_STR(o.pem[0], "x.pem");
	CHECK_INT(PARSE(&o, &e, "--check", "-pa", "-p", "b", "-pc", "-pd"),
	    0);
	CHECK_STR(o.pem[0], "a");
	CHECK_STR(o.pem[1], "b");
	CHECK_STR(o.pem[3], "d");
}

/* Without inetd. */
static void
test_listen(void)
{
	struct wrap_opts o;
	struct err e;

	CHECK_INT(PARSE(&o, &e, "-lp"), 0);
	CHECK_STR(o.listen[0], NULL);
	CHECK_STR(o.pid_file, NULL);
	CHECK_INT(o.foreground, 0);
	CHECK_INT(o.linger_s, 60);
	CHECK_INT(o.drain_s, 300);
	CHECK_INT(o.deferred, 0);
	CHECK_INT(PARSE(&o, &e, "-d993", "-d", "[::1]:995", "-fP", "/run/",
	    "--linger=3", "--drain", "0", "-lp"), 0);
	CHECK_STR(o.listen[0], "993");
	CHECK_STR(o.listen[1], "[::1]:995");
	CHECK_STR(o.listen[2], NULL);
	CHECK_STR(o.pid_file, "/run/");
	CHECK_INT(o.foreground, 1);
	CHECK_INT(o.linger_s, 3);
	CHECK_INT(o.drain_s, 0);
	/* Eight are all. */
	CHECK_INT(PARSE(&o, &e, "-d1", "-d2", "-d3", "-d4", "-d5", "-d6",
	    "-d7", "-d8", "-lp"), 0);
	CHECK_STR(o.listen[7], "8");
	CHECK_INT(PARSE(&o, &e, "-d1", "-d2", "-d3", "-d4", "-d5", "-d6",
	    "-d7", "-d8", "-d9", "-lp"), -1);
	CHECK_STR(e.text, "option -d9: given too many times");
}

static void
test_backends(void)
{
	struct wrap_opts o;
	struct err e;

	CHECK_INT(PARSE(&o, &e, "-r", "localhost:143"), 0);
	CHECK_STR(e.text, "");
	CHECK_STR(o.remote, "localhost:143");
	CHECK_STR(o.prog, NULL);
	/* the name of the service, if nothing else is known */
	CHECK_STR(o.prog_argv[0], "localhost:143");
	CHECK_INT(o.connect_s, 10);
	CHECK_INT(o.proxy_version, 0);
	CHECK(!dial_is_unix(&o.remote_at));
	CHECK_INT(o.source_at.at.ss_family, 0);
	CHECK_INT(PARSE(&o, &e, "-r/run/imap", "--proxy-protocol", "2",
	    "--connect=600"), 0);
	CHECK(dial_is_unix(&o.remote_at));
	CHECK_INT(o.proxy_version, 2);
	CHECK_INT(o.connect_s, 600);

	CHECK_INT(PARSE(&o, &e, "-L", "/usr/sbin/pppd", "--", "pppd",
	    "local"), 0);
	CHECK_STR(o.prog, "/usr/sbin/pppd");
	CHECK_INT(o.on_tty, 1);
	CHECK_STR(o.prog_argv[1], "local");
	CHECK_INT(PARSE(&o, &e, "-lx"), 0);
	CHECK_INT(o.on_tty, 0);
}

/* What stunnel 3 had and nobody needs is taken without a word. */
static void
test_stunnel(void)
{
	struct wrap_opts o;
	struct err e;

	CHECK_INT(PARSE(&o, &e, "-E/run/egd", "-R", "/dev/urandom", "-B64",
	    "-W", "-S0", "-t300", "-T", "-l/bin/cat", "-Ol:TCP_NODELAY=1",
	    "-O", "r:SO_KEEPALIVE=1"), 0);
	CHECK_STR(e.text, "");
	CHECK_INT(o.ticket_s, 300);
	CHECK_STR(o.sockopts[0], "l:TCP_NODELAY=1");
	CHECK_STR(o.sockopts[1], "r:SO_KEEPALIVE=1");
	CHECK_STR(o.sockopts[2], NULL);
}

/* The program's own words are not ours, with and without "--". */
static void
test_rest(void)
{
	struct wrap_opts o;
	struct err e;

	CHECK_INT(PARSE(&o, &e, "-l", "/usr/sbin/imapd", "imapd", "-D9",
	    "--handshake=0", "-l"), 0);
	CHECK_STR(e.text, "");
	CHECK_INT(o.log_level, LOG_LEVEL_NOTICE);
	CHECK(o.prog_argv == argv + 3);
	CHECK_STR(o.prog_argv[0], "imapd");
	CHECK_STR(o.prog_argv[1], "-D9");
	CHECK_STR(o.prog_argv[3], "-l");
	CHECK_STR(o.prog_argv[4], NULL);

	CHECK_INT(PARSE(&o, &e, "-l", "/bin/sh", "--", "-sh", "-c", "true"),
	    0);
	CHECK_STR(o.prog_argv[0], "-sh");
	CHECK_STR(o.prog_argv[2], "true");
	CHECK_STR(o.prog_argv[3], NULL);

	/* Nothing behind it is the same as no "--". */
	CHECK_INT(PARSE(&o, &e, "-l", "/bin/sh", "--"), 0);
	CHECK_STR(o.prog_argv[0], "sh");
	CHECK_STR(o.prog_argv[1], NULL);
}

static void
test_help(void)
{
	static const char *const words[] = {
		"usage: thimble ", " -l program ", " -p pem ", " -N service ",
		" -n protocol ", " --starttls seconds ",
		" -s user ", " -g group ", " -v level ",
		" -A file ", " -a folder ", " --crl file ", " -C list ",
		" --groups list ", " --tls-min version ", " --alpn name ",
		" -D level ", " -o file ",
		" --handshake seconds ", " --idle seconds ",
		" --jail folder ", " -d [host:]port ",
		" -f ", " -P pidfile ", " --linger seconds ",
		" --drain seconds ", " --check ",
		" -h, --help ", " -V, --version ",
		/* what it says of defaults is what they are */
		"(/etc/thimble/server.pem)", "(60)", "(3600)",
		"(/var/empty)", "(daemon.notice)",
		"(x25519:P-256:P-384)", "(1.2)"
	};
	const char *text = wrap_opts_help();
	size_t i, width = 0;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (!CHECK(strstr(text, words[i]) != NULL))
			printf("\t%s\n", words[i]);
	for (; *text != '\0'; text++) {
		width = *text == '\n' ? 0 : width + 1;
		CHECK(width < 80);
	}
	CHECK_INT(width, 0);
}

int
main(void)
{
	struct wrap_opts o;
	struct err e;
	size_t i;

	test_defaults();
	test_all();
	test_listen();
	test_backends();
	test_stunnel();
	test_rest();
	test_help();
	for (i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		CHECK_INT(parse(&o, bads[i].words, &e), -1);
		CHECK_STR(e.text, bads[i].why);
	}
	return unit_done();
}
