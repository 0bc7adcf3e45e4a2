package auth

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/ledger"
)

// How long a session lasts without an act or a question, and at most. seenStep spares the database a write at each
// request: a session may end that much earlier than its idle time.
const (
	idleTimeMax    = 15 * time.Minute
	sessionTimeMax = 8 * time.Hour
	seenStep       = time.Minute
)

// A Store keeps who people are and who is signed in. All the SQL of this package stands here.
type Store struct{ pool *pgxpool.Pool }

// NewStore keeps them in a database, as the writer's role.
func NewStore(pool *pgxpool.Pool) *Store { return &Store{pool} }

// A Person is what is known of an actor, outside every journal. It is shown to themselves and written to no log.
type Person struct {
	Actor ledger.ActorID
	Name  string // may be empty, as may Email
	Email string
}

// identity is a person as their issuer knows them.
type identity struct{ issuer, subject, name, email string }

// newActor is an actor that says nothing about anybody: a- and 120 bits of chance.
func newActor() ledger.ActorID {
	var b [15]byte
	_, _ = rand.Read(b[:]) // never fails
	return ledger.ActorID("a-" + strings.ToLower(base32.StdEncoding.EncodeToString(b[:])))
}

// actorOf finds the actor of an identity, and enters it where it is seen the first time.
func (s *Store) actorOf(ctx context.Context, i identity) (actor ledger.ActorID, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT actor
		  FROM person
		 WHERE issuer = @issuer
		   AND subject = @subject`,
		pgx.StrictNamedArgs{"issuer": i.issuer, "subject": i.subject}).Scan(&actor)
	if errors.Is(err, pgx.ErrNoRows) {
		return s.enter(ctx, i)
	}
	if err != nil {
		return "", fmt.Errorf("find person: %w", err)
	}
	return actor, nil
}

// enter enters an identity, or brings its name and address up to date. Of two at once, both get the same actor.
func (s *Store) enter(ctx context.Context, i identity) (actor ledger.ActorID, err error) {
	err = s.pool.QueryRow(ctx, `
		INSERT INTO person (actor, name, email, issuer, subject)
		VALUES (@actor, @name, @email, @issuer, @subject)
		    ON CONFLICT (issuer, subject) DO UPDATE
		   SET name = coalesce(nullif(excluded.name, ''), person.name),
		       email = coalesce(nullif(excluded.email, ''), person.email)
		RETURNING actor`,
		pgx.StrictNamedArgs{
			"actor": newActor(), "name": i.name, "email": i.email, "issuer": i.issuer, "subject": i.subject,
		}).Scan(&actor)
	if err != nil {
		return "", fmt.Errorf("enter person: %w", err)
	}
	return actor, nil
}

// Person is what is known of an actor: nothing but the actor where nobody entered more.
func (s *Store) Person(ctx context.Context, actor ledger.ActorID) (Person, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeMax)
	defer cancel()
	p := Person{Actor: actor}
	err := s.pool.QueryRow(ctx, `
		SELECT name, email
		  FROM person
		 WHERE actor = $1`, actor).Scan(&p.Name, &p.Email)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return p, fmt.Errorf("read person: %w", err)
	}
	return p, nil
}

// begin begins a session, and deletes those that are over.
func (s *Store) begin(ctx context.Context, id digest, actor ledger.ActorID, provider string) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `
			DELETE FROM session
			 WHERE seen < now() - @idle::interval
			    OR began < now() - @whole::interval`,
			pgx.StrictNamedArgs{"idle": idleTimeMax, "whole": sessionTimeMax}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO session (id, actor, provider)
			VALUES (@id, @actor, @provider)`,
			pgx.StrictNamedArgs{"id": id[:], "actor": actor, "provider": provider})
		return err
	})
	if err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	return nil
}

// find finds whose session it is, by the database's clock, and notes that it is in use. It refuses one that is not
// there, or over, or begun with another provider.
func (s *Store) find(ctx context.Context, id digest, provider string) (ledger.ActorID, error) {
	var actor ledger.ActorID
	var note bool
	err := s.pool.QueryRow(ctx, `
		SELECT actor, seen < now() - @step::interval
		  FROM session
		 WHERE id = @id
		   AND provider = @provider
		   AND seen > now() - @idle::interval
		   AND began > now() - @whole::interval`,
		pgx.StrictNamedArgs{
			"id": id[:], "provider": provider, "step": seenStep, "idle": idleTimeMax, "whole": sessionTimeMax,
		}).Scan(&actor, &note)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", refusal("no such session, or it is over")
	}
	if err == nil && note {
		_, err = s.pool.Exec(ctx, `UPDATE session SET seen = now() WHERE id = $1`, id[:])
	}
	if err != nil {
		return "", fmt.Errorf("find session: %w", err)
	}
	return actor, nil
}

// end ends a session, if there is one.
func (s *Store) end(ctx context.Context, id digest) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM session WHERE id = $1`, id[:]); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}
