/* SPDX-License-Identifier: MIT */
/*
 * The files of -A, -a and --crl: certificates and revocation lists for
 * verifying client certificates.
 */
#ifndef NET_CLIENT_FILES_H
#define NET_CLIENT_FILES_H

#include "tls/policy.h"
#include "wrap/wrap_policy.h"

/* How thoroughly the files are checked when they are read. */
enum client_prove {
	CLIENT_READ,		/* not at all: tls_start() parses them */
	CLIENT_PARSE,		/* for errors that stop every connection */
	CLIENT_JUDGE		/* also for those that refuse good clients */
};

/*
 * Reads their CERTIFICATE and X509 CRL blocks into P->trust; anything else,
 * such as a private key, is wiped.  In the folder, files that end in .pem,
 * .crt, .crl, .0 or .r0 are read in the order of their names.  If PROVE has
 * them parsed, E names the file.  The text is static, in 64 KB of pages of its
 * own, which stay untouched if P requests no client certificates.
 */
int client_files_read(struct tls_policy *p, const struct wrap_policy *o,
    enum client_prove prove, struct err *e);

/* Returns the memory of the text to the kernel. */
void client_files_release(void);

#endif
