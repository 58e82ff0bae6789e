/* SPDX-License-Identifier: MIT */
/*
 * What comes from a CA or an ACME client, any bytes: its words about a failure,
 * tokens and key authorizations; and the file of state.
 */
#include "lib/fuzz.h"

#include <string.h>

#include "acme/reason.h"
#include "acme/token.h"

enum { ROOM = 20000 };

static void
printable(const char *text, size_t cap)
{
	size_t i;

	for (i = 0; text[i] != '\0'; i++)
		MUST(i < cap && text[i] >= ' ' && text[i] <= '~');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static char text[ROOM], out[STATE_MAX];
	uint8_t digest[TOKEN_DIGEST];
	struct state s, again;
	struct reason r;
	struct sbuf b;

	reason_find(&r, (const char *)data, len);
	printable(r.word, sizeof r.word);
	printable(r.text, sizeof r.text);
	MUST(r.after >= 0);
	state_parse(&s, (const char *)data, len);
	printable(s.reason, sizeof s.reason);
	MUST(s.minute < STATE_MINUTES && s.last >= 0 && s.next >= 0);
	sbuf_init(&b, out, sizeof out);
	state_write(&s, &b);
	MUST(!b.cut);
	state_parse(&again, out, b.len);
	MUST(again.result == s.result && again.failures == s.failures &&
	    again.next == s.next && strcmp(again.reason, s.reason) == 0);
	if (len >= sizeof text)
		return 0;
	memcpy(text, data, len);
	text[len] = '\0';
	if (token_is(text))
		MUST(strpbrk(text, "./\\ \n") == NULL && strlen(text) <=
		    TOKEN_MAX);
	if (token_digest(text, digest) == 0)
		MUST(strlen(text) == TOKEN_DIGEST_TEXT);
	return 0;
}
