package engine

import "time"

// Limits of the back-off.
const (
	firstRetry = 5 * time.Second
	lastRetry  = 15 * time.Minute
)

// retry says how long to wait after failures in a row: twice as long each time,
// up to a limit, and between half and all of that, so that many clients of a
// server that comes back do not come back at once.
type retry struct {
	failures int
	rand     func() float64
}

// next counts a failure and returns how long to wait.
func (r *retry) next() time.Duration {
	d := lastRetry
	if r.failures < 8 { // beyond, firstRetry << failures exceeds lastRetry
		d = min(d, firstRetry<<r.failures)
	}
	r.failures++
	return d/2 + time.Duration(r.rand()*float64(d/2))
}

// reset forgets the failures: something has worked.
func (r *retry) reset() { r.failures = 0 }
