package mail

import "io"

// Command is a program that takes over the terminal until it ends. Its input and
// output are set before Run.
type Command interface {
	Run() error
	SetStdin(r io.Reader)
	SetStdout(w io.Writer)
	SetStderr(w io.Writer)
}
