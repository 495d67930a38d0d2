package main

import (
	"testing"

	"github.com/mailtui/mailtui/config"
)

// TestInterruptIsForTheCommand: while a command has the terminal, Ctrl-C ends it
// and not mailtui.
func TestInterruptIsForTheCommand(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil, letter("compilers"))
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync")
	s := h.open()
	s.until("compilers", "this is about compilers")
	s.press("\r|")
	s.until("There is no shell")
	s.press("cat - /dev/tty\r")
	s.until("Subject: compilers")
	s.press("\x03")
	s.until("Press Enter")
	s.press("\r")
	s.until("ended with an error", "interrupt")
	s.quit("qq")
}
