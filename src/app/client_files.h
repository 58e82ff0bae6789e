/* SPDX-License-Identifier: MIT */
/*
 * The files of -A, -a and --crl: certificates that client certificates are
 * judged by, and lists of revoked ones.
 */
#ifndef APP_CLIENT_FILES_H
#define APP_CLIENT_FILES_H

#include "app/wrap_policy.h"
#include "tls/policy.h"

/*
 * Reads them into P->trust, only their CERTIFICATE and X509 CRL blocks: a
 * private key that stands beside them is wiped.  Of the folder all that ends
 * in .pem, .crt, .crl, .0 or .r0 is read, in the order of the names.  PROVE:
 * parses each (policy_prove()), so that E names the file.  The text is static
 * and lies in 64 KB of pages of its own, untouched where P asks for nothing.
 */
int client_files_read(struct tls_policy *p, const struct wrap_policy *o,
    int prove, struct err *e);

/* Gives the text back to the kernel. */
void client_files_release(void);

#endif
