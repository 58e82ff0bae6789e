/* SPDX-License-Identifier: MIT */
/*
 * Randomness: getrandom(2) after the kernel's pool is ready, and nothing
 * else.  No state is kept, so fork(2) cannot duplicate it and an empty chroot
 * has it too.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stddef.h>

/* Fills LEN bytes, waiting for the kernel's pool if need be; -1: errno. */
int rng_fill(void *buf, size_t len);

/* 0 when the pool is ready within WAIT_S seconds; -1 and EAGAIN when not. */
int rng_ready(unsigned wait_s);

#endif
