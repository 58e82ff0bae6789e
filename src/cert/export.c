/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert export: certificates, never a key, on standard output, in the
 * form that the target system expects.
 */
#include <string.h>

#include "base/apart.h"
#include "base/exit.h"
#include "cert/cert_opts.h"
#include "store/conf.h"
#include "store/files.h"
#include "store/store.h"
#include "store/text.h"
#include "tls/identity.h"

enum { DN_MAX = 512, UUID_LEN = 16 };

/* The output; a chain is no longer than IDENTITY_CHAIN_MAX. */
struct page {
	const struct cert_opts *o;
	char room[2 * IDENTITY_CHAIN_MAX + 4096];
	struct sbuf s;
};

static int
add_crt(struct page *p, const uint8_t *der, size_t len, struct err *e)
{
	char *at = p->s.buf + p->s.len;
	size_t left = p->s.cap - p->s.len;

	if (p->o->der) {
		sbuf_mem(&p->s, der, len);
		return p->s.cut ? err_why(e, "write", NULL, "too long") : 0;
	}
	if (crt_pem(der, len, at, left, e) < 0)
		return -1;
	p->s.len += strlen(at);
	return 0;
}

/* ID as a UUID of version 8 (RFC 9562, 5.8), a hash of our choice. */
static void
add_uuid(struct sbuf *s, const uint8_t id[UUID_LEN])
{
	static const uint8_t hyphens_at[] = { 4, 6, 8, 10, UUID_LEN };
	uint8_t u[UUID_LEN];
	unsigned i, from = 0;

	memcpy(u, id, sizeof u);
	u[6] = (u[6] & 0x0f) | 0x80;
	u[8] = (u[8] & 0x3f) | 0x80;
	for (i = 0; i < sizeof hyphens_at; i++) {
		if (i > 0)
			sbuf_char(s, '-');
		sbuf_hex(s, u + from, hyphens_at[i] - from, '\0');
		from = hyphens_at[i];
	}
}

/* The CA's common name, the first attribute, escaped for XML. */
static void
add_title(struct sbuf *s, const struct crt *ca)
{
	char room[DN_MAX];
	const char *p;
	struct sbuf dn;

	sbuf_init(&dn, room, sizeof room);
	crt_subject(ca, &dn);
	p = strchr(room, '=');
	p = p == NULL ? room + dn.len : p + 1;
	/* A comma within the value has a backslash before it. */
	for (; *p != '\0' && (*p != ',' || p[-1] == '\\'); p++)
		switch (*p) {
		case '&':
			sbuf_str(s, "&amp;");
			break;
		case '<':
			sbuf_str(s, "&lt;");
			break;
		case '>':
			sbuf_str(s, "&gt;");
			break;
		default:
			sbuf_char(s, *p);
		}
}

/* The keys that a profile and its payload share (Apple, TopLevel). */
static void
add_payload(struct sbuf *s, const struct crt *ca, const char *type,
    const uint8_t id[UUID_LEN])
{
	sbuf_str(s, "<key>PayloadDisplayName</key><string>");
	add_title(s, ca);
	sbuf_str(s, "</string>\n"
	    "<key>PayloadIdentifier</key><string>thimble.ca.");
	add_uuid(s, id);
	sbuf_str(s, "</string>\n<key>PayloadType</key><string>");
	sbuf_str(s, type);
	sbuf_str(s, "</string>\n<key>PayloadUUID</key><string>");
	add_uuid(s, id);
	sbuf_str(s, "</string>\n"
	    "<key>PayloadVersion</key><integer>1</integer>\n");
}

/*
 * A configuration profile with one payload, the CA.  Its identifiers are the
 * halves of the CA's fingerprint: installing the same CA again replaces the
 * profile instead of adding another.
 */
static void
add_profile(struct sbuf *s, const struct crt *ca)
{
	struct crt_facts f;
	const uint8_t *der;
	size_t len;

	crt_facts(ca, &f);
	der = crt_der(ca, &len);
	sbuf_str(s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
	    "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
	    "<plist version=\"1.0\"><dict>\n"
	    "<key>PayloadContent</key><array><dict>\n"
	    "<key>PayloadCertificateFileName</key><string>ca.cer</string>\n"
	    "<key>PayloadContent</key><data>");
	sbuf_base64(s, der, len);
	sbuf_str(s, "</data>\n");
	add_payload(s, ca, "com.apple.security.root", f.sha256 + UUID_LEN);
	sbuf_str(s, "</dict></array>\n");
	add_payload(s, ca, "Configuration", f.sha256);
	sbuf_str(s, "</dict></plist>\n");
}

static int
export_ca(struct page *p, struct err *e)
{
	static APART char text[IDENTITY_PEM_MAX];
	const char *at = text;
	const uint8_t *der;
	struct crt *ca;
	size_t len;
	bool open;
	int rc;

	rc = files_text(STORE_CA, false, text, sizeof text, &len, &open, e);
	if (rc == 0)
		return err_why(e, STORE_CA, NULL, "missing");
	/* Anybody may have replaced it. */
	if (rc > 0 && open)
		return err_why(e, STORE_CA, NULL, "writable by others; "
		    "inspect it, then type: thimble-cert ensure");
	ca = rc < 0 ? NULL : crt_next(&at, e);
	if (ca == NULL)
		return err_why(e, STORE_CA, NULL, "no CERTIFICATE block in it");
	rc = 0;
	if (p->o->mobileconfig) {
		add_profile(&p->s, ca);
	} else {
		der = crt_der(ca, &len);
		rc = add_crt(p, der, len, e);
	}
	crt_free(ca);
	return rc;
}

/* As a connection sends it, or its first certificate alone. */
static int
export_chain(struct page *p, bool whole, struct err *e)
{
	struct identity *id;
	const uint8_t *der;
	size_t len;
	unsigned i;
	int rc = 0;

	id = files_identity(files_server(p->o->second != 0), STORE_NONE,
	    NULL, e);
	if (id == NULL)
		return -1;
	for (i = 0; rc == 0 && (i == 0 || whole); i++) {
		der = identity_cert(id, i, &len);
		if (der == NULL)
			break;
		rc = add_crt(p, der, len, e);
	}
	identity_free(id);
	return rc;
}

/* The error in the command line; NULL: none. */
static const char *
misuse(const struct cert_opts *o)
{
	if (o->file == NULL || (strcmp(o->file, "ca") != 0 &&
	    strcmp(o->file, "leaf") != 0 && strcmp(o->file, "chain") != 0))
		return "expected ca, leaf or chain";
	if (o->pem + o->der + o->mobileconfig > 1)
		return "choose one of --pem, --der and --mobileconfig";
	if (o->mobileconfig && strcmp(o->file, "ca") != 0)
		return "--mobileconfig is for the CA only";
	if (o->second && strcmp(o->file, "ca") == 0)
		return "both certificates have the same CA; omit --also";
	if (o->der && strcmp(o->file, "chain") == 0)
		return "DER holds one certificate, not a chain";
	return NULL;
}

int
cert_export(const struct cert_opts *o)
{
	static APART struct page p;
	static APART struct conf conf;
	const char *wrong = misuse(o);
	struct err e;
	int rc;

	if (wrong != NULL) {
		text_complain("export", wrong);
		return EXIT_USAGE;
	}
	err_clear(&e);
	p.o = o;
	sbuf_init(&p.s, p.room, sizeof p.room);
	rc = conf_need(o->config, CONF_BAD_DIR, &conf, &e);
	if (rc >= 0) {
		err_clear(&e);
		rc = files_enter(conf.dir, &e);
	}
	if (rc == 0)
		rc = strcmp(o->file, "ca") == 0 ? export_ca(&p, &e) :
		    export_chain(&p, strcmp(o->file, "chain") == 0, &e);
	if (rc == 0 && p.s.cut)
		rc = err_why(&e, "export", o->file, "too long");
	if (rc < 0) {
		text_complain(NULL, e.text);
		return EXIT_FAILED;
	}
	return text_put(p.room, p.s.len);
}
