/* SPDX-License-Identifier: MIT */
/*
 * Random numbers: getrandom(2) once the kernel's pool is ready, and nothing
 * else.  There is no state that fork(2) could duplicate, and it works in an
 * empty chroot.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stddef.h>

/* Fills LEN bytes, waiting for the kernel's pool if necessary; -1: errno. */
int rng_fill(void *buf, size_t len);

/* 0: the pool is ready, within WAIT_S seconds; -1 and EAGAIN: it is not. */
int rng_ready(unsigned wait_s);

#endif
