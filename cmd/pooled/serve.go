package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/term"

	"pooled/api"
	"pooled/internal/directory"
	"pooled/internal/paper"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/report"
	"pooled/web"
)

const drainTimeMax = 20 * time.Second // for requests in flight, when the service is told to stop

type serveCommand struct {
	place
	signIn
	Listen         string     `help:"Address of the API, its documentation and health; ${default} when left out." default:"127.0.0.1:8080" placeholder:"ADDRESS"`
	Metrics        string     `help:"Address of the metrics, ${default} when left out; none for no metrics." default:"127.0.0.1:9090" placeholder:"ADDRESS"`
	People         string     `help:"Who may ask: development (roles that take everybody's word; this machine only) or none. By default development with the embedded database, none with a server of your own." enum:"auto,development,none" default:"auto" placeholder:"WHO"`
	DirectoryHosts []string   `name:"directory-hosts" help:"Hosts that feeds of the directory may be fetched from, and private addresses that may be connected to; none when left out." placeholder:"HOST,…"`
	Browser        string     `help:"Chromium that makes PDFs of meeting packs: a name or a path; auto for the one that is installed, none for no PDFs. ${default} when left out." default:"auto" placeholder:"PROGRAM"`
	Example        string     `help:"Example loaded at the first start with development people, ${default} when left out; none for none." default:"havering" placeholder:"NAME"`
	Log            slog.Level `help:"The least severe messages to log: debug, info, warn or error; ${default} when left out." default:"info" placeholder:"LEVEL"`
}

// Help teaches the command.
func (serveCommand) Help() string {
	return `Without a database of your own, PostgreSQL is started in the data folder, as an unprivileged user and on a Unix
socket only, and stops with the program. Where its binaries are not installed they are installed first. At the first
start the Havering example is loaded, so that there is something to look at:

  pooled serve
  curl -H 'Authorization: Bearer development:council-finance' http://127.0.0.1:8080/v1/funds/havering/position

On a server of your own, migrate as the owner first; serve refuses to start as a role that could alter the books, or
on a server that could lose an acknowledged commit:

  DATABASE_OWNER_URL=postgres://pooled_owner@db/pooled pooled migrate
  DATABASE_URL=postgres://pooled_writer@db/pooled pooled serve --listen 127.0.0.1:8080

People sign in at an OpenID Connect provider:

  pooled serve --issuer https://login.example.org --client-id pooled --public-url https://pooled.example.org

Ctrl-C lets requests in flight finish and stops everything; the data is there at the next start.`
}

// Run serves until it is told to stop.
func (c serveCommand) Run(ctx context.Context, s streams) (err error) {
	if err := c.checkPeople(); err != nil {
		return misuse{err}
	}
	if c.Example != "none" {
		if _, err := exampleFile(c.Example); err != nil {
			return err
		}
	}
	steady()
	hosts, err := directory.ParseHosts(c.DirectoryHosts)
	if err != nil {
		return misuse{err}
	}
	press, err := paper.Open(c.Browser)
	if err != nil {
		return misuse{err}
	}
	defer press.Close()
	doors, err := c.openDoors()
	if err != nil {
		return err
	}
	defer doors.close()
	issuer, err := c.issuer(doors)
	if err != nil {
		return misuse{err}
	}
	log := slog.New(logHandler(s.err, c.Log))
	metrics := api.NewMetrics()
	h, err := openHouse(ctx, c.place, log, metrics.Watch(), s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	watchConnections(metrics, h.pool)
	metrics.Registerer().MustRegister(unsigned{h.journal.Log(), log})
	development := c.development()
	if development {
		if err := h.firstStart(ctx, c.Example, log); err != nil {
			return err
		}
	}
	callers, err := h.let(ctx, development, issuer, log)
	if err != nil {
		return err
	}
	callers.pages.Press = press
	service := api.New(api.Config{
		Journal: h.journal, Reports: report.New(h.pool), Books: audit.NewBooks(h.pool),
		Directory: directory.New(h.pool, hosts), May: h.policy.May, Decide: h.policy.Decide,
		Authenticate: callers.who, Log: log, Metrics: metrics, Pages: web.Pages(callers.pages),
		Banner: callers.pages.Banner,
	})
	c.greet(s.out, doors, h.books, development)
	return h.serve(ctx, doors, service, metrics.Handler(), log)
}

// steady trades memory for time: the program holds little, so its rubbish may grow to several times of that before it
// is collected, up to a bound. GOGC and GOMEMLIMIT, where they are set, win.
func steady() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(112 << 20)
	}
}

// watchConnections adds the use of the database's connections to the metrics.
func watchConnections(m *api.Metrics, pool *pgxpool.Pool) {
	m.Registerer().MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "pooled_connections_in_use", Help: "Database connections in use.",
		}, func() float64 { return float64(pool.Stat().AcquiredConns()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "pooled_connections_max", Help: "Database connections there may be.",
		}, func() float64 { return float64(pool.Stat().MaxConns()) }))
}

// doors are the listeners, opened before anything else so that an address in use costs no start.
type doors struct{ api, metrics net.Listener }

func (c serveCommand) openDoors() (d doors, err error) {
	if d.api, err = net.Listen("tcp", c.Listen); err != nil {
		return d, err
	}
	if c.Metrics == "none" {
		return d, nil
	}
	if d.metrics, err = net.Listen("tcp", c.Metrics); err != nil {
		return d, errors.Join(fmt.Errorf("metrics: %w (choose another address with --metrics, or none)", err), d.api.Close())
	}
	return d, nil
}

func (d doors) close() {
	_ = d.api.Close() // closed already by its server, as a rule
	if d.metrics != nil {
		_ = d.metrics.Close()
	}
}

// firstStart founds the service for development people and loads the example, once: a start that was cut short is
// made good by the next, and what others have posted since stays as it is.
func (h *house) firstStart(ctx context.Context, example string, log *slog.Logger) error {
	development, err := h.found(ctx)
	if err != nil || !development || example == "none" {
		return err
	}
	head, err := h.journal.Head(ctx, fundOf(example))
	fresh := errors.Is(err, ledger.ErrNoFund)
	if err != nil && !fresh {
		return err
	}
	lines, err := fundLines(example)
	if err != nil || head.Seq >= int64(lines) {
		return err
	}
	posted, err := h.load(ctx, example)
	switch {
	case err == nil:
		log.Info("example loaded", "fund", example, "entries", posted)
	case fresh:
		return err
	default:
		log.Warn("the example is not complete and could not be completed", "fund", example, "reason", err)
	}
	return nil
}

// serve answers requests until ctx ends or something fails, then lets those in flight finish.
func (h *house) serve(ctx context.Context, d doors, service, metrics http.Handler, log *slog.Logger) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go h.books.succeed(ctx)
	go h.keepTime(ctx, log)
	go h.keepHeads(ctx, log)
	go func() {
		if err := h.books.gone(ctx); err != nil {
			stop(err)
		}
	}()
	var servers []*http.Server
	start := func(l net.Listener, handler http.Handler) {
		server := api.NewServer(handler, log)
		servers = append(servers, server)
		go func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				stop(err)
			}
		}()
	}
	start(d.api, service)
	if d.metrics != nil {
		start(d.metrics, metrics)
	}
	<-ctx.Done()
	log.Info("stopping", "reason", context.Cause(ctx))
	drain, cancel := context.WithTimeout(context.Background(), drainTimeMax)
	defer cancel()
	var err error
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = cause
	}
	for _, server := range servers {
		err = errors.Join(err, server.Shutdown(drain))
	}
	return err
}

// greet says where everything is, and one line that works as it stands.
func (c serveCommand) greet(out io.Writer, d doors, b *books, development bool) {
	base := "http://" + d.api.Addr().String()
	fmt.Fprintf(out, "pooled is ready; Ctrl-C stops it\n\n")
	fmt.Fprintf(out, "  start          %s/\n", base)
	fmt.Fprintf(out, "  API            %s/v1\n  documentation  %s/docs\n  health         %s/healthz and %s/readyz\n",
		base, base, base, base)
	if d.metrics != nil {
		fmt.Fprintf(out, "  metrics        http://%s/metrics\n", d.metrics.Addr())
	}
	if b.embedded() {
		fmt.Fprintf(out, "  database       PostgreSQL of its own, in %s\n", c.Data)
	}
	switch {
	case c.Issuer != "":
		fmt.Fprintf(out, "\nThose who sign in at %s are let in.\n", c.Issuer)
		return
	case !development:
		fmt.Fprintf(out, "\nNobody is let in yet but to documentation and health: there are no development people here, "+
			"and no --issuer.\n")
		return
	}
	address := base + "/v1/funds"
	if c.Example != "none" {
		address += "/" + c.Example + "/position"
	}
	fmt.Fprintf(out, "\nAsk as the council's finance officer:\n\n"+
		"  curl -H 'Authorization: Bearer development:council-finance' %s\n\n", address)
}

// logHandler writes lines for a person on a terminal, and JSON elsewhere.
func logHandler(out io.Writer, level slog.Level) slog.Handler {
	options := &slog.HandlerOptions{Level: level}
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return slog.NewTextHandler(out, options)
	}
	return slog.NewJSONHandler(out, options)
}
