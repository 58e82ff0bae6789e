/* SPDX-License-Identifier: MIT */
/* What to do without a shell: see advice.h. */
#include "web/advice.h"

#include <stddef.h>
#include <string.h>

/* In the order in which they are looked for. */
static const struct {
	const char *says, *advice;
} rows[] = {
	{ "a PKCS#12 file with a passphrase", "Type it into the field for the "
	    "passphrase, and choose the file again" },
	{ "a PKCS#12 file", "This device cannot open it: ask your authority "
	    "for the certificate as PEM (for Apache or nginx), or make a "
	    "request here, so that no key has to be moved" },
	{ "a PKCS#7 bundle", "Ask your authority for the certificate as PEM, "
	    "for Apache or nginx" },
	{ "the private key has a passphrase", "Type it into the field for the "
	    "passphrase, and choose the files again" },
	{ "the passphrase is wrong", "Type it again; capitals matter" },
	{ "encrypted with an old or rare cipher", "Make a request here "
	    "instead: then no key has to be moved" },
	{ ": empty", "Download it again" },
	{ "neither PEM nor DER", "This is not a certificate or key; the names "
	    "of such files mostly end in .pem, .crt, .cer, .key or .p7b" },
	{ "File too large", "This is not a certificate or key; those have a "
	    "few kilobytes" },
	{ "none, only a request", "Choose the file that the authority sent "
	    "back" },
	{ "none in the files", "Choose the certificate's file, too" },
	{ "its private key is neither", "Choose the key's file, too, or make a "
	    "request here and have that signed" },
	{ "does not match the certificate", "Choose the key that this "
	    "certificate was made for" },
	{ "expired on ", "Ask the authority for a new one" },
	{ "the server certificate is missing", "Choose the file with the names "
	    "of this device, too" },
	{ "END line is missing", "Copy the whole text, from the BEGIN line to "
	    "the END line" },
	{ "truncated", "Download it again" },
	{ "damaged", "Download it again, or copy the whole text" }
};

/* Where a command to type begins in TEXT, and where it ends. */
static const char *
command(const char *text, const char **end)
{
	static const char *const words[] = { "; type: ", "; add --" };
	const char *at, *first = NULL;
	unsigned i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		at = strstr(text, words[i]);
		if (at != NULL && (first == NULL || at < first))
			first = at;
	}
	if (first == NULL)
		first = text + strlen(text);
	*end = first + strcspn(first, "\n");
	return first;
}

void
advice_add(struct sbuf *s, const char *text)
{
	const char *advice = NULL, *at, *end;
	unsigned i;

	for (i = 0; advice == NULL && i < sizeof rows / sizeof rows[0]; i++)
		if (strstr(text, rows[i].says) != NULL)
			advice = rows[i].advice;
	for (; *text != '\0'; text = end) {
		at = command(text, &end);
		sbuf_mem(s, text, (size_t)(at - text));
	}
	if (advice == NULL)
		return;
	while (s->len > 0 && s->buf[s->len - 1] == '\n')
		s->buf[--s->len] = '\0';
	sbuf_str(s, ". ");
	sbuf_str(s, advice);
	sbuf_char(s, '.');
}
