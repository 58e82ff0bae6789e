/* SPDX-License-Identifier: MIT
 *
 * TLS12 = no: mbedTLS without TLS 1.2, for clients of TLS 1.3 only. It is
 * included behind a board's mbedtls.h and takes back what TLS 1.2 alone needs.
 */

#undef MBEDTLS_SSL_PROTO_TLS1_2
#undef MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#undef MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#undef MBEDTLS_SSL_EXTENDED_MASTER_SECRET
