#pragma once
#include <sqlite3.h>
// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift cannot import: SQLite copies the bytes.
static inline int csqlite_bind_text(sqlite3_stmt *s, int i, const char *t, int n) { return sqlite3_bind_text(s, i, t, n, SQLITE_TRANSIENT); }
static inline int csqlite_bind_blob(sqlite3_stmt *s, int i, const void *b, sqlite3_uint64 n) { return sqlite3_bind_blob64(s, i, b, n, SQLITE_TRANSIENT); }
// A typed wrapper over the variadic sqlite3_db_config.
static inline int csqlite_db_config(sqlite3 *db, int option, int on) { return sqlite3_db_config(db, option, on, (int *)0); }
