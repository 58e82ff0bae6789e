/* SPDX-License-Identifier: MIT */
/* Distinguished names as text, on one line. */
#ifndef TLS_DN_H
#define TLS_DN_H

#include <mbedtls/x509.h>

#include "base/sbuf.h"

/*
 * Appends NAME as in RFC 4514, most specific part first.  A type without a name
 * here is written in numbers, with its value as text nevertheless.
 */
void dn_show(struct sbuf *s, const mbedtls_x509_name *name);

/*
 * Appends NAME as stunnel 4 and 5 write SSL_CLIENT_DN, in the certificate's
 * order: "C=CH, O=Example + OU=Mail, CN=\"Doe, Jane\"".  A value that contains
 * one of , + < > ; or begins or ends with a space or # is quoted; " and \ are
 * escaped with \, and bytes other than printable ASCII are \XX (stunnel leaves
 * those from 0x80 on as they are), so that it is always one line.
 */
void dn_line(struct sbuf *s, const mbedtls_x509_name *name);

#endif
