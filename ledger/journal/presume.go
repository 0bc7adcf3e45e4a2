package journal

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
)

// What is to be new is seldom there already. So an act that makes a document takes it not to be there where memory
// does not know, and the statement that writes its version proves it, instead of a question before. Where that fails
// nothing has been written, and the batch is decided again with every such document asked for.

// carefulBatches is how many batches presume nothing after one that presumed wrongly: whoever sends a name again and
// again has others wait for one batch in so many.
const carefulBatches = 64

// errPresumed is a batch that the database refused, in which something was presumed.
var errPresumed = errors.New("a document may be there that was presumed not to be")

// presumes reports whether a request's act may presume. One that is not to be posted is never proved.
func (w *writer) presumes(r *Request) bool { return w.careful == 0 && !r.Preview }

// doubt says of a batch's fault whether it may be a document that was there.
func (w *writer) doubt(err error, out *outcome) error {
	fault, refused := errors.AsType[*pgconn.PgError](err)
	if !out.presumed || !refused || !definite(fault) {
		return err
	}
	w.careful = carefulBatches
	return fmt.Errorf("%w: %w", errPresumed, err)
}
