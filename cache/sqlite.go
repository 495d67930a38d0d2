package cache

import "github.com/mattn/go-sqlite3"

// SQLiteVersion returns the version of SQLite in this build, "3.54.1".
func SQLiteVersion() string {
	version, _, _ := sqlite3.Version()
	return version
}
