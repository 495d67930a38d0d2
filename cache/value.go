package cache

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// Values are stored as the schema says: times as Unix seconds with 0 for none,
// lists and problems as JSON with '' for none.

func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func fromUnix(sec int64) time.Time {
	if sec == 0 {
		return time.Time{}
	}
	return time.Unix(sec, 0).UTC()
}

func problemJSON(p *mail.Problem) (string, error) {
	if p == nil {
		return "", nil
	}
	b, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("store a problem: %w", err)
	}
	return string(b), nil
}

func parseProblem(s string) (*mail.Problem, error) {
	if s == "" {
		return nil, nil
	}
	p := new(mail.Problem)
	if err := json.Unmarshal([]byte(s), p); err != nil {
		return nil, fmt.Errorf("read a stored problem: %w", err)
	}
	return p, nil
}
