// Package backendtest is what tests of backends share: the suite that every
// backend passes ([Run]), a model of the store that checks every batch
// ([Model]), a certificate authority ([NewCA]), servers that attack the way to
// TLS ([Attacks]) and a real Dovecot ([Dovecot]).
//
// It is imported by tests only.
package backendtest
