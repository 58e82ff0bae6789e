/* SPDX-License-Identifier: MIT */
/* What a web UI needs, thimble-web, described in thimble-webui(7). */
#ifndef WEB_WEB_H
#define WEB_WEB_H

struct web {
	int help, text;
	int page;		/* serve: the page's users have to sign in */
	int first, own;		/* password */
	const char *config;	/* NULL: see conf_read() */
	const char *socket;	/* of the hook */
	const char *inetd, *log;	/* files that `status` reads */
	const char *stamp;	/* file that dates a set clock; or NULL */
	/* The certificate tool: this program by its other name. */
	int (*cert)(int argc, char **argv);
};

/* Prints "thimble-web: ", WHERE, ": " and WHY on standard error. */
void web_complain(const char *where, const char *why);

/*
 * main() when called as thimble-web; CERT is main() of thimble-cert, which is
 * run in a child.  Returns an enum exit_status.
 */
int web_main(int argc, char **argv, int (*cert)(int argc, char **argv));

#endif
