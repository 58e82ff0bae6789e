/* SPDX-License-Identifier: MIT */
/* All subcommands: see commands.h. */
#include "cert/commands.h"

#include <stddef.h>

#include "base/opts_rows.h"
#include "store/store.h"
#include "store/trial.h"

#define AT(field) offsetof(struct cert_opts, field)

#define COMMON \
	TEXT(NONE, "config", config, "file", \
	    "configuration file (" STORE_CONF ")"), \
	FLAG('h', "help", help, "show this help")

#define WAIT(text) \
	NUMBER(NONE, "wait", wait_s, 0, 86400, "seconds", text)

/* For commands that change something. */
#define CHANGING \
	FLAG('q', "quiet", quiet, "print only errors and warnings"), \
	WAIT("how long to wait for entropy or for another run (0)"), \
	COMMON

#define TRIAL \
	NUMBER(NONE, "trial", trial_min, 1, TRIAL_MAX_MIN, "minutes", \
	    "undo it after 1 to 5 minutes unless confirmed")

#define ALSO \
	FLAG(NONE, "also", second, "for the second certificate, " STORE_SECOND)

#define JSON \
	FLAG(NONE, "json", json, "print one JSON object")

static const struct opt ensure_opts[] = { CHANGING };

static const struct opt renew_opts[] = {
	FLAG(NONE, "new-key", new_key,
	    "make a new key; clients that pinned the old one fail"),
	FLAG(NONE, "force", force,
	    "even if installed by hand or the clock is not set"),
	TRIAL,
	CHANGING
};

static const struct opt new_ca_opts[] = {
	FLAG(NONE, "yes", yes,
	    "confirm: every client has to install the new CA"),
	TRIAL,
	CHANGING
};

static const struct opt own_opts[] = { TRIAL, CHANGING };

static const struct opt set_names_opts[] = { TRIAL, CHANGING };

static const struct opt confirm_opts[] = { CHANGING };

static const struct opt revert_opts[] = { ALSO, CHANGING };

static const struct opt show_opts[] = { JSON, COMMON };

static const struct opt check_opts[] = {
	NUMBER(NONE, "days", days, 0, 36500, "N",
	    "also fail if one expires within N days (0)"),
	JSON,
	COMMON
};

static const struct opt pin_opts[] = { JSON, COMMON };

static const struct opt export_opts[] = {
	FLAG(NONE, "pem", pem, "write PEM, the default"),
	FLAG(NONE, "der", der, "write DER; not for a chain"),
	FLAG(NONE, "mobileconfig", mobileconfig,
	    "write the CA as a profile for Apple devices"),
	ALSO,
	COMMON
};

static const struct opt request_opts[] = {
	TEXT(NONE, "names", names, "list",
	    "request these names instead of the device's"),
	TEXT(NONE, "key-type", key_type, "type",
	    "make a new key: p256, p384, rsa2048, rsa3072, rsa4096"),
	FLAG(NONE, "new-key", new_key,
	    "make a new key of the configured type"),
	TEXT('o', "out", out, "file",
	    "write the request to this file (standard output)"),
	ALSO,
	WAIT("how long to wait for entropy or for another run (0)"),
	COMMON
};

static const struct opt install_opts[] = {
	FLAG(NONE, "force", force,
	    "accept a certificate that requires OCSP stapling"),
	TEXT(NONE, "key", key, "file",
	    "the private key, if not in one of the files"),
	TEXT(NONE, "passphrase-file", passphrase_file, "file",
	    "its first line is the passphrase of the key"),
	TRIAL,
	WAIT("how long to wait for another run (0)"),
	COMMON
};

static const struct opt acme_opts[] = {
	FLAG(NONE, "force", force,
	    "ask the CA now, also in place of what a person installed"),
	JSON,
	CHANGING
};

static const struct opt conf_opts[] = { COMMON };

#define TABLE(t) t, sizeof t / sizeof t[0]

const struct cert_command cert_commands[] = {
	{ "ensure", NULL, "make what is missing, renew what is due",
	    TABLE(ensure_opts), cert_ensure },
	{ "renew", NULL, "renew the certificate now, with the same key",
	    TABLE(renew_opts), cert_renew },
	{ "new-ca", NULL, "make a new CA and a certificate signed by it",
	    TABLE(new_ca_opts), cert_new_ca },
	{ "revert", NULL, "restore the previous certificate; repeat to undo",
	    TABLE(revert_opts), cert_revert },
	{ "own", NULL, "put the device's own certificate back",
	    TABLE(own_opts), cert_own },
	{ "set-names", "name...", "set the names of this device",
	    TABLE(set_names_opts), cert_set_names },
	{ "confirm", NULL, "keep what is on trial",
	    TABLE(confirm_opts), cert_confirm },
	{ "show", "[file|host:port]", "print the contents of certificates",
	    TABLE(show_opts), cert_show },
	{ "check", NULL, "check the files as a connection would load them",
	    TABLE(check_opts), cert_check },
	{ "pin", "[file]", "print the values that clients and DNS can pin",
	    TABLE(pin_opts), cert_pin },
	{ "export", "ca|leaf|chain", "write certificates to standard output",
	    TABLE(export_opts), cert_export },
	{ "request", NULL, "make a certificate request for a public CA",
	    TABLE(request_opts), cert_request },
	{ "install", "file...",
	    "install a certificate from a CA; -: standard input",
	    TABLE(install_opts), cert_install },
	{ "acme", "action...", "official certificates from a CA by ACME",
	    TABLE(acme_opts), cert_acme },
	{ "conf", "key", "print a value of the configuration",
	    TABLE(conf_opts), cert_conf },
	{ .name = NULL }
};
