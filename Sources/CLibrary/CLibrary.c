#include "CLibrary.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static int failed(char *problem, size_t room) {
  const char *text = dlerror();
  snprintf(problem, room, "%s", text ? text : "the loader does not say why");
  return 0;
}

int clib_open(const char *soname, const char *const *names, void *table, size_t size, char *problem, size_t room) {
  // Lazily, as the loader does at a program's start: what one library needs of another is looked up when it is called.
  void *library = dlopen(soname, RTLD_LAZY | RTLD_LOCAL);
  if (!library) return failed(problem, room);
  for (size_t index = 0; index < size / sizeof(void *); index++) {
    void *address = dlsym(library, names[index]);
    if (!address) return failed(problem, room);
    memcpy((char *)table + index * sizeof address, &address, sizeof address);
  }
  return 1;
}
