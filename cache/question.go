package cache

import (
	"database/sql"
	"fmt"

	"github.com/mailtui/mailtui/mail"
)

// Ask puts a question, or brings the open one of the same kind, account, folder
// and message up to date. An answer that was not carried out yet is forgotten: the
// question has come up again.
func (tx *Tx) Ask(q mail.Question) error {
	problem, err := problemJSON(q.Problem)
	if err != nil {
		return tx.fail(err)
	}
	n, err := tx.exec(`INSERT INTO question (account, folder, kind, count, problem, asked, message)
		SELECT id, ?1, ?2, ?3, ?4, ?5, nullif(?7, 0) FROM account WHERE name = ?6
		ON CONFLICT (account, folder, ifnull(message, 0), kind) DO UPDATE SET count = ?3, problem = ?4, answer = ''
		WHERE (count, problem, answer) <> (?3, ?4, '')`,
		q.Folder, q.Kind, q.Count, problem, unix(q.Asked), string(q.Account), q.Message)
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	if n > 0 {
		tx.Emit(mail.QuestionsChanged{})
	}
	return nil
}

// Withdraw removes a question that is about no single message: it was answered,
// or is none any more.
func (tx *Tx) Withdraw(account mail.AccountID, folder mail.FolderID, kind mail.QuestionKind) error {
	n, err := tx.exec(`DELETE FROM question
		WHERE account = (SELECT id FROM account WHERE name = ?) AND folder = ? AND kind = ? AND message IS NULL`,
		string(account), folder, kind)
	if err != nil {
		return fmt.Errorf("withdraw a question: %w", err)
	}
	if n > 0 {
		tx.Emit(mail.QuestionsChanged{})
	}
	return nil
}

// WithdrawAbout removes the questions about a message.
func (tx *Tx) WithdrawAbout(message mail.LocalID) error {
	n, err := tx.exec(`DELETE FROM question WHERE message = ?`, message)
	if err != nil {
		return fmt.Errorf("withdraw the questions about message %s: %w", message, err)
	}
	if n > 0 {
		tx.Emit(mail.QuestionsChanged{})
	}
	return nil
}

// Answer notes the user's choice; the engine carries it out, in whatever
// process it runs. A question that is not open is [ErrNotFound]; a choice that
// it does not allow is an error.
func (tx *Tx) Answer(id mail.QuestionID, choice mail.Choice) error {
	list, err := tx.questions(`q.answer = '' AND q.id = ?`, id)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fmt.Errorf("answer question %d: %w", id, ErrNotFound)
	}
	allowed := false
	for _, c := range list[0].Choices() {
		allowed = allowed || c == choice
	}
	if !allowed {
		return fmt.Errorf("question %d cannot be answered with %q", id, choice)
	}
	if _, err := tx.exec(`UPDATE question SET answer = ? WHERE id = ?`, string(choice), id); err != nil {
		return fmt.Errorf("answer question %d: %w", id, err)
	}
	tx.Emit(mail.QuestionsChanged{})
	return nil
}

// Questions returns the open questions of all accounts, the oldest first.
func (tx *ReadTx) Questions() ([]mail.Question, error) { return tx.questions(`q.answer = ''`) }

// Answered is a question with the user's choice.
type Answered struct {
	mail.Question
	Choice mail.Choice
}

// Answers returns the questions of an account that were answered and whose
// answers were not carried out yet.
func (tx *ReadTx) Answers(account mail.AccountID) ([]Answered, error) {
	list, err := collect(tx, scanAnswered, selectQuestion+`WHERE q.answer <> '' AND a.name = ? ORDER BY q.id`,
		string(account))
	if err != nil {
		return nil, fmt.Errorf("list answers: %w", err)
	}
	return list, nil
}

const selectQuestion = `SELECT q.id, a.name, q.folder, q.kind, q.count, q.problem, q.asked, q.answer,
	ifnull(q.message, 0), ifnull(m.subject, '')
	FROM question q JOIN account a ON a.id = q.account LEFT JOIN message m ON m.id = q.message `

func (tx *ReadTx) questions(where string, args ...any) ([]mail.Question, error) {
	list, err := collect(tx, scanAnswered, selectQuestion+`WHERE `+where+` ORDER BY q.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list questions: %w", err)
	}
	open := make([]mail.Question, len(list))
	for i := range list {
		open[i] = list[i].Question
	}
	return open, nil
}

func scanAnswered(rows *sql.Rows) (Answered, error) {
	var q Answered
	var problem, subject string
	var asked int64
	err := rows.Scan(&q.ID, &q.Account, &q.Folder, &q.Kind, &q.Count, &problem, &asked, &q.Choice, &q.Message, &subject)
	if err != nil {
		return q, err
	}
	q.Asked, q.Subject = fromUnix(asked), mail.Line(subject)
	q.Problem, err = parseProblem(problem)
	return q, err
}
