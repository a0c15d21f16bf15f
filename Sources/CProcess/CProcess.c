#include "CProcess.h"

#ifdef __linux__
#include <sys/prctl.h>

int process_set_private(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int process_is_private(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0; }
#else
int process_set_private(void) { return 0; }

int process_is_private(void) { return 0; }
#endif
