/* SPDX-License-Identifier: MIT */
/*
 * The wrapper's command line.  Letters have the same meaning as in stunnel 3.
 */
#ifndef WRAP_WRAP_OPTS_H
#define WRAP_WRAP_OPTS_H

#include "base/err.h"
#include "base/paths.h"
#include "os/dial.h"
#include "os/sockopt.h"
#include "relay/starttls.h"
#include "wrap/wrap_policy.h"

enum {
	/* Seconds.  IMAP requires at least 30 minutes (RFC 9051, 5.4). */
	HANDSHAKE_S = 60,
	STARTTLS_S = 60,
	IDLE_S = 3600,
	CLOSE_S = 10,
	CONNECT_S = 10,
	/* How long the accepting process stays in memory without clients. */
	LINGER_S = 60,
	/* Time for a download to end; the next listener need not wait. */
	DRAIN_S = 300,

	WRAP_LISTEN_MAX = 8,
	WRAP_NETS_MAX = 8,
	WRAP_OPTS_ROOM = 4096	/* bytes of the page that holds them */
};

#define WRAP_PEM PATHS_CONF "/server.pem"
/* The device's own, while another's is in its place: store/own.h. */
#define WRAP_OWN PATHS_CONF "/own.pem"
/* Below the folder of --run: certificates for challenges, NAME.pem. */
#define WRAP_ACME "acme"

enum { WRAP_PEMS_MAX = 4 };

struct wrap_opts {
	const char *prog;		/* -l */
	const char *tty_prog;		/* -L */
	const char *remote, *source;	/* -r, -I */
	const char *pem[WRAP_PEMS_MAX];	/* -p; none: see keyring.h */
	const char *service;		/* -N; NULL: by port or program */
	const char *protocol;		/* -n */
	const char *user, *group;	/* -s, -g */
	const char *run_as, *run_group;	/* --run-as; with -d also -s, -g */
	const char *level;		/* -D */
	const char *log_file;		/* -o */
	const char *jail;		/* --jail */
	const char *sockopts[SOCKOPT_MAX];	/* -O */
	const char *listen[WRAP_LISTEN_MAX];	/* -d, else NULL */
	const char *allow[WRAP_NETS_MAX];	/* --allow */
	const char *deny[WRAP_NETS_MAX];	/* --deny */
	const char *pid_file;		/* -P */
	unsigned long handshake_s, starttls_s, idle_s, connect_s;
	unsigned long linger_s, drain_s;
	unsigned long proxy_version;	/* 0: no header */
	int foreground;			/* -f */
	struct wrap_policy policy;	/* -v -a -A -C and others */
	int transparent;		/* -T */
	unsigned long ticket_s;		/* -t; see ticket_life.h */
	int no_tickets;			/* --no-tickets */
	/* stunnel 3's options without effect: -E -R -B -W; -S */
	const char *seed[3];
	int seed_kept;
	unsigned long ca_sources;
	/* stunnel 3's options that are refused: -c -u */
	int client;
	const char *ident;
	/* 0: derived from the machine's memory (os/slots.h) */
	unsigned long max_sessions, max_handshakes, max_per_ip;
	const char *run;		/* --run */
	int check, help, version;
	/* filled in from the above */
	char *const *prog_argv;		/* argv[0] on, ended by NULL */
	int on_tty;			/* prog is tty_prog */
	struct dial remote_at, source_at;
	int deferred;		/* the kernel waited for the first byte */
	int judged;		/* allow and deny applied while accepting */
	const struct starttls_protocol *starttls;	/* NULL: TLS at once */
	unsigned log_facility, log_level;
	char *own_argv[2];		/* if the command line gives none */
};

/* Reads the command line into O; -1: E has the mistake. */
int wrap_opts_parse(struct wrap_opts *o, int argc, char **argv,
    struct err *e);

/*
 * Returns the page that O begins to the kernel.  A connection that relays needs
 * nothing else in that page, and no options.
 */
void wrap_opts_release(const struct wrap_opts *o);

/* The text of -h. */
const char *wrap_opts_help(void);

#endif
