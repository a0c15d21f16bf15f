// Each file of Data stands in the program as it is: what it holds, and how it is written, is said at its head.
#include "CKnowledge.h"

// #embed is C23; the compiler knows it in older C as well.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char replies[] = {
#embed "Data/replies.txt"
};
static const unsigned char enhanced[] = {
#embed "Data/enhanced.txt"
};
static const unsigned char extensions[] = {
#embed "Data/extensions.txt"
};
static const unsigned char products[] = {
#embed "Data/products.txt"
};
static const unsigned char wordings[] = {
#embed "Data/wordings.txt"
};
static const unsigned char lists[] = {
#embed "Data/lists.txt"
};
static const unsigned char advice[] = {
#embed "Data/advice.txt"
};
static const unsigned char session[] = {
#embed "Data/session.txt"
};
static const unsigned char english[] = {
#embed "Data/english.txt"
};

static const struct {
  const unsigned char *octets;
  size_t count;
} files[] = {
    {replies, sizeof replies},       {enhanced, sizeof enhanced}, {extensions, sizeof extensions},
    {products, sizeof products},     {wordings, sizeof wordings}, {lists, sizeof lists},
    {advice, sizeof advice},         {session, sizeof session},   {english, sizeof english},
};

const unsigned char *knowledge_octets(int file, size_t *count) {
  if (file < 0 || (size_t)file >= sizeof files / sizeof *files) file = knowledge_english;
  *count = files[file].count;
  return files[file].octets;
}
