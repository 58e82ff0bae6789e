/* SPDX-License-Identifier: MIT */
/* The names of the files that thimble-cert keeps, and of what marks them. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#define CERT_CONF "/etc/thimble/thimble.conf"

/* In the folder of the PEM files. */
#define CERT_SERVER "server.pem"
#define CERT_ALSO "server-also.pem"	/* the second one: thimble.conf(5) */
#define CERT_NO_SERVER "there is none; type: thimble-cert ensure"
#define CERT_ASIDE \
	"put aside as " CERT_ALSO ".prev; one certificate is served\n"
#define CERT_CA "ca.pem"
#define CERT_CA_KEY "ca.key"
#define CERT_PENDING "pending.key"
#define CERT_PENDING_PREV CERT_PENDING ".prev"
#define CERT_HOOKS "hooks.d"
#define CERT_LOCK ".lock"

/* In a server.pem that `install` wrote: a person's, whoever signed it. */
#define CERT_INSTALLED "# Installed by a person with `thimble-cert install`"

#endif
