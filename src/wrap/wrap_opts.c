/* SPDX-License-Identifier: MIT */
/* The wrapper's command line: see wrap_opts.h. */
#include "wrap/wrap_opts.h"

#include <stddef.h>
#include <string.h>

#include "base/apart.h"
#include "base/log.h"
#include "base/opts.h"
#include "base/sbuf.h"
#include "os/slots.h"
#include "wrap/wrap_rules.h"

#define AT(field) offsetof(struct wrap_opts, field)

static const struct opt table[] = {
	{ 'l', OPT_TEXT, AT(prog), 0, 0, NULL, "program",
	    "start this inetd-type program behind TLS" },
	{ 'L', OPT_TEXT, AT(tty_prog), 0, 0, NULL, "program",
	    "the same with a terminal of its own" },
	{ 'r', OPT_TEXT, AT(remote), 0, 0, NULL, "[host:]port",
	    "connect there instead, or to a unix /path" },
	{ '\0', OPT_NUMBER, AT(proxy_version), 1, 2, "proxy-protocol", "1|2",
	    "with -r: say first who the client is" },
	{ '\0', OPT_NUMBER, AT(connect_s), 1, 600, "connect", "seconds",
	    "limit of connecting for -r (10)" },
	{ 'I', OPT_TEXT, AT(source), 0, 0, NULL, "host",
	    "with -r: connect from this address" },
	{ 'T', OPT_FLAG, AT(transparent), 0, 0, NULL, NULL,
	    "with -l: REMOTE_HOST is the client (always so)" },
	{ 'O', OPT_LIST, AT(sockopts), 0, SOCKOPT_MAX, NULL,
	    "a|l|r:option=value",
	    "socket option: listener, client, backend" },
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
	{ '\0', OPT_TEXT, AT(run_as), 0, 0, "run-as", "user",
	    "user of the program (root; with -d that of -s)" },
	{ 'v', OPT_NUMBER, AT(policy.verify), 0, 3, NULL, "level",
	    "client certificate: 1 judged, 2 needed, 3 installed" },
	{ 'A', OPT_TEXT, AT(policy.ca_file), 0, 0, NULL, "file",
	    "certificates and CRLs that clients are judged by" },
	{ 'a', OPT_TEXT, AT(policy.ca_dir), 0, 0, NULL, "folder",
	    "the same: its *.pem, *.crt, *.crl, *.0 and *.r0" },
	{ '\0', OPT_TEXT, AT(policy.crl_file), 0, 0, "crl", "file",
	    "lists of revoked client certificates" },
	{ 'C', OPT_TEXT, AT(policy.suites), 0, 0, NULL, "list",
	    "cipher suites by names of OpenSSL or IANA (all)" },
	{ '\0', OPT_TEXT, AT(policy.groups), 0, 0, "groups", "list",
	    "groups of the key exchange (x25519:P-256:P-384)" },
	{ '\0', OPT_TEXT, AT(policy.tls_min), 0, 0, "tls-min", "version",
	    "the oldest version of TLS, 1.2 or 1.3 (1.2)" },
	{ '\0', OPT_TEXT, AT(policy.alpn), 0, 0, "alpn", "name",
	    "the protocol that clients may ask for (by service)" },
	{ 't', OPT_NUMBER, AT(ticket_s), 1, 2147483647, NULL, "seconds",
	    "how long a session can be resumed (7200)" },
	{ '\0', OPT_FLAG, AT(no_tickets), 0, 0, "no-tickets", NULL,
	    "no session is resumed" },
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
	{ '\0', OPT_NUMBER, AT(max_sessions), 1, SLOTS_MAX, "max-sessions",
	    "n", "connections at once (one a MB of memory)" },
	{ '\0', OPT_NUMBER, AT(max_handshakes), 1, SLOTS_MAX,
	    "max-handshakes", "n", "of these in the handshake (half, or 64)" },
	{ '\0', OPT_NUMBER, AT(max_per_ip), 1, SLOTS_MAX, "max-per-ip", "n",
	    "from one IPv4 address or IPv6 /64 (a quarter)" },
	{ '\0', OPT_TEXT, AT(run), 0, 0, "run", "folder",
	    "of what all connections share (/run/thimble)" },
	{ '\0', OPT_TEXT, AT(jail), 0, 0, "jail", "folder",
	    "empty folder of the network process (/var/empty)" },
	{ '\0', OPT_FLAG, AT(check), 0, 0, "check", NULL,
	    "load the pem as a connection would, say what is wrong" },
	{ 'S', OPT_NUMBER, AT(ca_sources), 0, 3, NULL, "sources",
	    "does nothing: no CA is trusted by default" },
	{ 'E', OPT_TEXT, AT(seed[0]), 0, 0, NULL, "socket",
	    "does nothing: the kernel's randomness is used" },
	{ 'R', OPT_TEXT, AT(seed[1]), 0, 0, NULL, "file", "likewise" },
	{ 'B', OPT_TEXT, AT(seed[2]), 0, 0, NULL, "bytes", "likewise" },
	{ 'W', OPT_FLAG, AT(seed_kept), 0, 0, NULL, NULL, "likewise" },
	{ 'c', OPT_FLAG, AT(client), 0, 0, NULL, NULL,
	    "refused: not a TLS client" },
	{ 'u', OPT_TEXT, AT(ident), 0, 0, NULL, "user",
	    "refused: IDENT can be forged" },
	{ 'h', OPT_FLAG, AT(help), 0, 0, NULL, NULL, "this help" },
	{ 'V', OPT_FLAG, AT(version), 0, 0, NULL, NULL, "the version" }
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
		    "wants a level such as notice, debug or daemon.info");
	if (wrap_policy_parse(&o->policy, e) < 0)
		return -1;
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
	if (o->run == NULL)
		o->run = "/run/thimble";
	if (o->help || o->version || o->check)
		return 0;
	return wrap_rules_judge(o, argv + rest, argc - rest, e);
}

unsigned long
wrap_ticket_life_s(const struct wrap_opts *o)
{
	if (o->ticket_s == 0)
		return TICKET_S;
	return o->ticket_s < TICKET_KEY_S ? o->ticket_s : TICKET_KEY_S;
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
