/* SPDX-License-Identifier: MIT */
/* The settings of the handshake; for tls.c. */
#ifndef TLS_CONN_SETUP_H
#define TLS_CONN_SETUP_H

#include "tls/tls.h"

/* Sets what SETUP says but its policy; 0 or an error of mbedTLS. */
int conn_setup(const struct tls_setup *setup);

#endif
