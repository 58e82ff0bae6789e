/* SPDX-License-Identifier: MIT */
/* The two halves of reading a file, between each other: see import.h. */
#ifndef TLS_IMPORT_PARTS_H
#define TLS_IMPORT_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "tls/import.h"

/* How to get at a key that was encrypted as nobody does any more. */
extern const char import_old_cipher[];

/* Takes what is in the LEN bytes of DER, which are modified. */
int import_der(struct import *im, const struct import_from *from, uint8_t *der,
    size_t len, const char *pass, struct err *e);

/* Takes all blocks of TEXT, which is modified. */
int import_pem(struct import *im, const char *name, char *text,
    const char *pass, struct err *e);

#endif
