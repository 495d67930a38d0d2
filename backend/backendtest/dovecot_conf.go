package backendtest

import (
	"fmt"
	"os"
	"os/user"
	"strings"
)

// config returns dovecot.conf for Dovecot 2.3. It works for root, as in a
// container, and for any other user.
func (s *Server) config() string {
	var b strings.Builder
	fmt.Fprintf(&b, `base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
listen = 127.0.0.1
protocols = imap pop3
ssl = yes
ssl_cert = <%[1]s/server.crt
ssl_key = <%[1]s/server.key
mail_location = maildir:%[1]s/mail/%%n
mail_home = %[1]s/mail/%%n
mail_fsync = never
mail_max_userip_connections = 1000
maildir_stat_dirs = yes
first_valid_uid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
pop3_uidl_format = %%08Xu%%08Xv
passdb {
  driver = static
  args = password=%[2]s
}
userdb {
  driver = static
  args = uid=%[3]d gid=%[4]d
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    auto = subscribe
    special_use = \Drafts
  }
  mailbox Sent {
    auto = subscribe
    special_use = \Sent
  }
  mailbox Trash {
    auto = subscribe
    special_use = \Trash
  }
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = %[5]d
  }
  inet_listener imaps {
    port = %[6]d
    ssl = yes
  }
}
service pop3-login {
  chroot =
  service_count = 0
  inet_listener pop3 {
    port = %[7]d
  }
  inet_listener pop3s {
    port = %[8]d
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`, s.dir, Password, mailOwner(os.Getuid()), mailOwner(os.Getgid()), s.IMAP, s.IMAPS, s.POP3, s.POP3S)
	if me, err := user.Current(); err == nil && me.Uid != "0" {
		// Without root every process stays the one user there is.
		fmt.Fprintf(&b, "default_internal_user = %[1]s\ndefault_login_user = %[1]s\n", me.Username)
		if group, err := user.LookupGroupId(me.Gid); err == nil {
			fmt.Fprintf(&b, "default_internal_group = %s\n", group.Name)
		}
	}
	for _, line := range s.extra {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// mailOwner returns who owns the mail when id runs the test.
func mailOwner(id int) int {
	if id == 0 {
		return mailUID
	}
	return id
}
