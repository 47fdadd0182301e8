// Counts heap allocations of the process it is linked into. For benches and threshold tests only: no product links it.
#ifndef GATEWRIGHT_MALLOC_COUNT_H
#define GATEWRIGHT_MALLOC_COUNT_H

/// Allocations (malloc, calloc, realloc, aligned forms) by the calling thread since it started.
unsigned long gate_malloc_count(void);

#endif
