#pragma once
#include <archive.h>
#include <archive_entry.h>
// libarchive's gzip reader checks neither the CRC nor the length of a member, so gzip goes through zlib itself.
#include <zlib.h>

// inflateInit2 and deflateInit2 are macros, which Swift cannot import. 15 + 16: the largest window, gzip framing only;
// -15: the same window without any framing.
static inline int carchive_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
static inline int carchive_deflate_init_raw(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}
// AE_IFREG is a cast of a number, which Swift cannot import.
static const unsigned int carchive_regular_file = AE_IFREG;
