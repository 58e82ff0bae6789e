/* SPDX-License-Identifier: MIT */
/* The subcommands of thimble-cert and their options. */
#ifndef CERT_CERT_OPTS_H
#define CERT_CERT_OPTS_H

struct cert_opts {
	int help, quiet, json;
	int new_key, force, yes, second;
	int der, pem, mobileconfig;
	unsigned long wait_s, days;
	unsigned long trial_min;	/* 0: not on trial */
	const char *config;	/* NULL: see conf_read() */
	const char *file;	/* the first operand; NULL: none */
	char *const *files;	/* all of them */
	int n_files;

	/* request and install */
	const char *names, *key_type, *out;
	const char *key, *passphrase_file;
};

/* Each runs one subcommand and returns an enum exit_status. */
int cert_ensure(const struct cert_opts *o);
int cert_renew(const struct cert_opts *o);
int cert_new_ca(const struct cert_opts *o);
int cert_own(const struct cert_opts *o);
int cert_revert(const struct cert_opts *o);
int cert_show(const struct cert_opts *o);
int cert_check(const struct cert_opts *o);
int cert_pin(const struct cert_opts *o);
int cert_export(const struct cert_opts *o);
int cert_request(const struct cert_opts *o);
int cert_install(const struct cert_opts *o);
int cert_confirm(const struct cert_opts *o);
int cert_set_names(const struct cert_opts *o);
int cert_acme(const struct cert_opts *o);
int cert_conf(const struct cert_opts *o);

#endif
