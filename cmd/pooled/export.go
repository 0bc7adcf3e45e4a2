package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"pooled/ledger"
	"pooled/ledger/audit"
)

type exportCommand struct {
	place
	Fund     ledger.FundID `arg:"" help:"The fund, such as havering, or service for its journal alone."`
	Output   string        `required:"" short:"o" help:"The file to write; - for standard output." placeholder:"FILE"`
	Redacted bool          `help:"Without the texts that may have to be hidden, for public inspection; what is left is proved all the same."`
	Compress bool          `help:"Compress the file (gzip)."`
	Resume   bool          `help:"Go on with FILE.partial, which an export that broke off has left."`
	Server   string        `help:"Ask this server instead of a database, as whoever the token names." placeholder:"URL"`
	Token    string        `help:"The file with the token to ask the server with." placeholder:"FILE"`
}

// Help teaches the command.
func (exportCommand) Help() string {
	return `The file holds the fund's whole journal, entry by entry as it was posted, and the service journal that says who
was allowed what: all that "pooled verify" needs, on any machine, without a database. Exported again at the same
entry it is the same to the last byte, so two people can compare their copies by a checksum.

Until it is whole it is called FILE.partial. From a server it goes on by itself where the connection breaks, as long
as something comes; what it goes on with, there and with --resume, must be what the database holds.

Examples:

  pooled export havering --output havering.export
  pooled export service --output service.export
  pooled export havering --output - --redacted | gzip > public.export.gz
  pooled export havering --output havering.export --resume
  pooled export havering --output havering.export --server https://pooled.example.org --token token.txt`
}

// Run writes the file.
func (c exportCommand) Run(ctx context.Context, s streams) error {
	if c.Server != "" {
		return c.export(s, func(w io.Writer, begun io.Reader) error { return c.fromServer(ctx, s, w, begun) })
	}
	return withHouse(ctx, c.place, s, func(h *house) error {
		return c.export(s, func(w io.Writer, begun io.Reader) error {
			return audit.Export(ctx, h.pool, w, audit.ExportOptions{
				Fund: c.Fund, Redacted: c.Redacted, Begun: begun, Progress: counting(s.err, "exporting"),
			})
		})
	})
}

// export has the file written, from what was begun of it on.
func (c exportCommand) export(s streams, write func(w io.Writer, begun io.Reader) error) error {
	if c.Output == "-" {
		return c.packed(s.out, func(w io.Writer) error { return write(w, nil) })
	}
	begun, err := c.begun()
	if err != nil {
		return err
	}
	err = replaceFile(c.Output, func(to io.Writer) error {
		return c.packed(to, func(w io.Writer) error { return write(w, begun.reader()) })
	})
	err = begun.end(c.partial(), err)
	if err != nil {
		return unreadable(err)
	}
	fmt.Fprintf(s.err, "%s is whole; verify it with: pooled verify %s\n", c.Output, c.Output)
	return nil
}

// packed writes to a writer, compressed if so asked.
func (c exportCommand) packed(w io.Writer, write func(io.Writer) error) error {
	if !c.Compress {
		return write(w)
	}
	z := gzip.NewWriter(w)
	return errors.Join(write(z), z.Close())
}

// partialSuffix ends what a file is called until it is whole.
const partialSuffix = ".partial"

// partial is what the file is called until it is whole.
func (c exportCommand) partial() string { return c.Output + partialSuffix }

// begunFile is what an export that broke off has left, or nothing.
type begunFile struct{ file *os.File }

func (b begunFile) reader() io.Reader {
	if b.file == nil {
		return nil
	}
	return b.file
}

// end removes what was begun once it stands in the new file. Where that failed, it is put back if it holds more, or
// what does not belong: it is evidence then.
func (b begunFile) end(partial string, failed error) error {
	if b.file == nil {
		return failed
	}
	defer b.file.Close()
	held, err := b.file.Stat()
	if failed != nil && err == nil {
		again, missing := os.Stat(partial)
		differs := audit.AsFault(failed) != nil || ledger.KindOf(failed) == ledger.Conflict
		if missing != nil || again.Size() < held.Size() || differs {
			return errors.Join(failed, os.Rename(b.file.Name(), partial))
		}
	}
	return errors.Join(failed, err, os.Remove(b.file.Name()))
}

// begun sets what there is of the file aside, to be read while it is written anew.
func (c exportCommand) begun() (begunFile, error) {
	if !c.Resume {
		return begunFile{}, nil
	}
	aside := c.partial() + ".begun"
	err := os.Rename(c.partial(), aside)
	if errors.Is(err, os.ErrNotExist) {
		return begunFile{}, misused("there is no %s to go on with", c.partial())
	}
	if err != nil {
		return begunFile{}, err
	}
	file, err := os.Open(aside)
	return begunFile{file}, err
}

// replaceFile writes a file under another name and gives it its own once it is whole and on the disk.
func replaceFile(name string, write func(io.Writer) error) error {
	file, err := os.OpenFile(name+partialSuffix, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return misuse{err}
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}
