package app

import "github.com/mailtui/mailtui/cache"

// FullText says whether this build has SQLite's full-text index.
const FullText = cache.FullText

// SQLiteVersion returns the version of SQLite in this build.
func SQLiteVersion() string { return cache.SQLiteVersion() }
