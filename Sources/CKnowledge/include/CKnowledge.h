// The files of knowledge, as octets in the program: nothing to install beside it, nothing to open at its start.
#ifndef CKNOWLEDGE_H
#define CKNOWLEDGE_H

#include <stddef.h>

enum knowledge_file {
  knowledge_replies,
  knowledge_enhanced,
  knowledge_extensions,
  knowledge_products,
  knowledge_wordings,
  knowledge_lists,
  knowledge_advice,
  knowledge_session,
  knowledge_english,
};

/// The octets of a file, which stay where they are as long as the program runs.
const unsigned char *_Nonnull knowledge_octets(int file, size_t *_Nonnull count);

#endif
