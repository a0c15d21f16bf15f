#define _GNU_SOURCE
#include "COpenSSL.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TEXT_OF(number) #number
#define SONAME(name, number) "lib" name ".so." TEXT_OF(number)
// The version that the headers are of.
#define CRYPTO_SONAME SONAME("crypto", OPENSSL_SHLIB_VERSION)
#define SSL_SONAME SONAME("ssl", OPENSSL_SHLIB_VERSION)

CLIB_NOTE(crypto_note, CRYPTO_SONAME, "tls", "TLS, CRAM-MD5, and digests in recordings", "recommended");
CLIB_NOTE(ssl_note, SSL_SONAME, "tls", "TLS", "recommended");

static struct cossl_crypto crypto;
static struct cossl_ssl tls;
static const char *const crypto_names[] = {COSSL_CRYPTO(CLIB_NAME)};
static const char *const ssl_names[] = {COSSL_SSL(CLIB_NAME)};
static int has_crypto, has_ssl, log_index;
static char crypto_problem[512], ssl_problem[512];

// What OpenSSL's macros call.
#define CRYPTO_get_ex_new_index crypto.CRYPTO_get_ex_new_index
#define EVP_PKEY_Q_keygen crypto.EVP_PKEY_Q_keygen
#define OPENSSL_sk_num crypto.OPENSSL_sk_num
#define OPENSSL_sk_value crypto.OPENSSL_sk_value
#define SSL_CTX_ctrl tls.SSL_CTX_ctrl
#define SSL_ctrl tls.SSL_ctrl

static void open_crypto(void) {
  has_crypto = clib_open(CRYPTO_SONAME, crypto_names, &crypto, sizeof crypto, crypto_problem,
                         sizeof crypto_problem);
  // The process gives its memory back by ending; OpenSSL need not do it piece by piece.
  if (has_crypto) crypto.OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}

const struct cossl_crypto *cossl_open_crypto(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_crypto);
  return has_crypto ? &crypto : NULL;
}

static void open_ssl(void) {
  // It brings libcrypto, which then need not be looked for.
  if (!clib_open(SSL_SONAME, ssl_names, &tls, sizeof tls, ssl_problem, sizeof ssl_problem)) return;
  if (!cossl_open_crypto()) {
    memcpy(ssl_problem, crypto_problem, sizeof ssl_problem);
    return;
  }
  log_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  has_ssl = 1;
}

const struct cossl_ssl *cossl_open_ssl(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_ssl);
  return has_ssl ? &tls : NULL;
}

const char *cossl_problem(void) { return ssl_problem; }

int cossl_set_min_version(SSL_CTX *ctx, int version) { return (int)SSL_CTX_set_min_proto_version(ctx, version); }
int cossl_set_max_version(SSL_CTX *ctx, int version) { return (int)SSL_CTX_set_max_proto_version(ctx, version); }
int cossl_set_server_name(SSL *ssl, const char *name) { return (int)SSL_set_tlsext_host_name(ssl, name); }
void cossl_set_moving_buffer(SSL *ssl) { SSL_set_mode(ssl, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE); }
void cossl_no_renegotiation(SSL_CTX *ctx) { tls.SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION); }
void cossl_ignore_unexpected_eof(SSL_CTX *ctx) { tls.SSL_CTX_set_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF); }

static int on_verify(int ok, X509_STORE_CTX *store) {
  if (ok) return 1;
  SSL *ssl = crypto.X509_STORE_CTX_get_ex_data(store, tls.SSL_get_ex_data_X509_STORE_CTX_idx());
  struct cossl_verify_log *log = ssl ? tls.SSL_get_ex_data(ssl, log_index) : NULL;
  if (log && log->count < 32) {
    log->depth[log->count] = crypto.X509_STORE_CTX_get_error_depth(store);
    log->error[log->count] = crypto.X509_STORE_CTX_get_error(store);
    log->count++;
  }
  return 1;
}

void cossl_collect_verify_errors(SSL_CTX *ctx) { tls.SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify); }

int cossl_attach_verify_log(SSL *ssl, struct cossl_verify_log *log) { return tls.SSL_set_ex_data(ssl, log_index, log); }

static int key_file = -1;

static void on_key(const SSL *ssl, const char *line) {
  (void)ssl;
  if (key_file < 0) return;
  char buffer[1024];
  int length = snprintf(buffer, sizeof buffer, "%s\n", line);
  if (length > 0 && (size_t)length < sizeof buffer && write(key_file, buffer, (size_t)length) < 0) {
    close(key_file);
    key_file = -1;
  }
}

int cossl_log_keys(SSL_CTX *ctx, const char *path) {
  if (key_file < 0) key_file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (key_file < 0) return 0;
  tls.SSL_CTX_set_keylog_callback(ctx, on_key);
  return 1;
}

int cossl_group_name(SSL *ssl, char *out, size_t room) {
  EVP_PKEY *key = NULL;
  int group = (int)SSL_get_negotiated_group(ssl);
  const char *name = group > 0 ? tls.SSL_group_to_name(ssl, group) : NULL;
  if (!name && group > 0) name = crypto.OBJ_nid2sn(group);
  if (name) {
    snprintf(out, room, "%s", name);
    return 1;
  }
  if (SSL_get_peer_tmp_key(ssl, &key) && key) {
    const char *type = crypto.EVP_PKEY_get0_type_name(key);
    snprintf(out, room, "%s, %d bits", type ? type : "temporary key", crypto.EVP_PKEY_get_bits(key));
    crypto.EVP_PKEY_free(key);
    return 1;
  }
  return 0;
}

int cossl_chain_count(SSL *ssl) {
  STACK_OF(X509) *chain = tls.SSL_get_peer_cert_chain(ssl);
  return chain ? sk_X509_num(chain) : 0;
}

X509 *cossl_chain_certificate(SSL *ssl, int index) {
  STACK_OF(X509) *chain = tls.SSL_get_peer_cert_chain(ssl);
  return chain ? sk_X509_value(chain, index) : NULL;
}

// Moves what a memory BIO holds into `out`, as far as there is room, and frees the BIO. Gives how much it held.
static int drain(BIO *bio, char *out, size_t room) {
  int held = (int)crypto.BIO_ctrl_pending(bio);
  int length = crypto.BIO_read(bio, out, (int)room - 1);
  if (length < 0) length = 0;
  out[length] = 0;
  crypto.BIO_free(bio);
  return held;
}

static int print_name(X509_NAME *name, char *out, size_t room) {
  BIO *bio = crypto.BIO_new(crypto.BIO_s_mem());
  if (!bio) return 0;
  crypto.X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return drain(bio, out, room);
}

int cossl_subject(X509 *c, char *out, size_t room) { return print_name(crypto.X509_get_subject_name(c), out, room); }
int cossl_issuer(X509 *c, char *out, size_t room) { return print_name(crypto.X509_get_issuer_name(c), out, room); }

int cossl_alt_names(X509 *certificate, char *out, size_t room) {
  out[0] = 0;
  GENERAL_NAMES *names = crypto.X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  if (!names) return 0;
  BIO *all = crypto.BIO_new(crypto.BIO_s_mem());
  char piece[1024];
  for (int index = 0; all && index < sk_GENERAL_NAME_num(names); index++) {
    // A name may hold line feeds, and whatever else one would put between two of them.
    BIO *one = crypto.BIO_new(crypto.BIO_s_mem());
    if (!one) break;
    GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    // OpenSSL prints dots for what is no letter: the octets say more.
    const char *kind =
        name->type == GEN_DNS ? "DNS:" : name->type == GEN_EMAIL ? "email:" : name->type == GEN_URI ? "URI:" : NULL;
    if (kind) {
      crypto.BIO_write(one, kind, (int)strlen(kind));
      crypto.BIO_write(one, crypto.ASN1_STRING_get0_data(name->d.ia5), crypto.ASN1_STRING_length(name->d.ia5));
    } else {
      crypto.GENERAL_NAME_print(one, name);
    }
    unsigned int length = (unsigned int)crypto.BIO_ctrl_pending(one);
    unsigned char head[4] = {length >> 24, length >> 16, length >> 8, length};
    crypto.BIO_write(all, head, sizeof head);
    for (int count; (count = crypto.BIO_read(one, piece, sizeof piece)) > 0;) crypto.BIO_write(all, piece, count);
    crypto.BIO_free(one);
  }
  crypto.GENERAL_NAMES_free(names);
  return all ? drain(all, out, room) : 0;
}

int cossl_key(X509 *certificate, char *out, size_t room) {
  out[0] = 0;
  EVP_PKEY *key = crypto.X509_get0_pubkey(certificate);
  if (!key) return 0;
  char group[64] = "";
  size_t length = 0;
  const char *type = crypto.EVP_PKEY_get0_type_name(key);
  if (crypto.EVP_PKEY_is_a(key, "EC") && crypto.EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1)
    return snprintf(out, room, "EC %s, %d bits", group, crypto.EVP_PKEY_get_bits(key));
  return snprintf(out, room, "%s, %d bits", type ? type : "unknown", crypto.EVP_PKEY_get_bits(key));
}

int cossl_signature(X509 *certificate, char *out, size_t room) {
  const char *name = crypto.OBJ_nid2ln(crypto.X509_get_signature_nid(certificate));
  return snprintf(out, room, "%s", name ? name : "unknown");
}

int cossl_sha256(X509 *certificate, unsigned char out[32]) {
  unsigned int length = 32;
  return crypto.X509_digest(certificate, crypto.EVP_sha256(), out, &length);
}

static int read_time(const ASN1_TIME *from, long long *time) {
  struct tm parts;
  if (!from || !crypto.ASN1_TIME_to_tm(from, &parts)) return 0;
  *time = timegm(&parts);
  return 1;
}

int cossl_not_before(X509 *c, long long *time) { return read_time(crypto.X509_get0_notBefore(c), time); }
int cossl_not_after(X509 *c, long long *time) { return read_time(crypto.X509_get0_notAfter(c), time); }

static int add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
  X509V3_CTX ctx;
  crypto.X509V3_set_ctx(&ctx, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = crypto.X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
  if (!extension) return 0;
  int ok = crypto.X509_add_ext(certificate, extension, -1);
  crypto.X509_EXTENSION_free(extension);
  return ok;
}

int cossl_make_certificate(const char *common_name, const char *alt_names, long from, long until, int is_ca,
                           X509 *issuer, EVP_PKEY *issuer_key, X509 **certificate, EVP_PKEY **key) {
  EVP_PKEY *pair = EVP_EC_gen("P-256");
  X509 *made = crypto.X509_new();
  BIGNUM *serial = crypto.BN_new();
  int ok = pair && made && serial && crypto.X509_set_version(made, 2);
  ok = ok && crypto.BN_rand(serial, 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) && crypto.BN_to_ASN1_INTEGER(serial, crypto.X509_get_serialNumber(made));
  ok = ok && crypto.X509_gmtime_adj(crypto.X509_getm_notBefore(made), from) && crypto.X509_gmtime_adj(crypto.X509_getm_notAfter(made), until);
  ok = ok && crypto.X509_set_pubkey(made, pair);
  ok = ok && crypto.X509_NAME_add_entry_by_txt(crypto.X509_get_subject_name(made), "CN", MBSTRING_UTF8,
                                               (const unsigned char *)common_name, -1, -1, 0);
  X509 *signer = issuer ? issuer : made;
  ok = ok && crypto.X509_set_issuer_name(made, crypto.X509_get_subject_name(signer));
  ok = ok && add_extension(made, signer, NID_basic_constraints, is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
  ok = ok && (alt_names[0] == 0 || add_extension(made, signer, NID_subject_alt_name, alt_names));
  ok = ok && crypto.X509_sign(made, issuer_key ? issuer_key : pair, crypto.EVP_sha256());
  crypto.BN_free(serial);
  if (!ok) {
    crypto.X509_free(made);
    crypto.EVP_PKEY_free(pair);
    return 0;
  }
  *certificate = made;
  *key = pair;
  return 1;
}
