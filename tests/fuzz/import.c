/* SPDX-License-Identifier: MIT */
/* What thimble-cert install reads: two files and a passphrase. */
#include "lib/fuzz.h"

#include "base/err.h"
#include "tls/arena.h"
#include "tls/identity.h"
#include "tls/import.h"

enum { NOW = 1800000000 };

static int
take(struct import *im, const uint8_t *data, size_t len, struct err *e)
{
	char *text = fuzz_text(data, len);
	int rc;

	rc = import_file(im, "fuzz", (uint8_t *)text, len, "x", e);
	free(text);
	return rc;
}

/* The first byte halves the rest into two files. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct import im;
	size_t half, der_len;
	struct err e;
	unsigned i;

	if (len < 1 || len > IMPORT_FILE_MAX)
		return 0;
	half = data[0] == 0 ? len - 1 : (len - 1) * data[0] / 256;
	err_clear(&e);
	import_start(&im, NOW, false);
	if (take(&im, data + 1, half, &e) < 0 || (half < len - 1 &&
	    take(&im, data + 1 + half, len - 1 - half, &e) < 0) ||
	    import_order(&im, &e) < 0) {
		MUST(e.text[0] != '\0');
	} else {
		MUST(e.text[0] == '\0');
		MUST(im.n_chain >= 1 && im.n_chain <= IDENTITY_CERTS_MAX);
		MUST(im.key != NULL && crt_fits(im.chain[0], im.key->key));
		for (i = 0; i < im.n_chain; i++)
			MUST(crt_der(im.chain[i], &der_len) != NULL &&
			    der_len > 0);
	}
	import_free(&im);
	MUST(arena_used() == 0);
	return 0;
}
