//go:build sqlite_fts5 || fts5

package cache

// FullText says whether this build's SQLite has FTS5. A build without it opens
// the same store.
const FullText = true
