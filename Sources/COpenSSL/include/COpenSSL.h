// The system's OpenSSL 3 for Swift: its headers, and a function for each macro that Swift does not import.
// What has logic of its own is in COpenSSL.c.
#ifndef SMTPSCOPE_COPENSSL_H
#define SMTPSCOPE_COPENSSL_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Protocol versions; 0 means the library's own limit. 1 on success.
static inline int cossl_set_min_version(SSL_CTX *ctx, int version) { return (int)SSL_CTX_set_min_proto_version(ctx, version); }
static inline int cossl_set_max_version(SSL_CTX *ctx, int version) { return (int)SSL_CTX_set_max_proto_version(ctx, version); }
static inline int cossl_set_server_name(SSL *ssl, const char *name) { return (int)SSL_set_tlsext_host_name(ssl, name); }
static inline void cossl_set_moving_buffer(SSL *ssl) { SSL_set_mode(ssl, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE); }
static inline int cossl_bio_pending(BIO *bio) { return (int)BIO_ctrl_pending(bio); }
static inline const char *cossl_default_ca_dir(void) { return X509_get_default_cert_dir(); }
// The library refuses a second TLS renegotiation from the peer; this turns renegotiation off altogether.
static inline void cossl_no_renegotiation(SSL_CTX *ctx) { SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION); }
// Peers that close without close_notify are told apart by the handler, not treated as a fatal error.
static inline void cossl_ignore_unexpected_eof(SSL_CTX *ctx) { SSL_CTX_set_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF); }

// The verification errors of a handshake, in the order in which OpenSSL found them. Verification goes on
// after each, so that a report can show all.
struct cossl_verify_log {
  int count;
  int depth[32];
  int error[32];
};

static inline int cossl_verify_depth(const struct cossl_verify_log *log, int index) { return log->depth[index]; }
static inline int cossl_verify_error(const struct cossl_verify_log *log, int index) { return log->error[index]; }

void cossl_collect_verify_errors(SSL_CTX *ctx);
int cossl_attach_verify_log(SSL *ssl, struct cossl_verify_log *log);

// Appends each session's secrets to the file (the format of SSLKEYLOGFILE). 1 on success.
int cossl_log_keys(SSL_CTX *ctx, const char *path);

// The name of the key-exchange group, and the type and size of the peer's temporary key; 0 when unknown.
int cossl_group_name(SSL *ssl, char *out, size_t room);

int cossl_chain_count(SSL *ssl);
X509 *cossl_chain_certificate(SSL *ssl, int index);  // borrowed

// Facts of a certificate as text, cut at `room`. 1 on success.
int cossl_subject(X509 *certificate, char *out, size_t room);
int cossl_issuer(X509 *certificate, char *out, size_t room);
int cossl_alt_names(X509 *certificate, char *out, size_t room);  // separated by line feeds
int cossl_key(X509 *certificate, char *out, size_t room);
int cossl_signature(X509 *certificate, char *out, size_t room);
int cossl_sha256(X509 *certificate, unsigned char out[32]);
// Seconds since 1970. 1 on success.
int cossl_validity(X509 *certificate, long long *not_before, long long *not_after);

// Makes an EC P-256 key and a certificate for `names` (separated by commas), valid from and until the given
// seconds from now, signed by `issuer`'s key or by itself. 1 on success; the caller frees key and certificate.
int cossl_make_certificate(const char *common_name, const char *alt_names, long from, long until, int is_ca,
                           X509 *issuer, EVP_PKEY *issuer_key, X509 **certificate, EVP_PKEY **key);

#endif
