/* SPDX-License-Identifier: MIT */
/*
 * Inverses modulo the order of P-256's group, for ECDSA: see curves.h. The
 * order N is a prime, so that 1 / A is A to the power of N - 2 (Fermat).
 * BoringSSL's own is the same with files under the licence of SSLeay, which
 * wants to be named in advertisements.
 *
 * Multiplication is Montgomery's, word by word: A * B / 2^256.
 */
#include "curves.h"
#include "word.h"

enum { BYTES = 32, WORD = sizeof(crypto_word_t), WORDS = BYTES / WORD };

/* The order, big endian; -1 / N modulo the largest word. */
static const uint8_t order[BYTES] = {
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84,
	0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51
};
static const crypto_word_t n0 = (crypto_word_t)0xccd1c8aaee00bc4f;

struct number {
	crypto_word_t w[WORDS];
};

/* A word of the order: the compiler makes a constant of it. */
static crypto_word_t
order_word(int i)
{
	crypto_word_t w = 0;
	int j;

	for (j = 0; j < WORD; j++)
		w = w << 4 << 4 | order[BYTES - WORD * (i + 1) + j];
	return w;
}

/* R = T - N if T, with its carry, is not below N, else T. */
static void
reduce(struct number *r, const crypto_word_t *t, const struct number *n)
{
	crypto_word_t keep, borrow = 0;
	wide d;
	int j;

	for (j = 0; j < WORDS; j++) {
		d = (wide)t[j] - n->w[j] - borrow;
		r->w[j] = (crypto_word_t)d;
		borrow = (crypto_word_t)(d >> 8 * WORD) & 1;
	}
	keep = 0 - (borrow & ~t[WORDS]);
	/* The compiler is not to know that this is 0 or all ones. */
	__asm__("" : "+r"(keep));
	for (j = 0; j < WORDS; j++)
		r->w[j] = (t[j] & keep) | (r->w[j] & ~keep);
}

/* R may be A or B. */
static void
multiply(struct number *r, const struct number *a, const struct number *b,
    const struct number *n)
{
	crypto_word_t t[WORDS + 1] = { 0 }, carry, top, m;
	wide s;
	int i, j;

	for (i = 0; i < WORDS; i++) {
		carry = 0;
		for (j = 0; j < WORDS; j++) {
			s = (wide)a->w[j] * b->w[i] + t[j] + carry;
			t[j] = (crypto_word_t)s;
			carry = (crypto_word_t)(s >> 8 * WORD);
		}
		s = (wide)t[WORDS] + carry;
		t[WORDS] = (crypto_word_t)s;
		top = (crypto_word_t)(s >> 8 * WORD);
		/* A multiple of N that clears the lowest word. */
		m = t[0] * n0;
		carry = (crypto_word_t)(((wide)m * n->w[0] + t[0]) >> 8 * WORD);
		for (j = 1; j < WORDS; j++) {
			s = (wide)m * n->w[j] + t[j] + carry;
			t[j - 1] = (crypto_word_t)s;
			carry = (crypto_word_t)(s >> 8 * WORD);
		}
		s = (wide)t[WORDS] + carry;
		t[WORDS - 1] = (crypto_word_t)s;
		t[WORDS] = top + (crypto_word_t)(s >> 8 * WORD);
	}
	reduce(r, t, n);
}

void
p256_inverse(uint8_t out[32], const uint8_t in[32])
{
	static const struct number one = { { 1 } };
	struct number n, r, power[16];
	int i, j, digit;

	for (i = 0; i < WORDS; i++) {
		n.w[i] = order_word(i);
		power[1].w[i] = 0;
		for (j = WORD; j-- > 0;)
			power[1].w[i] = power[1].w[i] << 4 << 4 |
			    in[WORD * i + j];
	}
	for (i = 2; i < 16; i++)
		multiply(&power[i], &power[i - 1], &power[1], &n);
	/* Four bits of N - 2 at a time, which everybody knows. */
	r = power[15];
	for (i = 1; i < 2 * BYTES; i++) {
		for (j = 0; j < 4; j++)
			multiply(&r, &r, &r, &n);
		digit = order[i / 2] - (i / 2 == BYTES - 1 ? 2 : 0);
		digit = i % 2 == 0 ? digit >> 4 : digit & 15;
		if (digit != 0)
			multiply(&r, &r, &power[digit], &n);
	}
	/* A counted as A / 2^256: its inverse is 2^512 times too large. */
	multiply(&r, &r, &one, &n);
	multiply(&r, &r, &one, &n);
	for (i = 0; i < BYTES; i++)
		out[i] = (uint8_t)(r.w[i / WORD] >> i % WORD * 8);
}
