package backend

import (
	"fmt"
	"runtime/debug"
)

// ReadAhead calls read in a goroutine of its own, the one that a Backend may
// have. wait returns when read has. When read panics, cut ends the connection,
// as nobody knows how far its answer was read, and wait panics: whoever called
// the Backend can recover from that, and from a panic of another goroutine
// nobody could.
func ReadAhead(read, cut func()) (wait func()) {
	crash := make(chan string, 1)
	go func() {
		defer close(crash)
		defer func() {
			if v := recover(); v != nil {
				cut()
				crash <- fmt.Sprintf("%v, while reading ahead:\n%s", v, debug.Stack())
			}
		}()
		read()
	}()
	return func() {
		if what, crashed := <-crash; crashed {
			panic(what)
		}
	}
}
