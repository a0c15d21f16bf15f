// What the kernel is told of this process, by calls with a variable argument list, which Swift does not import.
#ifndef SMTPSCOPE_CPROCESS_H
#define SMTPSCOPE_CPROCESS_H

// Asks that the memory of this process is in no core file and open to no other process of the same user
// (PR_SET_DUMPABLE, prctl(2)). 0, or -1 with errno.
int process_set_private(void);

// 1: it is so; 0: it is not, or this system does not know of it.
int process_is_private(void);

#endif
