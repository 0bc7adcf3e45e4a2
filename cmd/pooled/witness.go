package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/seal"
)

type witnessCommand struct {
	Files   []string      `arg:"" optional:"" help:"Checkpoints as \"pooled checkpoint --since\" prints them; - for standard input."`
	Dir     string        `required:"" help:"The folder where this partner keeps every checkpoint for ever, made when it is not there." placeholder:"DIR"`
	Key     string        `required:"" help:"The private key to countersign with." placeholder:"FILE"`
	Signer  []string      `required:"" sep:"none" help:"The public key of the ledger's signer; give each once." placeholder:"FILE"`
	Service string        `help:"An export of the service journal: a checkpoint's key must also stand in its register, in use today and not revoked." placeholder:"FILE"`
	Server  string        `help:"Fetch the newest checkpoint and its proof from this address." placeholder:"URL"`
	Fund    ledger.FundID `help:"The fund to ask the server about, or service." placeholder:"FUND"`
	Token   string        `name:"token-file" help:"A file with the access token for the server." placeholder:"FILE"`
}

// Help teaches the command.
func (witnessCommand) Help() string {
	return `A partner runs it, with a folder and a key of their own. Each checkpoint must be signed by the ledger's signer
and extend the newest that this partner witnessed, which the proof shows. It is then kept, countersigned and printed.
One that does not is refused, and kept beside the one it contradicts, as evidence. It exits with 0 when all were
witnessed, 1 when one was refused and 2 when it was used wrongly.

Examples:

  pooled witness --dir kept --key icb.key --signer council.pub --server https://pooled.example.org --fund havering \
    --token-file token
  pooled checkpoint havering | pooled witness --dir kept --key icb.key --signer council.pub -`
}

// Run witnesses.
func (c witnessCommand) Run(ctx context.Context, s streams) error {
	if (c.Server == "") == (len(c.Files) == 0) || (c.Server == "") != (c.Fund == "") {
		return misused("give files, or a server and a fund")
	}
	key, err := seal.ReadPrivate(c.Key)
	if err != nil {
		return misuse{err}
	}
	from, err := trusted{Key: c.Signer}.keys()
	if err != nil {
		return err
	}
	register, err := c.register(s)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Service, err)
	}
	open, err := seal.OpenWitness(c.Dir, key, from)
	if err != nil {
		return misuse{err}
	}
	w := witness{open, register}
	if c.Server != "" {
		last, err := w.Last(c.Fund)
		if err != nil {
			return err
		}
		u, err := c.fetch(ctx, last.Size)
		if err != nil {
			return err
		}
		return w.countersign(s, u)
	}
	for _, name := range c.Files {
		u, err := readUpdate(s, name)
		if err != nil {
			return misuse{fmt.Errorf("%s: %w", name, err)}
		}
		if err := w.countersign(s, u); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// witness countersigns what a key of a register signed.
type witness struct {
	*seal.Witness
	register []ledger.SigningKey // nil: none is given
}

// register reads the register of keys of a service journal, which it verifies.
func (c witnessCommand) register(s streams) ([]ledger.SigningKey, error) {
	if c.Service == "" {
		return nil, nil
	}
	in, err := s.open(c.Service)
	if err != nil {
		return nil, misuse{err}
	}
	defer in.Close()
	report, err := audit.Verify(in, audit.Options{})
	if err != nil {
		return nil, unreadable(err)
	}
	return append([]ledger.SigningKey{}, report.Journal.Keys...), nil
}

// countersign countersigns a checkpoint and prints it.
func (w witness) countersign(s streams, u seal.Update) error {
	if w.register != nil {
		today := ledger.DateOf(time.Now())
		if _, err := seal.Registered(w.register, u.Note, today, today); err != nil {
			return err
		}
	}
	note, err := w.Countersign(u)
	if err == nil {
		_, err = fmt.Fprint(s.out, note)
	}
	return err
}

// updateSizeMax bounds what is read of a checkpoint with its proof.
const updateSizeMax = 64 << 10

func readUpdate(s streams, name string) (seal.Update, error) {
	in, err := s.open(name)
	if err != nil {
		return seal.Update{}, err
	}
	defer in.Close()
	return parseUpdate(in)
}

// parseUpdate reads a checkpoint with its proof, or alone.
func parseUpdate(in io.Reader) (seal.Update, error) {
	text, err := io.ReadAll(io.LimitReader(in, updateSizeMax))
	if err != nil {
		return seal.Update{}, err
	}
	u, err := seal.ParseUpdate(string(text))
	if err == nil {
		_, err = audit.ReadNote(u.Note)
	}
	return u, err
}

const fetchTimeMax = 30 * time.Second

// fetch asks the server for its newest checkpoint, with the proof since the size that was witnessed last.
func (c witnessCommand) fetch(ctx context.Context, since int64) (seal.Update, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeMax)
	defer cancel()
	address := fmt.Sprintf("%s/v1/funds/%s/checkpoint?since=%d", strings.TrimSuffix(c.Server, "/"), c.Fund, since)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return seal.Update{}, misuse{err}
	}
	if c.Token != "" {
		token, err := os.ReadFile(c.Token)
		if err != nil {
			return seal.Update{}, misuse{err}
		}
		r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return seal.Update{}, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		said, err := io.ReadAll(io.LimitReader(answer.Body, updateSizeMax))
		return seal.Update{}, errors.Join(fmt.Errorf("%s answers %s: %s", c.Server, answer.Status, said), err)
	}
	return parseUpdate(answer.Body)
}
