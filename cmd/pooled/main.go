// Pooled keeps the books of pooled funds: what each partner agreed and paid, what each scheme may spend and has
// spent, and the fund's position now or at any past moment.
//
// One program does everything. Each command has a file of its own here, and each says more with --help:
//
//	pooled serve           the API, its documentation and the database behind it
//	pooled demo NAME       load an example and print its position
//	pooled import FILE     post the acts of a file
//	pooled receipts        record the receipts of a table
//	pooled payments        files for the host's accounts-payable system, and its answers
//	pooled position FUND   a fund's position, at present or at a past moment
//	pooled float FUND      how a fund's floats stand, or the statement of one
//	pooled entries FUND    a fund's journal
//	pooled health-budgets FUND  its register of personal health budgets, and what is to be chased
//	pooled export FUND     a fund's whole journal as one file that proves itself
//	pooled verify FILE     proves from that file that nothing was changed, offline
//	pooled key             keys to sign and to countersign checkpoints
//	pooled sign            signs where the journals stand, as a process of its own
//	pooled checkpoint FUND the newest signed checkpoint
//	pooled witness         a partner's check and countersignature of it, kept for ever
//	pooled prove FUND N    a small file that proves one entry; check-proof checks it offline
//	pooled replay FILE     rebuilds the fund from that file alone, and compares it with a database
//	pooled diff FILE       what changed between two moments, in money and in words
//	pooled step FILE       a fund's entries one by one, with balances before and after
//	pooled life FILE OF    the life of one document, partner, provider, scheme or person
//	pooled register FILE   the journal's risks, each by a rule that is stated, and its first digits
//	pooled sample FILE     a sample of a fund's entries that anybody can draw again
//	pooled hledger FILE    a fund's books as a journal for hledger, an independent witness
//	pooled tables FILE     a fund's entries, postings, documents and authorities as CSV or Parquet
//	pooled rebuild FILE    damaged tables written anew from a fund's export; no entry is written
//	pooled directory       the directory of services: import a feed, or search
//	pooled policy          the scheme of delegation: who may do what, why not, and what another would change
//	pooled migrate         bring the database's schema up to date
//	pooled openapi         the API's description
//	pooled version         what this program is
//
// It exits with 0 when the work is done, 1 when it was refused or something is not true, and 2 when it was used
// wrongly. The reason stands on standard error; standard output holds data alone.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// What the program exits with.
const (
	exitDone    = 0
	exitRefused = 1 // refused, or not true
	exitMisused = 2 // the command line or the environment is wrong
)

// cli is the command line.
type cli struct {
	Serve         serveCommand         `cmd:"" help:"Serve the API, its documentation and health, with PostgreSQL behind it."`
	Demo          demoCommand          `cmd:"" help:"Load an example and print its position."`
	Import        importCommand        `cmd:"" help:"Post the acts of a file, each on its own or all or nothing."`
	Receipts      receiptsCommand      `cmd:"" help:"Record and match the money that came in, from a table (CSV)."`
	Payments      paymentsCommand      `cmd:"" help:"Exchange files with the host's accounts-payable system."`
	Position      positionCommand      `cmd:"" help:"Print a fund's position, at present or at a past moment."`
	Float         floatCommand         `cmd:"" help:"Print how a fund's floats stand, or the statement of one."`
	Entries       entriesCommand       `cmd:"" help:"Print a fund's journal, oldest entry first."`
	HealthBudgets healthBudgetsCommand `cmd:"" help:"Print a fund's register of personal health budgets, or what is to be chased."`
	Export        exportCommand        `cmd:"" help:"Write a fund's whole journal to a file that proves itself."`
	Verify        verifyCommand        `cmd:"" help:"Prove from an export that nothing in it was changed."`
	Replay        replayCommand        `cmd:"" help:"Rebuild a fund from its export alone, and compare it with the database."`
	Diff          diffCommand          `cmd:"" help:"Say what changed in a fund between two moments, from its export."`
	Step          stepCommand          `cmd:"" help:"Go through a fund's entries one by one, with balances before and after."`
	Life          lifeCommand          `cmd:"" help:"Show the life of one document, partner, provider, scheme or person."`
	Register      registerCommand      `cmd:"" help:"Go over the journal by risk filters, each with its rule and its count."`
	Sample        sampleCommand        `cmd:"" help:"Draw a sample of a fund's entries that anybody can draw again."`
	Hledger       hledgerCommand       `cmd:"" help:"Write a fund's books as a journal for hledger."`
	Tables        tablesCommand        `cmd:"" help:"Write a fund's entries, postings, documents and authorities as tables."`
	Rebuild       rebuildCommand       `cmd:"" help:"Write damaged tables anew from a fund's export; no entry is written."`
	Key           keyCommand           `cmd:"" help:"Make a key, or show one."`
	Sign          signCommand          `cmd:"" help:"Sign checkpoints of the journals that moved."`
	Checkpoint    checkpointCommand    `cmd:"" help:"Print the newest signed checkpoint of a fund."`
	Witness       witnessCommand       `cmd:"" help:"Check a checkpoint against the last that was kept, keep it and countersign it."`
	Prove         proveCommand         `cmd:"" help:"Write a small file that proves that one entry is in the ledger."`
	CheckProof    checkProofCommand    `cmd:"" help:"Check such a file, offline."`
	Policy        policyCommand        `cmd:"" help:"Show, explain, compare or adopt a scheme of delegation."`
	Migrate       migrateCommand       `cmd:"" help:"Bring the database's schema up to date."`
	Openapi       openapiCommand       `cmd:"" help:"Print the API's description (OpenAPI 3.1, YAML)."`
	Version       versionCommand       `cmd:"" help:"Print what this program is."`
	Directory     directoryCommand     `cmd:"" help:"Import a feed of the directory of services, or search it."`
}

const description = `pooled keeps the books of pooled funds under section 75 of the NHS Act 2006.

Start here:

  pooled serve                 then open http://127.0.0.1:8080/docs
  pooled demo nottingham       a published statement, reproduced to the last figure

Every flag has an environment variable. The program exits with 0 when the work is done, 1 when it was refused or
something is not true, and 2 when it was used wrongly.`

// streams are what a command reads and writes: data on out, words for people on err.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// open opens a file, or standard input where it is called -.
func (s streams) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.in), nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, misuse{err}
	}
	return file, nil
}

// misuse is an error in how the program was called.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

func misused(format string, args ...any) error { return misuse{fmt.Errorf(format, args...)} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	os.Exit(code)
}

// run reads the command line, does what it says and returns what to exit with.
func run(ctx context.Context, args []string, s streams) int {
	parsed, err := newParser(ctx, s).Parse(args)
	if err != nil {
		fmt.Fprintf(s.err, "pooled: %v\n\nRun \"pooled --help\", or \"pooled COMMAND --help\", to see what there is.\n", err)
		return exitMisused
	}
	err = parsed.Run()
	var wrong misuse
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &wrong):
		fmt.Fprintln(s.err, "pooled:", err)
		return exitMisused
	}
	fmt.Fprintln(s.err, "pooled:", err)
	return exitRefused
}

func newParser(ctx context.Context, s streams) *kong.Kong {
	return kong.Must(
		&cli{},
		kong.Name("pooled"), kong.Description(description), kong.DefaultEnvars("POOLED"),
		kong.Writers(s.out, s.err), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(s),
		kong.Vars{"data": defaultData(), "examples": exampleNames()},
	)
}
