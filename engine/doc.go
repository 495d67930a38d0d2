// Package engine keeps the store and the servers in agreement.
//
// One worker an account pulls changes from its server and pushes what the user
// did; [Engine.Run] starts them all. Whoever holds the lock of a store ([Lock])
// runs the engine; every other process writes the same rows and the holder
// carries them out, so an action never waits for a network.
//
// # Who may do what
//
// Backends return changes and never touch the store. The function reconcile is
// the only place where what a sync tells meets what is here and what the user
// did; what a server answers to a command about single messages is confirmed by
// push. A POP3 server's copy is deleted by [worker.drain] alone, in the order
// that cannot lose mail: commit, read back, due, releasing, DELE, gone.
//
// # Goroutines
//
// They start in guard.go and nowhere else, end with the context of Run, and a
// panic in one stops its account, not the program. So does a panic in what a
// Backend reads ahead ([backend.ReadAhead]).
package engine
