// One heap for all threads. glibc gives each thread but the first a heap of its own, which grows by a page at a time:
// in a TLS session 105 system calls are that. One event loop has nobody to wait for.
#include "CHeap.h"

#ifdef __linux__
#include <features.h>
#endif

#ifdef __GLIBC__
#include <malloc.h>

__attribute__((constructor)) static void one_heap(void) {
  mallopt(M_ARENA_MAX, 1);
  // It grows by 1 MB, and is not given back and asked for again with each block of a message. Setting this stops glibc
  // from adapting the sizes from which it maps a block by itself, so they are set, too.
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 8 << 20);
}

void heap_for_threads(int threads) { mallopt(M_ARENA_MAX, threads); }
#else
void heap_for_threads(int threads) { (void)threads; }
#endif
