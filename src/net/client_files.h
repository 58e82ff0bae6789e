/* SPDX-License-Identifier: MIT */
/*
 * The files of -A, -a and --crl: certificates that client certificates are
 * judged by, and lists of revoked ones.
 */
#ifndef NET_CLIENT_FILES_H
#define NET_CLIENT_FILES_H

#include "tls/policy.h"
#include "wrap/wrap_policy.h"

/* How far the files are looked at when they are read. */
enum client_prove {
	CLIENT_READ,		/* by the connection, later */
	CLIENT_PARSE,		/* what stops every connection is an error */
	CLIENT_JUDGE		/* and what refuses clients that are in order */
};

/*
 * Reads them into P->trust, only their CERTIFICATE and X509 CRL blocks: a
 * private key that stands beside them is wiped.  Of the folder all that ends
 * in .pem, .crt, .crl, .0 or .r0 is read, in the order of the names.  With a
 * PROVE that parses each, E names the file.  The text is static
 * and lies in 64 KB of pages of its own, untouched where P asks for nothing.
 */
int client_files_read(struct tls_policy *p, const struct wrap_policy *o,
    enum client_prove prove, struct err *e);

/* Gives the text back to the kernel. */
void client_files_release(void);

#endif
