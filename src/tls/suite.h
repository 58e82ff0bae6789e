/* SPDX-License-Identifier: MIT */
/* The cipher suites that are offered, and their names. */
#ifndef TLS_SUITE_H
#define TLS_SUITE_H

/* IANA numbers in order of preference, ended by 0. */
const int *suite_order(void);

/* OpenSSL's name of a suite by its number; "unknown": not one of ours. */
const char *suite_name(unsigned number);

#endif
