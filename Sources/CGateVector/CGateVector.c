/* The package manager wants a source file; all of it is in the header, to be inlined. */

#include "CGateVector.h"
