/* SPDX-License-Identifier: MIT */
/* Distinguished names in one line, for programs. */
#ifndef TLS_DN_LINE_H
#define TLS_DN_LINE_H

#include <mbedtls/x509.h>

#include "base/sbuf.h"

/*
 * Adds NAME as stunnel 4 and 5 have it in SSL_CLIENT_DN, in the certificate's
 * order: "C=CH, O=Example + OU=Mail, CN=\"Doe, Jane\"".  A value with one of
 * , + < > ; or with a blank or # at its rim stands in quotes; " and \ have a
 * \ before them; all that is not printable ASCII is \XX (stunnel leaves bytes
 * from 0x80 as they are), so that one line stays one line.
 */
void dn_line(struct sbuf *s, const mbedtls_x509_name *name);

#endif
