// The system's OpenSSL 3 for Swift: its headers, its functions as fields of two tables, and a function for each macro
// that Swift does not import.
// What has logic of its own is in COpenSSL.c.
#ifndef SMTPSCOPE_COPENSSL_H
#define SMTPSCOPE_COPENSSL_H

#include <CLibrary.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// What is used of the two libraries: they are opened when they are first needed, and nothing links them. A function
// that is not in these lists does not link.
#define COSSL_CRYPTO(X) \
  X(ASN1_STRING_get0_data) X(ASN1_STRING_length) X(ASN1_TIME_to_tm) X(BIO_ctrl_pending) X(BIO_free) X(BIO_new) X(BIO_read) X(BIO_s_mem) \
  X(BIO_write) X(BN_free) X(BN_new) X(BN_rand) X(BN_to_ASN1_INTEGER) X(CRYPTO_get_ex_new_index) \
  X(ERR_clear_error) X(ERR_error_string_n) X(ERR_get_error) X(EVP_DigestFinal_ex) \
  X(EVP_DigestInit_ex) X(EVP_DigestUpdate) X(EVP_MD_CTX_free) X(EVP_MD_CTX_new) X(EVP_PKEY_Q_keygen) \
  X(EVP_PKEY_free) X(EVP_PKEY_get0_type_name) X(EVP_PKEY_get_bits) X(EVP_PKEY_get_group_name) X(EVP_PKEY_is_a) \
  X(EVP_md5) X(EVP_sha256) X(GENERAL_NAMES_free) X(GENERAL_NAME_print) X(HMAC) X(OBJ_nid2ln) X(OBJ_nid2sn) \
  X(OPENSSL_init_crypto) X(OPENSSL_sk_num) X(OPENSSL_sk_value) X(PEM_write_bio_X509) X(X509V3_EXT_conf_nid) \
  X(X509V3_set_ctx) X(X509_EXTENSION_free) X(X509_NAME_add_entry_by_txt) X(X509_NAME_print_ex) \
  X(X509_STORE_CTX_get_error) X(X509_STORE_CTX_get_error_depth) X(X509_STORE_CTX_get_ex_data) X(X509_add_ext) \
  X(X509_check_host) X(X509_check_ip_asc) X(X509_digest) X(X509_free) X(X509_get0_notAfter) \
  X(X509_get0_notBefore) X(X509_get0_pubkey) X(X509_get_ext_d2i) X(X509_get_issuer_name) \
  X(X509_get_serialNumber) X(X509_get_signature_nid) X(X509_get_subject_name) X(X509_getm_notAfter) \
  X(X509_getm_notBefore) X(X509_gmtime_adj) X(X509_new) X(X509_set_issuer_name) X(X509_set_pubkey) \
  X(X509_set_version) X(X509_sign) X(X509_up_ref) X(X509_verify_cert_error_string)

#define COSSL_SSL(X) \
  X(SSL_CIPHER_get_bits) X(SSL_CIPHER_get_name) X(SSL_CTX_check_private_key) X(SSL_CTX_ctrl) X(SSL_CTX_free) \
  X(SSL_CTX_load_verify_file) X(SSL_CTX_new) X(SSL_CTX_set_cipher_list) X(SSL_CTX_set_default_verify_dir) \
  X(SSL_CTX_set_default_verify_file) X(SSL_CTX_set_keylog_callback) X(SSL_CTX_set_options) X(SSL_CTX_set_verify) \
  X(SSL_CTX_use_PrivateKey) X(SSL_CTX_use_PrivateKey_file) X(SSL_CTX_use_certificate) \
  X(SSL_CTX_use_certificate_chain_file) X(SSL_ctrl) X(SSL_do_handshake) X(SSL_free) X(SSL_get_current_cipher) \
  X(SSL_get_error) X(SSL_get_ex_data) X(SSL_get_ex_data_X509_STORE_CTX_idx) X(SSL_get_peer_cert_chain) \
  X(SSL_get_servername) X(SSL_get_shutdown) X(SSL_get_version) X(SSL_group_to_name) X(SSL_new) X(SSL_read) \
  X(SSL_session_reused) X(SSL_set_accept_state) X(SSL_set_bio) X(SSL_set_connect_state) X(SSL_set_ex_data) \
  X(SSL_shutdown) X(SSL_write) X(TLS_client_method) X(TLS_server_method)

// A table that is handed out is full: Swift need not look.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"
#define COSSL_FIELD(name) __typeof__(&name) _Nonnull name;

struct cossl_crypto {
  COSSL_CRYPTO(COSSL_FIELD)
};

struct cossl_ssl {
  COSSL_SSL(COSSL_FIELD)
};

// libcrypto's functions, and libssl's with libcrypto's opened too; NULL where the library, or a function in it, is
// not there. Any thread may ask, any number of times. Everything below, and every SSL and X509, needs one of them first.
const struct cossl_crypto *_Nullable cossl_open_crypto(void);
const struct cossl_ssl *_Nullable cossl_open_ssl(void);
// Why cossl_open_ssl gave NULL, in the loader's words; ask after it.
const char *_Nonnull cossl_problem(void);

// Protocol versions; 0 means the library's own limit. 1 on success.
int cossl_set_min_version(SSL_CTX *ctx, int version);
int cossl_set_max_version(SSL_CTX *ctx, int version);
int cossl_set_server_name(SSL *ssl, const char *name);
void cossl_set_moving_buffer(SSL *ssl);
// The library refuses a second TLS renegotiation from the peer; this turns renegotiation off altogether.
void cossl_no_renegotiation(SSL_CTX *ctx);
// Peers that close without close_notify are told apart by the handler, not treated as a fatal error.
void cossl_ignore_unexpected_eof(SSL_CTX *ctx);

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

// Facts of a certificate as text. What they give is how long the text is, as snprintf(3) does: what has no room is left
// out.
int cossl_subject(X509 *certificate, char *out, size_t room);
int cossl_issuer(X509 *certificate, char *out, size_t room);
int cossl_alt_names(X509 *certificate, char *out, size_t room);  // each behind its length, four octets, the greatest first
int cossl_key(X509 *certificate, char *out, size_t room);
int cossl_signature(X509 *certificate, char *out, size_t room);
int cossl_sha256(X509 *certificate, unsigned char out[32]);
// Seconds since 1970. 1 on success; 0 where the date cannot be read.
int cossl_not_before(X509 *certificate, long long *time);
int cossl_not_after(X509 *certificate, long long *time);

// Makes an EC P-256 key and a certificate for `names` (separated by commas), valid from and until the given
// seconds from now, signed by `issuer`'s key or by itself. 1 on success; the caller frees key and certificate.
int cossl_make_certificate(const char *common_name, const char *alt_names, long from, long until, int is_ca,
                           X509 *issuer, EVP_PKEY *issuer_key, X509 **certificate, EVP_PKEY **key);

#pragma clang diagnostic pop

#endif
