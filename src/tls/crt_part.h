/* SPDX-License-Identifier: MIT */
/*
 * Parts that certificates (crt_make.c) and requests (csr.c) have in common,
 * written from the end to the front like all DER (der.h).
 */
#ifndef TLS_CRT_PART_H
#define TLS_CRT_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"
#include "tls/der.h"
#include "tls/key.h"

/* How a key signs: RFC 5758, 3.2; RFC 4055, 5. */
struct scheme;

/* Object identifiers, first byte their length. */
extern const uint8_t part_key_usage[], part_basic[];
extern const uint8_t part_common_name[], part_organization[], part_unit[];

const struct scheme *part_scheme_of(const struct key *k);

/* The AlgorithmIdentifier of S. */
void part_scheme(struct der *d, const struct scheme *s);

/* The head of an extension whose value is between d->p and END. */
void part_extension(struct der *d, const uint8_t *oid, bool critical,
    const uint8_t *end);

/*
 * One attribute of a name in UTF-8; nothing if TEXT is NULL, empty or too long.
 */
void part_attribute(struct der *d, const uint8_t *oid, const char *text);

/* The extension subjectAltName; nothing without names. */
void part_names(struct der *d, const struct names *names, bool critical);

/* The extensions of a server certificate with key K: names and usages. */
void part_leaf(struct der *d, const struct key *k, const struct names *names,
    bool no_subject);

/*
 * Signs the body between d->p and END and joins body, scheme and signature.
 * The result ends at END, too.  NULL: it does not fit, or the signature came
 * out wrong.
 */
const uint8_t *part_sign(struct der *d, const uint8_t *end,
    const struct key *k, const struct scheme *s, size_t *len);

#endif
