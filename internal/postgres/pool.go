package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	statementTimeout = "30s" // no statement of ours is meant to take longer
	lockTimeout      = "10s" // a batch holds its fund's row for milliseconds
	idleTimeout      = "30s" // in a transaction: a session must not sit on a lock
	connectTimeout   = 10 * time.Second
)

// Pool opens at most connectionsMax connections to url, with a bound on every wait. It returns when one
// connection answers. What url itself sets wins, except that nothing may lower synchronous_commit: an
// acknowledged commit is on the disk ([CheckServer] looks at what is in force). Each adjust may set more,
// such as what is to happen with notices.
func Pool(ctx context.Context, url string, connectionsMax int32, adjust ...func(*pgxpool.Config)) (
	*pgxpool.Pool, error,
) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	config.MaxConns = connectionsMax
	config.MaxConnIdleTime = 5 * time.Minute
	config.MaxConnLifetime = time.Hour
	config.MaxConnLifetimeJitter = 5 * time.Minute
	config.HealthCheckPeriod = 30 * time.Second
	if config.ConnConfig.ConnectTimeout == 0 || config.ConnConfig.ConnectTimeout > connectTimeout {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	params := config.ConnConfig.RuntimeParams
	delete(params, "synchronous_commit")
	for name, value := range map[string]string{
		"application_name":                    "pooled",
		"statement_timeout":                   statementTimeout,
		"lock_timeout":                        lockTimeout,
		"idle_in_transaction_session_timeout": idleTimeout,
		"timezone":                            "UTC",
	} {
		if _, set := params[name]; !set {
			params[name] = value
		}
	}
	for _, f := range adjust {
		f(config)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	return pool, nil
}

// errorHasCode reports whether err comes from the server with that SQLSTATE.
func errorHasCode(err error, code string) bool {
	var refusal *pgconn.PgError
	return errors.As(err, &refusal) && refusal.Code == code
}
