#include "CResolver.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

int cres_query_mx(const char *domain, struct cres_mx *records, int room, int *count) {
  *count = 0;
  struct __res_state state;
  memset(&state, 0, sizeof state);
  if (res_ninit(&state) != 0) return CRES_FAILED;
  unsigned char answer[NS_MAXMSG];
  int length = res_nquery(&state, domain, ns_c_in, ns_t_mx, answer, sizeof answer);
  int problem = state.res_h_errno;
  res_nclose(&state);
  if (length < 0) {
    switch (problem) {
    case HOST_NOT_FOUND: return CRES_NO_DOMAIN;
    case NO_DATA: return CRES_NO_DATA;
    case TRY_AGAIN: return CRES_TRY_AGAIN;
    default: return CRES_FAILED;
    }
  }
  ns_msg message;
  if (ns_initparse(answer, length, &message) != 0) return CRES_FAILED;
  int total = ns_msg_count(message, ns_s_an);
  for (int index = 0; index < total && *count < room; index++) {
    ns_rr record;
    if (ns_parserr(&message, ns_s_an, index, &record) != 0) return CRES_FAILED;
    if (ns_rr_type(record) != ns_t_mx || ns_rr_rdlen(record) < 3) continue;
    const unsigned char *data = ns_rr_rdata(record);
    struct cres_mx *out = &records[*count];
    out->preference = (unsigned short)(data[0] << 8 | data[1]);
    if (dn_expand(ns_msg_base(message), ns_msg_end(message), data + 2, out->host, sizeof out->host) < 0)
      return CRES_FAILED;
    if (strcmp(out->host, ".") == 0) out->host[0] = 0;
    (*count)++;
  }
  return *count > 0 ? CRES_OK : CRES_NO_DATA;
}
