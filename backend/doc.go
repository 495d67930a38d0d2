// Package backend is the contract between the engine and the servers.
//
// A backend speaks one protocol over one connection. It returns changes and
// never touches the store: the engine applies them. Everything a protocol may
// lack is an interface of one method, found with [As]; no method ever answers
// "not supported". What one server can do is told by [Caps].
//
// Every implementation passes the suite of package backendtest.
package backend
