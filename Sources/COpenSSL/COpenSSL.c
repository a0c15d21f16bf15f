#define _GNU_SOURCE
#include "COpenSSL.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int log_index(void) {
  static int index = -1;
  if (index < 0) index = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  return index;
}

static int on_verify(int ok, X509_STORE_CTX *store) {
  if (ok) return 1;
  SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  struct cossl_verify_log *log = ssl ? SSL_get_ex_data(ssl, log_index()) : NULL;
  if (log && log->count < 32) {
    log->depth[log->count] = X509_STORE_CTX_get_error_depth(store);
    log->error[log->count] = X509_STORE_CTX_get_error(store);
    log->count++;
  }
  return 1;
}

void cossl_collect_verify_errors(SSL_CTX *ctx) { SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify); }

int cossl_attach_verify_log(SSL *ssl, struct cossl_verify_log *log) { return SSL_set_ex_data(ssl, log_index(), log); }

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
  SSL_CTX_set_keylog_callback(ctx, on_key);
  return 1;
}

int cossl_group_name(SSL *ssl, char *out, size_t room) {
  EVP_PKEY *key = NULL;
  int group = (int)SSL_get_negotiated_group(ssl);
  const char *name = group > 0 ? SSL_group_to_name(ssl, group) : NULL;
  if (!name && group > 0) name = OBJ_nid2sn(group);
  if (name) {
    snprintf(out, room, "%s", name);
    return 1;
  }
  if (SSL_get_peer_tmp_key(ssl, &key) && key) {
    const char *type = EVP_PKEY_get0_type_name(key);
    snprintf(out, room, "%s, %d bits", type ? type : "temporary key", EVP_PKEY_get_bits(key));
    EVP_PKEY_free(key);
    return 1;
  }
  return 0;
}

int cossl_chain_count(SSL *ssl) {
  STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
  return chain ? sk_X509_num(chain) : 0;
}

X509 *cossl_chain_certificate(SSL *ssl, int index) {
  STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
  return chain ? sk_X509_value(chain, index) : NULL;
}

// Moves what a memory BIO holds into `out` and frees the BIO.
static int drain(BIO *bio, char *out, size_t room) {
  int length = BIO_read(bio, out, (int)room - 1);
  if (length < 0) length = 0;
  out[length] = 0;
  BIO_free(bio);
  return 1;
}

static int print_name(X509_NAME *name, char *out, size_t room) {
  BIO *bio = BIO_new(BIO_s_mem());
  if (!bio) return 0;
  X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return drain(bio, out, room);
}

int cossl_subject(X509 *c, char *out, size_t room) { return print_name(X509_get_subject_name(c), out, room); }
int cossl_issuer(X509 *c, char *out, size_t room) { return print_name(X509_get_issuer_name(c), out, room); }

int cossl_alt_names(X509 *certificate, char *out, size_t room) {
  out[0] = 0;
  GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  if (!names) return 0;
  BIO *bio = BIO_new(BIO_s_mem());
  for (int index = 0; bio && index < sk_GENERAL_NAME_num(names); index++) {
    if (index) BIO_puts(bio, "\n");
    GENERAL_NAME_print(bio, sk_GENERAL_NAME_value(names, index));
  }
  GENERAL_NAMES_free(names);
  return bio ? drain(bio, out, room) : 0;
}

int cossl_key(X509 *certificate, char *out, size_t room) {
  EVP_PKEY *key = X509_get0_pubkey(certificate);
  if (!key) return 0;
  char group[64] = "";
  size_t length = 0;
  const char *type = EVP_PKEY_get0_type_name(key);
  if (EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1)
    snprintf(out, room, "EC %s, %d bits", group, EVP_PKEY_get_bits(key));
  else
    snprintf(out, room, "%s, %d bits", type ? type : "unknown", EVP_PKEY_get_bits(key));
  return 1;
}

int cossl_signature(X509 *certificate, char *out, size_t room) {
  const char *name = OBJ_nid2ln(X509_get_signature_nid(certificate));
  snprintf(out, room, "%s", name ? name : "unknown");
  return name != NULL;
}

int cossl_sha256(X509 *certificate, unsigned char out[32]) {
  unsigned int length = 32;
  return X509_digest(certificate, EVP_sha256(), out, &length);
}

int cossl_validity(X509 *certificate, long long *not_before, long long *not_after) {
  struct tm a, b;
  if (!ASN1_TIME_to_tm(X509_get0_notBefore(certificate), &a)) return 0;
  if (!ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &b)) return 0;
  *not_before = timegm(&a);
  *not_after = timegm(&b);
  return 1;
}

static int add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
  X509V3_CTX ctx;
  X509V3_set_ctx(&ctx, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
  if (!extension) return 0;
  int ok = X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return ok;
}

int cossl_make_certificate(const char *common_name, const char *alt_names, long from, long until, int is_ca,
                           X509 *issuer, EVP_PKEY *issuer_key, X509 **certificate, EVP_PKEY **key) {
  EVP_PKEY *pair = EVP_EC_gen("P-256");
  X509 *made = X509_new();
  BIGNUM *serial = BN_new();
  int ok = pair && made && serial && X509_set_version(made, 2);
  ok = ok && BN_rand(serial, 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) && BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(made));
  ok = ok && X509_gmtime_adj(X509_getm_notBefore(made), from) && X509_gmtime_adj(X509_getm_notAfter(made), until);
  ok = ok && X509_set_pubkey(made, pair);
  ok = ok && X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_UTF8,
                                        (const unsigned char *)common_name, -1, -1, 0);
  X509 *signer = issuer ? issuer : made;
  ok = ok && X509_set_issuer_name(made, X509_get_subject_name(signer));
  ok = ok && add_extension(made, signer, NID_basic_constraints, is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
  ok = ok && (alt_names[0] == 0 || add_extension(made, signer, NID_subject_alt_name, alt_names));
  ok = ok && X509_sign(made, issuer_key ? issuer_key : pair, EVP_sha256());
  BN_free(serial);
  if (!ok) {
    X509_free(made);
    EVP_PKEY_free(pair);
    return 0;
  }
  *certificate = made;
  *key = pair;
  return 1;
}
