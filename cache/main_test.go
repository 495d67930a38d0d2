package cache_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"go.uber.org/goleak"
)

// childMode, set in the environment, makes the test binary a process that a
// test has started.
const childMode = "MAILTUI_CACHE_CHILD"

// children are what such a process does with the store at path.
var children = map[string]func(ctx context.Context, path string) error{}

func TestMain(m *testing.M) {
	if do, ok := children[os.Getenv(childMode)]; ok {
		if err := do(context.Background(), os.Args[1]); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// child is a process that a test has started.
type child struct {
	*exec.Cmd
	stdout io.Reader
	lines  *bufio.Scanner // what it prints
}

// start runs this test binary as a child of that mode on the store at path. The
// test waits for it, or kills it.
func start(t *testing.T, mode, path string, change ...func(*exec.Cmd)) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, path)
	cmd.Env = append(os.Environ(), childMode+"="+mode)
	cmd.Stderr = os.Stderr
	for _, c := range change {
		c(cmd)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.StdinPipe(); err != nil { // stays open as long as the child runs
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &child{Cmd: cmd, stdout: out, lines: bufio.NewScanner(out)}
}

// line returns the next line that the child prints.
func (c *child) line(t *testing.T) string {
	t.Helper()
	if !c.lines.Scan() {
		t.Fatalf("the child ended: %v", c.Wait())
	}
	return c.lines.Text()
}
