// Opens a library of the system when it is first needed: a run that needs none of it does not pay for loading it.
// A list macro names what is used of a library, once; the table's fields and the names to look for are made of it.
#ifndef SMTPSCOPE_CLIBRARY_H
#define SMTPSCOPE_CLIBRARY_H

#include <stddef.h>
#include <stdint.h>

// A field with the type that the library's header gives the function (or variable), and its name as text.
#define CLIB_FIELD(name) __typeof__(&name) name;
#define CLIB_NAME(name) #name,

// Opens `soname` and fills `table`, `size` octets of nothing but addresses, with those of `names`, in their order.
// 1 on success. 0 when the library or one of the names is not there, with the loader's words in `problem`, cut at
// `room`; the table then is not to be used. What was opened stays open.
int clib_open(const char *soname, const char *const *names, void *table, size_t size, char *problem, size_t room);

// A note for packagers of a library that is opened so (https://systemd.io/ELF_DLOPEN_METADATA/): their tools make
// dependencies of it. Priority is required, recommended or suggested.
#ifdef __ELF__
#define CLIB_NOTE(id, soname, feature, description, priority) \
  CLIB_NOTE_TEXT(id, "[{\"soname\":[\"" soname "\"],\"feature\":\"" feature "\",\"description\":\"" description \
                     "\",\"priority\":\"" priority "\"}]")
#define CLIB_NOTE_TEXT(id, json)                                                             \
  __attribute__((used, section(".note.dlopen"), aligned(4))) static const struct {           \
    uint32_t owner_size, text_size, type;                                                    \
    char owner[4];                                                                           \
    __attribute__((aligned(4))) char text[sizeof(json)];                                     \
  } id = {4, sizeof(json), 0x407c0c0a, "FDO", json}
#else
#define CLIB_NOTE(id, soname, feature, description, priority) struct id
#endif

#endif
