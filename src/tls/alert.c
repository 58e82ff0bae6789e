/* SPDX-License-Identifier: MIT */
/* TLS alerts: see alert.h. */
#include "tls/alert.h"

#include <stddef.h>

#include <mbedtls/ssl.h>

static const struct {
	unsigned char number;
	char name[32];
} alerts[] = {
	{ 0, "close_notify" },
	{ 10, "unexpected_message" },
	{ 20, "bad_record_mac" },
	{ 22, "record_overflow" },
	{ 40, "handshake_failure" },
	{ 42, "bad_certificate" },
	{ 43, "unsupported_certificate" },
	{ 44, "certificate_revoked" },
	{ 45, "certificate_expired" },
	{ 46, "certificate_unknown" },
	{ 47, "illegal_parameter" },
	{ 48, "unknown_ca" },
	{ 49, "access_denied" },
	{ 50, "decode_error" },
	{ 51, "decrypt_error" },
	{ 70, "protocol_version" },
	{ 71, "insufficient_security" },
	{ 80, "internal_error" },
	{ 86, "inappropriate_fallback" },
	{ 90, "user_canceled" },
	{ 109, "missing_extension" },
	{ 110, "unsupported_extension" },
	{ 112, "unrecognized_name" },
	{ 116, "certificate_required" },
	{ 120, "no_application_protocol" }
};

const char *
alert_name(int number)
{
	size_t i;

	for (i = 0; i < sizeof alerts / sizeof alerts[0]; i++)
		if (alerts[i].number == number)
			return alerts[i].name;
	return "unknown";
}

unsigned char
alert_for_error(int rc)
{
	switch (rc) {
	case MBEDTLS_ERR_SSL_INVALID_MAC:
		return ALERT_BAD_RECORD_MAC;
	case MBEDTLS_ERR_SSL_INVALID_RECORD:
	case MBEDTLS_ERR_SSL_DECODE_ERROR:
		return ALERT_DECODE_ERROR;
	case MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE:
	case MBEDTLS_ERR_SSL_UNEXPECTED_RECORD:
		return ALERT_UNEXPECTED_MESSAGE;
	case MBEDTLS_ERR_SSL_ALLOC_FAILED:
	case MBEDTLS_ERR_SSL_INTERNAL_ERROR:
		return ALERT_INTERNAL_ERROR;
	default:
		return ALERT_HANDSHAKE_FAILURE;
	}
}
