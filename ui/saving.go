package ui

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
)

// saving is the files that are to be saved when what they need has come.
type saving struct{ waits []pane.Save }

// savedMsg says which files are there of those that were to be saved, and which
// are not.
type savedMsg struct {
	paths   []string
	missing []pane.Save // what is not on this machine, to be fetched
	failed  []unsaved
	again   []pane.Save // those of failed whose folder is wrong
	wrong   string      // what is wrong with it, in words
	dir     string      // the folder that files went into
}

// unsaved is a file that was to be saved, and why it is not.
type unsaved struct {
	name mail.Text
	err  error
}

// intoFolder returns what saves attachments into a folder.
func intoFolder(in pane.SaveParts, dir string) pane.SaveAll {
	all := pane.SaveAll{List: make([]pane.Save, len(in.Parts))}
	for i, part := range in.Parts {
		all.List[i] = pane.Save{ID: in.ID, Part: part, Name: in.Attachments[i].Name, Dir: dir}
	}
	return all
}

// saveAll saves what was to go into a folder that the user named.
func (r *root) saveAll(in pane.SaveAll) tea.Cmd {
	if dir, whole := r.whole(in.List[0].Dir); !whole {
		r.dialogs.Push(r.askFolder(in.List, textFolderIs, dir))
		return nil
	}
	return r.save(in.List...)
}

// whole returns what a user calls a folder with all that is above it, and reports
// whether nothing was missing: else it is shown before anything goes there.
func (r *root) whole(dir string) (string, bool) {
	if r.deps.WorkDir == "" || filepath.IsAbs(dir) || dir == "~" || strings.HasPrefix(dir, "~/") {
		return dir, true
	}
	return filepath.Join(r.deps.WorkDir, dir), false
}

// save saves attachments; one that is not on this machine keeps no other from it,
// and is fetched, once.
func (r *root) save(list ...pane.Save) tea.Cmd {
	return func() tea.Msg {
		var msg savedMsg
		for left := list; len(left) > 0; {
			n := 1 // those of one message for one folder are saved together
			for n < len(left) && left[n].ID == left[0].ID && left[n].Dir == left[0].Dir {
				n++
			}
			r.saveTogether(&msg, left[:n])
			left = left[n:]
		}
		return msg
	}
}

// saveTogether saves attachments of one message into one folder, and notes in msg
// what became of them.
func (r *root) saveTogether(msg *savedMsg, list []pane.Save) {
	parts := make([]string, len(list))
	of := map[string]pane.Save{}
	for i, s := range list {
		parts[i], of[s.Part] = s.Part, s
	}
	files, err := r.deps.Desktop.SaveEach(r.ctx, list[0].ID, parts, list[0].Dir)
	for _, f := range files {
		s, err := of[f.Part], cmp.Or(f.Err, err)
		problem, _ := mail.ProblemOf(err)
		switch {
		case f.Path != "":
			msg.paths, msg.dir = append(msg.paths, f.Path), s.Dir
		case problem.Cause == mail.NotCached && !s.Fetched:
			msg.missing = append(msg.missing, s)
		default:
			msg.failed = append(msg.failed, unsaved{s.Name, err})
			if mendable(problem) && !s.Fetched { // later the user is elsewhere
				msg.again, msg.wrong = append(msg.again, s), problem.Sentence()
			}
		}
	}
}

// saved says how save went, and has fetched what is missing.
func (r *root) saved(msg savedMsg) tea.Cmd {
	var words []string
	if len(msg.paths) > 0 {
		words = append(words, savedNote(msg.paths))
		r.typed.dir = msg.dir
	}
	if n := len(msg.missing); n > 0 {
		words = append(words, fmt.Sprintf(textSaveLater, n))
	}
	r.tellSaved(words, msg.failed)
	if len(msg.again) > 0 {
		r.dialogs.PopUp(r.askFolder(msg.again, msg.wrong, msg.again[0].Dir))
	}
	if len(msg.missing) == 0 {
		return nil
	}
	return func() tea.Msg {
		var waits waitsMsg
		for _, s := range msg.missing {
			if err := r.deps.Actions.WantPart(r.ctx, s.ID, s.Part); err != nil {
				waits.failed = append(waits.failed, unsaved{s.Name, err})
				continue
			}
			s.Fetched = true
			waits.list = append(waits.list, s)
		}
		return waits
	}
}

// askFolder asks for another folder for what is to be saved; why says why.
func (r *root) askFolder(files []pane.Save, why, dir string) *dialog.Prompt {
	what := make([]string, len(files))
	for i, s := range files {
		what[i] = s.Name.String()
	}
	return r.askWhere(what, why, dir, func(dir string) pane.Intent {
		list := slices.Clone(files)
		for i := range list {
			list[i].Dir = dir
		}
		return pane.SaveAll{List: list}
	})
}

// tellSaved says what was saved and what was not; those of one reason together.
func (r *root) tellSaved(words []string, failed []unsaved) {
	bad := len(failed) > 0
	for len(failed) > 0 {
		why := pane.Sentence(failed[0].err)
		var names []string
		failed = slices.DeleteFunc(failed, func(f unsaved) bool {
			same := pane.Sentence(f.err) == why
			if same {
				names = append(names, f.name.String())
			}
			return same
		})
		words = append(words, fmt.Sprintf(textNotSaved, together(names), why))
	}
	switch note := strings.Join(words, " "); {
	case bad:
		r.status.fail(r.deps.Now(), note)
	case note != "":
		r.status.say(note)
	}
}

// fetch fetches a part of a message, and tells when it is here if somebody waits
// for it: the message may not be on the screen then.
func (r *root) fetch(in pane.WantPart) tea.Cmd {
	return func() tea.Msg {
		err := r.deps.Actions.WantPart(r.ctx, in.ID, in.Part)
		if err != nil || in.Name.Empty() {
			return doneMsg{err}
		}
		return waitsMsg{list: []pane.Save{{ID: in.ID, Part: in.Part, Name: in.Name, Fetched: true}}}
	}
}

// waitsMsg says what is being fetched now to be saved, and what cannot be.
type waitsMsg struct {
	list   []pane.Save
	failed []unsaved
}

// waits remembers what is to be saved, or told of. It may have come meanwhile.
func (r *root) waits(msg waitsMsg) tea.Cmd {
	r.saving.waits = append(r.saving.waits, msg.list...)
	r.tellSaved(nil, msg.failed)
	return r.arrivedAll()
}

// arrivedAll looks whether anything that is to be saved has come.
func (r *root) arrivedAll() tea.Cmd {
	var ids []mail.LocalID
	var cmds []tea.Cmd
	for _, s := range r.saving.waits {
		if !slices.Contains(ids, s.ID) {
			ids = append(ids, s.ID)
			cmds = append(cmds, r.arrived(s.ID))
		}
	}
	return tea.Batch(cmds...)
}

// arrivedMsg is what is still waited for of a message.
type arrivedMsg struct {
	list  []pane.Save // what was to be saved of it when that was read
	wants []mail.PartWant
	err   error
}

// arrived looks whether what is to be saved of a message has come.
func (r *root) arrived(id mail.LocalID) tea.Cmd {
	var list []pane.Save
	for _, s := range r.saving.waits {
		if s.ID == id {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return func() tea.Msg {
		wants, err := r.deps.Mail.Wants(r.ctx, id)
		return arrivedMsg{list, wants, err}
	}
}

// goOn saves what has arrived, or tells of it, and gives up what cannot be had:
// why is told of what was to be saved, the message tells it of all.
func (r *root) goOn(msg arrivedMsg) tea.Cmd {
	var here []pane.Save
	var failed []unsaved
	r.saving.waits = slices.DeleteFunc(r.saving.waits, func(s pane.Save) bool {
		if !slices.Contains(msg.list, s) {
			return false
		}
		err, waits := msg.err, false
		for _, w := range msg.wants {
			switch {
			case !holds(w.Part, s.Part):
			case w.Problem != nil:
				err = *w.Problem
			default:
				waits = true
			}
		}
		switch {
		case err == nil && waits:
			return false
		case s.Dir == "" && err == nil:
			r.status.say(fmt.Sprintf(textIsHere, s.Name))
		case s.Dir == "":
		case err != nil:
			failed = append(failed, unsaved{s.Name, err})
		default:
			here = append(here, s)
		}
		return true
	})
	r.tellSaved(nil, failed)
	if len(here) == 0 {
		return nil
	}
	return r.save(here...)
}

// unsave forgets what was to be saved of a part that is not fetched any more, and
// says so.
func (r *root) unsave(in pane.CancelPart) {
	var names []string
	r.saving.waits = slices.DeleteFunc(r.saving.waits, func(s pane.Save) bool {
		cancelled := s.ID == in.ID && holds(in.Part, s.Part)
		if cancelled && s.Dir != "" {
			names = append(names, s.Name.String())
		}
		return cancelled
	})
	if len(names) > 0 {
		r.status.say(fmt.Sprintf(textCancelled, together(names)))
	}
}

// holds reports whether a section is a part or what that is in, by their numbers;
// "" is the whole message.
func holds(section, part string) bool {
	rest, ok := strings.CutPrefix(part, section)
	return ok && (section == "" || rest == "" || rest[0] == '.' || rest[0] == '#')
}

// names lists files, as they will be called unless a name is taken.
func names(files []message.Attachment) []string {
	list := make([]string, len(files))
	for i, f := range files {
		list[i] = f.Name.String()
	}
	return list
}

// maxNamed is how many files are named; more are counted.
const maxNamed = 5

// together names files.
func together(names []string) string {
	if len(names) > maxNamed {
		return fmt.Sprintf(textFiles, len(names))
	}
	return strings.Join(names, ", ")
}

// askWhere asks for the folder to save something in, and offers one; why says why
// it is that, or what is wrong with it.
func (r *root) askWhere(what []string, why, dir string, do func(dir string) pane.Intent) *dialog.Prompt {
	form := textSaveAllIn
	if len(what) == 1 {
		form = textSaveIn
	}
	says := dialog.Wording{
		Title: textSaveTitle, Text: above(why, fmt.Sprintf(form, together(what))),
		Empty: textNoFolder, Context: keymap.SaveIn,
	}
	return dialog.NewPrompt(r.dialogStyle(), says, dir, func(dir string) []pane.Intent {
		return []pane.Intent{do(dir)}
	})
}

// savedNote says where files are now: of several in a folder that and their names,
// or how many they are.
func savedNote(paths []string) string {
	if len(paths) > maxNamed {
		return fmt.Sprintf(textSavedIn, len(paths), mail.Line(filepath.Dir(paths[0])))
	}
	safe := make([]string, len(paths))
	told := "" // the folder of the last one
	for i, p := range paths {
		safe[i] = mail.Line(p).String()
		if filepath.Dir(p) == told {
			safe[i] = mail.Line(filepath.Base(p)).String()
		}
		told = filepath.Dir(p)
	}
	return fmt.Sprintf(textSaved, strings.Join(safe, ", "))
}

// askPlace asks for the folder to save a message as a page in.
func (r *root) askPlace(id mail.LocalID, why, dir string) *dialog.Prompt {
	return r.askWhere([]string{textPage}, why, dir, func(dir string) pane.Intent {
		return pane.SavePage{ID: id, Dir: dir}
	})
}

func (r *root) savePage(in pane.SavePage) tea.Cmd {
	if in.Dir == "" {
		r.dialogs.Push(r.askPlace(in.ID, "", r.typed.dir))
		return nil
	}
	if dir, whole := r.whole(in.Dir); !whole {
		r.dialogs.Push(r.askPlace(in.ID, textFolderIs, dir))
		return nil
	}
	return func() tea.Msg {
		path, err := r.deps.Desktop.SavePage(r.ctx, in.ID, in.Dir)
		return triedMsg{in: in, note: savedNote([]string{path}), err: err}
	}
}
