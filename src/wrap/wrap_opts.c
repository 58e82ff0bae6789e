/* SPDX-License-Identifier: MIT */
/* The wrapper's command line: see wrap_opts.h. */
#include "wrap/wrap_opts.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/apart.h"
#include "base/log.h"
#include "base/opts_rows.h"
#include "base/sbuf.h"
#include "os/mem.h"
#include "os/slots.h"
#include "wrap/admit.h"
#include "wrap/wrap_rules.h"

#define AT(field) offsetof(struct wrap_opts, field)

static const struct opt table[] = {
	/* The backend. */
	TEXT('l', NULL, prog, "program",
	    "run this inetd-style program behind TLS"),
	TEXT('L', NULL, tty_prog, "program",
	    "the same, on its own terminal"),
	TEXT('r', NULL, remote, "[host:]port",
	    "connect to this server instead, or to a unix /path"),
	NUMBER(NONE, "proxy-protocol", proxy_version, 1, 2, "1|2",
	    "with -r: send a PROXY header of this version"),
	NUMBER(NONE, "connect", connect_s, 1, 600, "seconds",
	    "with -r: time limit for connecting (10)"),
	TEXT('I', NULL, source, "host",
	    "with -r: connect from this address"),
	FLAG('T', NULL, transparent,
	    "with -l: put the client in REMOTE_HOST (always done)"),
	LIST('O', NULL, sockopts, SOCKOPT_MAX, "a|l|r:option=value",
	    "socket option of listener, client or backend"),
	/* Keys, ports and users. */
	LIST('p', NULL, pem, WRAP_PEMS_MAX, "pem",
	    "key and chain, or a folder (" WRAP_PEM ")"),
	LIST('d', NULL, listen, WRAP_LISTEN_MAX, "[host:]port",
	    "listen on this port, without inetd; may be repeated"),
	FLAG('f', NULL, foreground,
	    "with -d: stay in the foreground, log to stderr"),
	TEXT('P', NULL, pid_file, "pidfile",
	    "with -d: write the pid to this file or folder/"),
	TEXT('N', NULL, service, "service",
	    "name for the log and for ALPN (by port)"),
	TEXT('n', NULL, protocol, "protocol",
	    "STARTTLS: imap, pop3 or smtp in plain text first"),
	TEXT('s', NULL, user, "user",
	    "user of the network process (one of its own)"),
	TEXT('g', NULL, group, "group",
	    "group of the network process (one of its own)"),
	TEXT(NONE, "run-as", run_as, "user",
	    "user of the program (root; with -d that of -s)"),
	/* TLS. */
	NUMBER('v', NULL, policy.verify, 0, 3, "level",
	    "client certificate: 1 if sent, 2 required, 3 known"),
	TEXT('A', NULL, policy.ca_file, "file",
	    "CAs, certificates and CRLs for verifying clients"),
	TEXT('a', NULL, policy.ca_dir, "folder",
	    "the same, from its *.pem, *.crt, *.crl, *.0, *.r0"),
	TEXT(NONE, "crl", policy.crl_file, "file",
	    "revocation lists for client certificates"),
	TEXT('C', NULL, policy.suites, "list",
	    "cipher suites by OpenSSL or IANA name (all)"),
	TEXT(NONE, "groups", policy.groups, "list",
	    "key exchange groups (x25519:P-256:P-384)"),
	TEXT(NONE, "tls-min", policy.tls_min, "version",
	    "oldest TLS version, 1.2 or 1.3 (1.2)"),
	TEXT(NONE, "alpn", policy.alpn, "name",
	    "the only ALPN protocol allowed (by service)"),
	NUMBER('t', NULL, ticket_s, 1, 2147483647, "seconds",
	    "how long a session can be resumed (7200)"),
	FLAG(NONE, "no-tickets", no_tickets,
	    "never resume a session"),
	/* Log and limits. */
	TEXT('D', NULL, level, "level",
	    "log [facility.]level, name or 0 to 7 (daemon.notice)"),
	TEXT('o', NULL, log_file, "file",
	    "append the log to this file instead of syslog"),
	NUMBER(NONE, "handshake", handshake_s, 1, 3600, "seconds",
	    "time limit for the whole handshake (60)"),
	NUMBER(NONE, "starttls", starttls_s, 1, 3600, "seconds",
	    "with -n: time limit for the plain text (60)"),
	NUMBER(NONE, "idle", idle_s, 0, 604800, "seconds",
	    "close an idle connection; 0: never (3600)"),
	NUMBER(NONE, "linger", linger_s, 1, 86400, "seconds",
	    "inetd wait: exit after this long without clients (60)"),
	NUMBER(NONE, "drain", drain_s, 0, 86400, "seconds",
	    "with -d: time for open connections after TERM (300)"),
	LIST(NONE, "allow", allow, WRAP_NETS_MAX, "net,...",
	    "serve these addresses and networks only"),
	LIST(NONE, "deny", deny, WRAP_NETS_MAX, "net,...",
	    "refuse these; the smallest network decides"),
	NUMBER(NONE, "max-sessions", max_sessions, 1, SLOTS_MAX, "n",
	    "most connections at once (one per MB of memory)"),
	NUMBER(NONE, "max-handshakes", max_handshakes, 1, SLOTS_MAX, "n",
	    "most of these in the handshake (half, at most 64)"),
	NUMBER(NONE, "max-per-ip", max_per_ip, 1, SLOTS_MAX, "n",
	    "most from one IPv4 address or IPv6 /64 (a quarter)"),
	TEXT(NONE, "run", run, "folder",
	    "state shared by all connections (" PATHS_RUN ")"),
	TEXT(NONE, "jail", jail, "folder",
	    "empty root folder, network process (" PATHS_JAIL ")"),
	FLAG(NONE, "check", check,
	    "load the pem as a connection would; report problems"),
	FLAG('h', "help", help, "show this help"),
	FLAG('V', "version", version, "show the version"),
	/* Letters of stunnel 3 that have no effect or are refused. */
	NUMBER('S', NULL, ca_sources, 0, 3, "sources",
	    "no effect: no CA is trusted by default"),
	TEXT('E', NULL, seed[0], "socket",
	    "no effect: randomness comes from the kernel"),
	TEXT('R', NULL, seed[1], "file", "likewise"),
	TEXT('B', NULL, seed[2], "bytes", "likewise"),
	FLAG('W', NULL, seed_kept, "likewise"),
	FLAG('c', NULL, client, "refused: not a TLS client"),
	TEXT('u', NULL, ident, "user", "refused: IDENT can be forged")
};

enum { ROWS = sizeof table / sizeof table[0] };

int
wrap_opts_parse(struct wrap_opts *o, int argc, char **argv, struct err *e)
{
	int rest;

	memset(o, 0, sizeof *o);
	o->handshake_s = HANDSHAKE_S;
	o->starttls_s = STARTTLS_S;
	o->idle_s = IDLE_S;
	o->policy.verify = VERIFY_UNSET;
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
		    "needs a level such as notice, debug or daemon.info");
	if (wrap_policy_parse(&o->policy, e) < 0 || admit_check(o, e) < 0)
		return -1;
	if (o->protocol != NULL) {
		o->starttls = starttls_find(o->protocol);
		if (o->starttls == NULL)
			return err_why(e, "option -n", o->protocol,
			    "must be imap, pop3 or smtp");
		if (o->service == NULL)
			o->service = o->protocol;
	}
	if (o->jail == NULL)
		o->jail = PATHS_JAIL;
	if (o->run == NULL)
		o->run = PATHS_RUN;
	if (o->help || o->version || (o->check && o->prog == NULL &&
	    o->tty_prog == NULL && o->remote == NULL))
		return 0;
	return wrap_rules_judge(o, argv + rest, argc - rest, e);
}

void
wrap_opts_release(const struct wrap_opts *o)
{
	mem_release((void *)(uintptr_t)o, WRAP_OPTS_ROOM);
}

const char *
wrap_opts_help(void)
{
	/* Connections never touch it. */
	static APART char text[4096];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "usage: thimble -l program [options] [-- argv0 args]\n"
	    "TLS for an inetd service; inetd starts it for each connection.\n");
	opts_help(table, ROWS, &s);
	return text;
}
