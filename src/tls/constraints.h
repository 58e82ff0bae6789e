/* SPDX-License-Identifier: MIT */
/*
 * Name constraints (RFC 5280, 4.2.1.10): what a CA may vouch for.
 *
 * Ours permit the device's own names with what lies below them and the
 * private addresses, so that a stolen key of the device speaks for nobody
 * else.
 */
#ifndef TLS_CONSTRAINTS_H
#define TLS_CONSTRAINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"
#include "tls/der.h"

/*
 * Writes the extension's value: NAMES, the private and link-local ranges of
 * IPv4 and IPv6, and this host itself when a name of it is among NAMES.
 */
void constraints_write(struct der *d, const struct names *names);

/* The extension's value of LEN bytes allows N.  What is damaged does not. */
bool constraints_permit(const uint8_t *value, size_t len,
    const struct name *n);

/* Adds the permitted names and single addresses to SET. */
void constraints_list(const uint8_t *value, size_t len, struct names *set);

#endif
