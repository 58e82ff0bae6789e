/* SPDX-License-Identifier: MIT */
/* N's requests to K: see keyclient.h and control.h. */
#include "net/keyclient.h"

#include <string.h>

#include "base/apart.h"
#include "base/sbuf.h"
#include "base/wipe.h"
#include "net/chains.h"
#include "os/chan.h"
#include "os/mem.h"
#include "wrap/control.h"
#include "wrap/ticket_life.h"

/* K's message with the chain, whose certificates the engine uses in place. */
static APART_PAGES uint8_t chain[CONTROL_CHAIN_MAX];

/* The one connection, for the callbacks of the TLS engine. */
static const struct connection *self;
static bool has_signed;

/* Has K sign a digest for mbedTLS. */
static int
sign(enum sign_scheme scheme, const uint8_t *hash, size_t hash_len,
    uint8_t *sig, size_t cap, size_t *sig_len)
{
	uint8_t msg[CONTROL_SIGNED_MAX];
	long n;

	if (hash_len > IDENTITY_HASH_MAX)
		return -1;
	has_signed = true;
	msg[0] = CONTROL_SIGN;
	msg[1] = (uint8_t)scheme;
	memcpy(msg + 2, hash, hash_len);
	if (chan_send(self->control_fd, msg, 2 + hash_len) < 0)
		return -1;
	n = chan_recv(self->control_fd, msg, sizeof msg, self->until_ms);
	if (n < 2 || msg[0] != CONTROL_SIGNED || (size_t)n - 1 > cap)
		return -1;
	*sig_len = (size_t)n - 1;
	memcpy(sig, msg + 1, *sig_len);
	return 0;
}

/* Sends K the request WISH with LEN bytes and receives its ANSWER. */
static int
exchange(uint8_t wish, const uint8_t *in, size_t len, uint8_t answer,
    uint8_t *out, size_t cap, size_t *out_len)
{
	uint8_t msg[CONTROL_OPEN_MAX];
	int rc = -1;
	long n;

	if (len >= sizeof msg)
		return -1;
	msg[0] = wish;
	memcpy(msg + 1, in, len);
	if (chan_send(self->control_fd, msg, 1 + len) < 0)
		goto out;
	n = chan_recv(self->control_fd, msg, sizeof msg, self->until_ms);
	if (n < 1 || msg[0] != answer || (size_t)n - 1 > cap)
		goto out;
	*out_len = (size_t)n - 1;
	memcpy(out, msg + 1, *out_len);
	rc = 0;
out:
	wipe(msg, sizeof msg);
	return rc;
}

static int
seal(const uint8_t *session, size_t len, uint8_t *ticket, size_t cap,
    size_t *ticket_len)
{
	return exchange(CONTROL_SEAL, session, len, CONTROL_SEALED, ticket,
	    cap, ticket_len);
}

static int
open_ticket(const uint8_t *ticket, size_t len, uint8_t *session, size_t cap,
    size_t *session_len)
{
	return exchange(CONTROL_OPEN, ticket, len, CONTROL_OPENED, session,
	    cap, session_len);
}

/* Receives K's chains; -1: it has no certificate. */
static int
read_chains(struct tls_chains *c, long n)
{
	return n < 0 ? -1 : chains_read(c, chain, (size_t)n);
}

static long
receive_chains(void)
{
	return chan_recv(self->control_fd, chain, sizeof chain,
	    self->until_ms);
}

/* Tells K the server name, once known, and receives the chains for it. */
static int
ask_chains(uint8_t wish, const char *sni, struct tls_chains *c)
{
	uint8_t msg[CONTROL_NAME_MAX];
	size_t len = strlen(sni);

	msg[0] = wish;
	memcpy(msg + 1, sni, len);
	if (chan_send(self->control_fd, msg, 1 + len) < 0)
		return -1;
	return read_chains(c, receive_chains());
}

static int
choose(const char *sni, struct tls_chains *c)
{
	return ask_chains(CONTROL_NAME, sni, c);
}

static int
choose_acme(const char *sni, struct tls_chains *c)
{
	return ask_chains(CONTROL_ACME, sni, c);
}

int
keyclient_start(const struct connection *c, struct tls_setup *setup)
{
	static struct tls_tickets tickets;
	long n;

	self = c;
	setup->sign = sign;
	if (c->service->acme)
		setup->acme = choose_acme;
	n = receive_chains();
	if (n == 1 && chain[0] == CONTROL_TICKETS) {
		tickets.seal = seal;
		tickets.open = open_ticket;
		tickets.lifetime_s = (uint32_t)ticket_life_s(c->opts);
		setup->tickets = &tickets;
		n = receive_chains();
	}
	if (n == 1 && chain[0] == CONTROL_ASK) {
		setup->choose = choose;
		return 0;
	}
	return read_chains(&setup->chains, n);
}

static int
say_client(const struct tls_client *c)
{
	static APART uint8_t msg[CONTROL_CLIENT_MAX];
	struct sbuf m;

	sbuf_init(&m, (char *)msg, sizeof msg);
	sbuf_char(&m, CONTROL_CLIENT);
	sbuf_mem(&m, c->subject, strlen(c->subject) + 1);
	sbuf_str(&m, c->issuer);
	return chan_send(self->control_fd, msg, m.len);
}

int
keyclient_go(void)
{
	const struct tls_facts *f = tls_facts();
	uint8_t msg[CONTROL_GO_MAX];
	size_t sni_len = strlen(f->sni);

	if (f->client.subject != NULL && say_client(&f->client) < 0)
		return -1;
	msg[0] = CONTROL_GO;
	msg[1] = f->version[2] == '3' ? 3 : 2;
	msg[2] = (uint8_t)(f->suite >> 8);
	msg[3] = (uint8_t)f->suite;
	memcpy(msg + 4, f->sni, sni_len);
	return chan_send(self->control_fd, msg, 4 + sni_len);
}

bool
keyclient_signed(void)
{
	return has_signed;
}

void
keyclient_over(void)
{
	mem_release(chain, sizeof chain);
}
