package desktop

import (
	"errors"
	"testing"

	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/mail"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// cause returns the cause of the problem that err is, CauseNone for none.
func cause(err error) mail.Cause {
	var p mail.Problem
	errors.As(err, &p)
	return p.Cause
}
