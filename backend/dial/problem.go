package dial

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// handshakeError marks an error that a TLS handshake ended with: many of them
// have no type of their own.
type handshakeError struct{ err error }

func (e *handshakeError) Error() string { return e.err.Error() }
func (e *handshakeError) Unwrap() error { return e.err }

// Problem says by its type what an error of the network, of TLS or of a context
// means. An error that is a [*backend.Error] already is returned as it is; nil
// stays nil.
func Problem(err error, op, host string) error {
	if err == nil {
		return nil
	}
	var known *backend.Error
	if errors.As(err, &known) {
		return err
	}
	kind, cause := classify(err)
	return &backend.Error{
		Problem: mail.Problem{Op: op, Kind: kind, Cause: cause, Host: host},
		Err:     err,
	}
}

func classify(err error) (mail.Kind, mail.Cause) {
	if errors.Is(err, context.Canceled) {
		return mail.Temporary, mail.CauseNone
	}
	if errors.Is(err, ErrLineTooLong) {
		return mail.Protocol, mail.TooLarge
	}
	if cause := certificateCause(err); cause != mail.CauseNone {
		return mail.Insecure, cause
	}
	if cause := networkCause(err); cause != mail.CauseNone {
		return mail.Temporary, cause
	}
	var record tls.RecordHeaderError
	var shake *handshakeError
	if errors.As(err, &record) || errors.As(err, &shake) {
		return mail.Insecure, mail.TLSFailed
	}
	return mail.Unknown, mail.CauseNone
}

func certificateCause(err error) mail.Cause {
	var (
		invalid   x509.CertificateInvalidError
		wrongHost x509.HostnameError
		untrusted *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return mail.CertExpired
	case errors.As(err, &wrongHost):
		return mail.CertWrongHost
	case errors.As(err, &untrusted):
		return mail.CertUntrusted
	default:
		return mail.CauseNone
	}
}

func networkCause(err error) mail.Cause {
	var (
		dns     *net.DNSError
		timeout interface{ Timeout() bool }
	)
	switch {
	case errors.As(err, &dns) && !dns.IsTimeout:
		return mail.UnknownHost
	case isAny(err, syscall.ECONNREFUSED):
		return mail.Refused
	case isAny(err, syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EHOSTDOWN,
		syscall.EADDRNOTAVAIL):
		return mail.Unreachable
	case isAny(err, os.ErrDeadlineExceeded, context.DeadlineExceeded, syscall.ETIMEDOUT),
		errors.As(err, &timeout) && timeout.Timeout():
		return mail.TimedOut
	case isAny(err, io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed, syscall.ECONNRESET,
		syscall.ECONNABORTED, syscall.EPIPE):
		return mail.Closed
	default:
		return mail.CauseNone
	}
}

func isAny(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}
