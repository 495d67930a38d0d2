package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

const (
	// recent is how many messages of an inbox are looked at for the server
	// that receives them.
	recent = 50
	// enough is how many of them must name it, and of lacking how many may not.
	enough  = 20
	lacking = 2
)

// receivers are mail services that receive mail at hosts of another domain than
// their addresses and their IMAP servers have.
var receivers = map[string]string{
	"gmail.com": "google.com", "googlemail.com": "google.com", "me.com": "icloud.com", "mac.com": "icloud.com",
	"fastmail.com": "messagingengine.com", "hotmail.com": "outlook.com", "live.com": "outlook.com",
}

// Authserv returns the authserv-ids that the user of an account trusts
// ([message.Message.AuthResults]), and the one to ask the user about, or "". It
// is offered until the user said yes or no once: the id that the recent messages
// of the inbox have on top, when nearly all have one, all of these the same, and it
// is a host of the account's own provider. A server that writes it writes it into
// all mail; where it is in some only, those who sent these wrote it.
func (a *App) Authserv(ctx context.Context, account mail.AccountID) (trusted []string, offer string, err error) {
	err = a.store.Read(ctx, func(tx *cache.ReadTx) error {
		asked, err := tx.Authservs(account)
		trusted = believed(asked)
		if err != nil || len(asked) > 0 {
			return err
		}
		offer, err = a.offers.of(account, a.now(), func() (string, error) { return a.offer(tx, account) })
		return err
	})
	if err != nil {
		return nil, "", err
	}
	return trusted, offer, nil
}

// TrustedAuthserv returns the authserv-ids that the user of an account trusts.
func (m *Mail) TrustedAuthserv(ctx context.Context, account mail.AccountID) (trusted []string, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		asked, err := tx.Authservs(account)
		trusted = believed(asked)
		return err
	})
	return trusted, err
}

// AskedAuthserv returns the authserv-id of which the user of an account was asked,
// and whether it is trusted; "" when none was.
func (m *Mail) AskedAuthserv(ctx context.Context, account mail.AccountID) (id string, trusted bool, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		asked, err := tx.Authservs(account)
		if len(asked) > 0 {
			id, trusted = asked[0].ID, asked[0].Trusted
		}
		return err
	})
	return id, trusted, err
}

// believed returns the ids of those that the user said yes to.
func believed(asked []cache.Authserv) (ids []string) {
	for _, s := range asked {
		if s.Trusted {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// offer looks for the server to ask the user about.
func (a *App) offer(tx *cache.ReadTx, account mail.AccountID) (string, error) {
	ids, err := topmostIDs(tx, account)
	if err != nil {
		return "", err
	}
	looked := len(ids)
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	if len(ids) < enough || looked-len(ids) > lacking || len(slices.Compact(slices.Clone(ids))) > 1 {
		return "", nil
	}
	if file, known := a.files[account]; known && receives(ids[0], file.Server.Host, file.Email) {
		return ids[0], nil
	}
	return "", nil
}

// lookAgain is how long what was found in recent mail is not looked for again:
// every message that is opened asks.
const lookAgain = 10 * time.Minute

// offers are the servers to ask the user about.
type offers struct {
	mu sync.Mutex
	by map[mail.AccountID]found
}

// found is what was found in recent mail.
type found struct {
	offer string
	until time.Time
}

// of returns what was found for an account, and looks for it when that was long
// before now.
func (o *offers) of(account mail.AccountID, now time.Time, look func() (string, error)) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if known, ok := o.by[account]; ok && now.Before(known.until) {
		return known.offer, nil
	}
	offer, err := look()
	if err != nil {
		return "", err
	}
	if o.by == nil {
		o.by = map[mail.AccountID]found{}
	}
	o.by[account] = found{offer: offer, until: now.Add(lookAgain)}
	return offer, nil
}

// topmostIDs returns what the recent messages of an inbox name as the server
// that received them.
func topmostIDs(tx *cache.ReadTx, account mail.AccountID) ([]string, error) {
	folders, err := tx.Folders(account)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(folders, func(f mail.Folder) bool { return f.Role == mail.RoleInbox })
	if i < 0 {
		return nil, nil
	}
	page, err := tx.Page(mail.PageQuery{Folder: folders[i].ID, Limit: recent})
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(page))
	for _, row := range page {
		header, err := tx.Header(row.ID)
		if err != nil {
			return nil, err
		}
		ids = append(ids, message.AuthservID(header))
	}
	return ids, nil
}

// receives reports whether a host belongs to the provider of an account, by the
// domains that one can register.
func receives(id, host, email string) bool {
	site := message.Site(id, Suffixes())
	_, of, _ := strings.Cut(email, "@")
	return site != "" && slices.ContainsFunc([]string{host, of}, func(own string) bool {
		own = message.Site(strings.ToLower(own), Suffixes())
		return own == site || receivers[own] == site
	})
}

// TrustAuthserv notes whether the user of an account believes what a server
// writes into mail about senders. id is an authserv-id.
func (a *App) TrustAuthserv(ctx context.Context, account mail.AccountID, id string, yes bool) error {
	err := a.store.Write(ctx, func(tx *cache.Tx) error {
		return tx.SetAuthserv(account, cache.Authserv{ID: strings.ToLower(id), Trusted: yes})
	})
	if err != nil {
		return fmt.Errorf("remember who vouches for mail of %q: %w", account, err)
	}
	return nil
}
