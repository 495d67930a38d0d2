// Package config reads what the user wrote: config.toml and one file an account
// in accounts/. It fills in defaults and refuses what it does not know, naming
// file, line and column; it never changes config.toml.
//
// Every error is a [mail.Problem] of kind [mail.Config] or with the cause that
// the file could not be read, so that its sentence can be shown as it is.
package config
