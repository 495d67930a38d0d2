// Package mail holds the words that every other package shares: ids, flags,
// addresses, the rows a list shows, the events that say what changed, and the
// sanitised [Text] without which nothing from outside reaches a terminal.
//
// It has values only, imports the standard library only, and does no I/O.
// Nothing in it is safe for concurrent mutation and nothing needs to be: values
// are copied, never shared.
package mail
