/* SPDX-License-Identifier: MIT */
/* The settings of the handshake; for tls.c. */
#ifndef TLS_CONN_SETUP_H
#define TLS_CONN_SETUP_H

#include "tls/tls.h"

/* Applies SETUP except its policy.  Returns 0 or mbedTLS's error. */
int conn_setup(const struct tls_setup *setup);

#endif
