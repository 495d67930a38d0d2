package desktop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"

	"github.com/mattn/go-shellwords"

	"github.com/mailtui/mailtui/mail"
)

// Command is a program that a message is piped into. Its output goes to the
// terminal, which is its own while it runs.
type Command struct {
	ctx    context.Context // of the whole run: Run has no arguments
	argv   []string
	line   mail.Text
	input  func() (io.ReadCloser, error)
	keys   io.Reader
	stdout io.Writer
	stderr io.Writer
}

// Pipe returns the command of a line as a person types it: words, quotes as a
// shell has them, no shell. input opens what it reads. A line that needs a shell
// (pipes, redirections, variables, unbalanced quotes) is a [mail.Problem] with
// the cause NeedsShell, a program that is not there one with NotStarted.
func Pipe(ctx context.Context, line string, input func() (io.ReadCloser, error)) (*Command, error) {
	what := mail.Line(line)
	words := shellwords.NewParser()
	argv, err := words.Parse(line)
	if err != nil || words.Position >= 0 || len(argv) == 0 {
		return nil, mail.Problem{Op: "pipe", Kind: mail.Config, Cause: mail.NeedsShell, What: what}
	}
	program, err := exec.LookPath(argv[0])
	if err != nil || !filepath.IsAbs(program) {
		return nil, mail.Problem{Op: "pipe", Kind: mail.Config, Cause: mail.NotStarted, Path: argv[0], What: what}
	}
	argv[0] = program
	return &Command{ctx: ctx, argv: argv, line: what, input: input}, nil
}

// SetStdin says where the keys of the user come from: Run waits for a line from
// there before it gives the terminal back. nil: it does not wait.
func (c *Command) SetStdin(r io.Reader) { c.keys = r }

// SetStdout says where the output goes.
func (c *Command) SetStdout(w io.Writer) { c.stdout = w }

// SetStderr says where the messages go.
func (c *Command) SetStderr(w io.Writer) { c.stderr = w }

// Run runs the command to its end. An error status is a [mail.Problem] with the
// cause CommandFailed; what the input could not be read for comes first, as it
// is. A program need not read all of its input.
func (c *Command) Run() (err error) {
	in, err := c.input()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	cmd := exec.CommandContext(c.ctx, c.argv[0], c.argv[1:]...) //nolint:gosec // the user's own command, no shell
	from := &source{r: in}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = from, c.stdout, c.stderr
	err = cmd.Run()
	var status *exec.ExitError
	switch {
	case from.err != nil:
		err = from.err
	case errors.As(err, &status):
		err = mail.Problem{
			Op: "pipe", Kind: mail.Config, Cause: mail.CommandFailed, What: c.line, Detail: mail.Line(status.String()),
		}
	case err != nil:
		err = mail.Problem{Op: "pipe", Kind: mail.Config, Cause: mail.NotStarted, Path: c.argv[0], What: c.line}
	}
	c.await()
	return err
}

// await leaves the output on the screen until the user has read it.
func (c *Command) await() {
	if c.keys == nil || c.stdout == nil {
		return
	}
	if _, err := fmt.Fprint(c.stdout, "\nPress Enter to go back to your mail."); err != nil {
		return
	}
	for b := []byte{0}; b[0] != '\n'; {
		if n, err := c.keys.Read(b); n == 0 || err != nil {
			return
		}
	}
}
