/* SPDX-License-Identifier: MIT */
/*
 * Name constraints (RFC 5280, 4.2.1.10): the names that a CA may certify.
 *
 * Ours permit the device's own names, all names below them and the private
 * addresses, so that a key stolen from the device cannot impersonate anybody
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
 * IPv4 and IPv6, and the loopback addresses if NAMES has a loopback name.
 */
void constraints_write(struct der *d, const struct names *names);

/* Whether the extension's value (LEN bytes) permits N; false if damaged. */
bool constraints_permit(const uint8_t *value, size_t len,
    const struct name *n);

/* Adds the permitted names and single addresses to SET. */
void constraints_list(const uint8_t *value, size_t len, struct names *set);

#endif
