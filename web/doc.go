// Package web asks web servers for what a message names: the pictures of an HTML
// message, and to take its reader off a list (RFC 8058). Nothing here is called
// but after the user has said so for this message or its sender.
//
// A server learns an address that it knows already, from when, and from where:
// there are no cookies, no referrer and no name of this program, nothing is kept
// between two calls, and only a server that is asked again within one call sees
// the same connection.
//
// Messages must not reach into the user's own network, where printers, routers
// and services of this machine answer anybody who comes from inside. The address
// that a name stands for is looked at when the connection is made, so that a
// name cannot stand for another one then: addresses that are not public are
// refused. Behind a proxy, which looks names up itself, this holds for addresses
// in numbers and for names that are local by themselves. They are not looked up
// here as well: whoever hides behind a proxy would be seen by the name server of a
// sender that gives each reader a name of his own, and the proxy may know another
// address by the name than this machine does.
package web
