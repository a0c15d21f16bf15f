// MX records through the C library's resolver, with the configuration and the cache that the MTAs on this
// machine use.
#ifndef SMTPSCOPE_CRESOLVER_H
#define SMTPSCOPE_CRESOLVER_H

#define CRES_NAME_MAX 256

struct cres_mx {
  unsigned short preference;
  char host[CRES_NAME_MAX];
};

enum cres_status {
  CRES_OK = 0,
  CRES_NO_DOMAIN = 1,
  CRES_NO_DATA = 2,
  CRES_TRY_AGAIN = 3,
  CRES_FAILED = 4,
  CRES_NO_LIBRARY = 5,  // libresolv, which comes with the C library, cannot be opened
};

// Asks for the MX records of `domain`. Fills at most `room` of `records`, sets `count`, and gives a
// cres_status. A root target (a null MX, RFC 7505) comes as an empty host.
int cres_query_mx(const char *domain, struct cres_mx *records, int room, int *count);

#endif
