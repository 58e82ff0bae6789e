/* SPDX-License-Identifier: MIT */
/* Distinguished names as text, on one line. */
#ifndef TLS_DN_H
#define TLS_DN_H

#include <mbedtls/x509.h>

#include "base/sbuf.h"

/*
 * Adds NAME as RFC 4514 writes it, most specific first.  A type that has no
 * name here goes by its numbers; its value is text all the same.
 */
void dn_show(struct sbuf *s, const mbedtls_x509_name *name);

/*
 * Adds NAME as stunnel 4 and 5 have it in SSL_CLIENT_DN, in the certificate's
 * order: "C=CH, O=Example + OU=Mail, CN=\"Doe, Jane\"".  A value with one of
 * , + < > ; or with a blank or # at its rim stands in quotes; " and \ have a
 * \ before them; all that is not printable ASCII is \XX (stunnel leaves bytes
 * from 0x80 as they are), so that one line stays one line.
 */
void dn_line(struct sbuf *s, const mbedtls_x509_name *name);

#endif
