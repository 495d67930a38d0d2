package cache

import (
	"context"
	"os"
)

// logLimit is how many bytes the log may have before it is folded into the
// file. A person's write does so only when it is four times as long: mostly a
// batch comes first.
const logLimit = 4 << 20

// foldLog folds the log into the file when it has grown. Left to itself SQLite
// does so inside of the commit that passes a limit, and whoever waits to write
// waits for two syncs of the disk and four megabytes: 65 to 98 ms at worst in a
// first sync, where it is 18 to 25 ms so. It is done on a connection of its own,
// beside which the writer goes on. What fails is tried after the next write; a
// disk that is full fails that write.
func (s *Store) foldLog(ctx context.Context, who turn) {
	limit := int64(logLimit)
	if who == person {
		limit *= 4
	}
	info, err := os.Stat(s.path + "-wal")
	if err != nil || info.Size() < limit || !s.folding.TryLock() {
		return
	}
	defer s.folding.Unlock()
	_, _ = s.foldConn.ExecContext(context.WithoutCancel(ctx), `PRAGMA wal_checkpoint(PASSIVE)`)
}
