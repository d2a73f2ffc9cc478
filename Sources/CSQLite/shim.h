#pragma once
#include <sqlite3.h>
#include <string.h>
// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift cannot import: SQLite copies the bytes.
static inline int csqlite_bind_text(sqlite3_stmt *s, int i, const char *t, int n) { return sqlite3_bind_text(s, i, t, n, SQLITE_TRANSIENT); }
static inline int csqlite_bind_blob(sqlite3_stmt *s, int i, const void *b, sqlite3_uint64 n) { return sqlite3_bind_blob64(s, i, b, n, SQLITE_TRANSIENT); }
// A typed wrapper over the variadic sqlite3_db_config.
static inline int csqlite_db_config(sqlite3 *db, int option, int on) { return sqlite3_db_config(db, option, on, (int *)0); }
// SQLITE_STATIC: the bytes stay where they are until the statement is reset. A null pointer would become NULL.
static inline int csqlite_bind_bytes(sqlite3_stmt *s, int i, const unsigned char *t, sqlite3_uint64 n) { return sqlite3_bind_text64(s, i, t ? (const char *)t : "", n, SQLITE_STATIC, SQLITE_UTF8); }
// SQLite owns the copy and frees it with the connection.
static inline int csqlite_deserialize(sqlite3 *db, const void *bytes, sqlite3_int64 n, int writable) {
  unsigned char *copy = (unsigned char *)sqlite3_malloc64((sqlite3_uint64)(n > 0 ? n : 1));
  if (!copy) return SQLITE_NOMEM;
  if (n > 0) memcpy(copy, bytes, (size_t)n);
  return sqlite3_deserialize(db, "main", copy, n, n, SQLITE_DESERIALIZE_FREEONCLOSE | (writable ? SQLITE_DESERIALIZE_RESIZEABLE : SQLITE_DESERIALIZE_READONLY));
}
