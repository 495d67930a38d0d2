// Package app puts the client together: the store, the engine and the backends,
// as the user's files say. Both the interface and the headless commands use it.
//
// [Mail] reads the store and needs nothing else, so that mail can be read when
// the configuration is broken, the disk is read-only or no network is there.
// [App] adds what writes and what connects.
package app
