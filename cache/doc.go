// Package cache is the local store: the only place where SQL is written.
//
// One file, mail.db, holds everything that can be read without a network:
// accounts, folders, messages, bodies, what the servers have, and what the user
// did that they do not know yet. One connection writes and several read
// (WAL): a reader sees a snapshot and never waits for the writer.
//
// # Rules
//
// Tables are STRICT; keys are AUTOINCREMENT, so that no id is ever reused; every
// INSERT names its columns; a column never changes its meaning; every query of a
// list has a test of its plan. Pragmas stand in the DSN or the connect hook,
// never in an Exec, which would reach one pooled connection only. There is no
// ":memory:" store. Verbs are those of mail (Add, Bind, Page, Enqueue); there is
// no generic update of a row.
//
// What is shown of a message (folder, flags, place) is derived from what is
// confirmed and from the open operations by one function, [Tx.Reshow]. Folder
// counters are kept in the folder's row by the same function.
//
// Events are collected in the transaction and handed to onCommit after the
// commit, never before.
package cache
