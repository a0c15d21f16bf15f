// How the C library's heap is set up. Most of it happens before main, when this is linked: see CHeap.c.
#ifndef SMTPSCOPE_CHEAP_H
#define SMTPSCOPE_CHEAP_H

// Lets so many threads that are about to start have a heap each, where they would wait for each other: more than one
// event loop. Takes effect only before a second thread has allocated anything.
void heap_for_threads(int threads);

#endif
