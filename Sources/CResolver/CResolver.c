#include "CResolver.h"

#include <CLibrary.h>

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <resolv.h>
#include <string.h>

#define SONAME "libresolv.so.2"

// What is used of the library: it is opened when it is first needed. Since glibc 2.34 most of it is in the C library,
// where it is found all the same.
#define RESOLVER(X) X(dn_expand) X(ns_initparse) X(ns_parserr) X(res_nclose) X(res_ninit) X(res_nquery)
// The names that the header gives them.
#define EXPANDED_NAME(name) CLIB_NAME(name)

static struct {
  RESOLVER(CLIB_FIELD)
} resolver;
static const char *const resolver_names[] = {RESOLVER(EXPANDED_NAME)};
static int has_resolver;

CLIB_NOTE(resolver_note, SONAME, "mx", "MX queries; part of the C library", "suggested");

static void open_resolver(void) {
  char problem[512];
  has_resolver = clib_open(SONAME, resolver_names, &resolver, sizeof resolver, problem, sizeof problem);
}

int cres_query_mx(const char *domain, struct cres_mx *records, int room, int *count) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_resolver);
  *count = 0;
  if (!has_resolver) return CRES_NO_LIBRARY;
  struct __res_state state;
  memset(&state, 0, sizeof state);
  if (resolver.res_ninit(&state) != 0) return CRES_FAILED;
  unsigned char answer[NS_MAXMSG];
  int length = resolver.res_nquery(&state, domain, ns_c_in, ns_t_mx, answer, sizeof answer);
  int problem = state.res_h_errno;
  resolver.res_nclose(&state);
  if (length < 0) {
    switch (problem) {
    case HOST_NOT_FOUND: return CRES_NO_DOMAIN;
    case NO_DATA: return CRES_NO_DATA;
    case TRY_AGAIN: return CRES_TRY_AGAIN;
    default: return CRES_FAILED;
    }
  }
  ns_msg message;
  if (resolver.ns_initparse(answer, length, &message) != 0) return CRES_FAILED;
  int total = ns_msg_count(message, ns_s_an);
  for (int index = 0; index < total && *count < room; index++) {
    ns_rr record;
    if (resolver.ns_parserr(&message, ns_s_an, index, &record) != 0) return CRES_FAILED;
    if (ns_rr_type(record) != ns_t_mx || ns_rr_rdlen(record) < 3) continue;
    const unsigned char *data = ns_rr_rdata(record);
    struct cres_mx *out = &records[*count];
    out->preference = (unsigned short)(data[0] << 8 | data[1]);
    if (resolver.dn_expand(ns_msg_base(message), ns_msg_end(message), data + 2, out->host, sizeof out->host) < 0)
      return CRES_FAILED;
    if (strcmp(out->host, ".") == 0) out->host[0] = 0;
    (*count)++;
  }
  return *count > 0 ? CRES_OK : CRES_NO_DATA;
}
