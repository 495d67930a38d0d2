package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/engine"
)

// The environment of a child process: the store, the servers, and the step at
// which it ends, with how often that is passed before.
const (
	childEnv  = "MAILTUI_ENGINE_TEST_CHILD"
	childPort = "MAILTUI_ENGINE_TEST_PORT"
	childStep = "MAILTUI_ENGINE_TEST_STEP"
	childPass = "MAILTUI_ENGINE_TEST_PASS"
	childIMAP = "MAILTUI_ENGINE_TEST_IMAP" // the server is one of IMAP
	childPost = "MAILTUI_ENGINE_TEST_POST" // the port of the server that sends mail
)

// runChild makes a visit and is killed at the step it was told.
func runChild() {
	ctx := context.Background()
	port, _ := strconv.Atoi(os.Getenv(childPort))
	pass, _ := strconv.Atoi(os.Getenv(childPass))
	store, err := cache.Open(ctx, os.Getenv(childEnv), nil)
	if err != nil {
		panic(err)
	}
	a := dropAccount(port, engine.Maildrop{OnServer: engine.Delete})
	if post, err := strconv.Atoi(os.Getenv(childPost)); err == nil {
		a = sendsOver(a, post)
	}
	if os.Getenv(childIMAP) != "" {
		a = plainAccount(port)
	}
	e := engine.New(store, []engine.Account{a}, engine.Options{
		Failpoint: func(step string) {
			if step != os.Getenv(childStep) {
				return
			}
			if pass--; pass < 0 {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // the signal may take a moment
			}
		},
	})
	if err := e.Visit(ctx, nil, nil); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child is a process that makes a visit and is killed before that has ended: by
// itself, or by a server while it waits for an answer.
type child struct {
	cmd     *exec.Cmd
	said    bytes.Buffer
	started chan struct{}
	ended   chan struct{}
	once    sync.Once
}

// newChild returns a child that is to run on the store at path.
func newChild(t *testing.T, path string) *child {
	c := &child{
		cmd:     exec.CommandContext(t.Context(), os.Args[0]),
		started: make(chan struct{}),
		ended:   make(chan struct{}),
	}
	c.cmd.Env = append(os.Environ(), childEnv+"="+path)
	c.cmd.Stdout, c.cmd.Stderr = &c.said, &c.said
	return c
}

// start starts it with more of its environment, "name=value".
func (c *child) start(t *testing.T, env ...string) {
	t.Helper()
	c.cmd.Env = append(c.cmd.Env, env...)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	close(c.started)
	go func() {
		defer close(c.ended)
		_ = c.cmd.Wait() // killed looks at how it ended
	}()
}

// kill kills it, once, and returns when it is no more.
func (c *child) kill() {
	c.once.Do(func() {
		<-c.started
		_ = c.cmd.Process.Kill() // killed looks at how it ended
		<-c.ended
	})
}

// killed waits for its end and fails the test when it was not killed.
func (c *child) killed(t *testing.T) {
	t.Helper()
	<-c.ended
	status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Fatalf("the step was not reached: %v: %s", c.cmd.ProcessState, c.said.String())
	}
}

// comesTo waits until something holds while it runs, and fails the test when it
// has ended before.
func (c *child) comesTo(t *testing.T, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-c.ended:
			t.Fatalf("the step was not reached: %v: %s", c.cmd.ProcessState, c.said.String())
		}
	}
}

// withAccount makes a store with the account's row at path, and closes it when it
// has done something with it.
func withAccount(t *testing.T, path string, do func(*cache.Store)) {
	t.Helper()
	c, err := cache.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Write(t.Context(), func(tx *cache.Tx) error {
		return tx.PutAccounts([]cache.AccountRow{{ID: "ada", Protocol: engine.POP3}})
	}); err != nil {
		t.Fatal(err)
	}
	do(c)
}
