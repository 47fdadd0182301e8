/* zlib's streams. Its functions that start one are macros, which Swift cannot call. */
#ifndef GATE_CZLIB_SHIM_H
#define GATE_CZLIB_SHIM_H

#include <zlib.h>

/* `window_bits` is 15 for the zlib format (RFC 1950) and 31 for gzip (RFC 1952). */
static inline int gate_inflate_start(z_stream *stream, int window_bits) { return inflateInit2(stream, window_bits); }

static inline int gate_deflate_start(z_stream *stream, int level, int window_bits) {
    return deflateInit2(stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
}

#endif
