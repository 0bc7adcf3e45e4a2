package postgres

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
)

// ErrNoBinaries means that no usable PostgreSQL server is installed. [Install] may cure it.
var ErrNoBinaries = errors.New("no PostgreSQL server is installed")

// Binaries is a folder with PostgreSQL's programs in it, and their major version.
type Binaries struct {
	Dir     string
	Version int
}

func (b Binaries) path(program string) string { return filepath.Join(b.Dir, program) }

// Find looks for a server's programs: where PG_BIN says, then the newest of where systems keep them, then
// those on PATH, then those that [Install] unpacked. A version other than 0 asks for that major version,
// because a data folder can be served by no other.
func Find(version int) (Binaries, error) {
	if dir := os.Getenv("PG_BIN"); dir != "" {
		return fromEnvironment(dir, version)
	}
	var other []int
	for _, group := range [][]string{systemFolders(), pathFolders(), {cachedBinaries()}} {
		var usable []Binaries
		for _, dir := range group {
			b, err := inspect(dir)
			switch {
			case err != nil || b.Version < versionMin:
			case version != 0 && b.Version != version:
				other = append(other, b.Version)
			default:
				usable = append(usable, b)
			}
		}
		if len(usable) > 0 {
			return slices.MaxFunc(usable, func(a, b Binaries) int { return a.Version - b.Version }), nil
		}
	}
	if version != 0 {
		return Binaries{}, fmt.Errorf("%w: the data folder was made by PostgreSQL %d, found %v; "+
			"install %d or name its folder in PG_BIN", ErrNoBinaries, version, other, version)
	}
	return Binaries{}, fmt.Errorf("%w; %s", ErrNoBinaries, advice())
}

// fromEnvironment never looks further: who sets PG_BIN means it.
func fromEnvironment(dir string, version int) (Binaries, error) {
	b, err := inspect(dir)
	if err != nil {
		return Binaries{}, fmt.Errorf("PG_BIN=%s holds no PostgreSQL server: %w", dir, err)
	}
	if b.Version < versionMin {
		return Binaries{}, fmt.Errorf("PG_BIN=%s is PostgreSQL %d; %d or newer is needed",
			dir, b.Version, versionMin)
	}
	if version != 0 && b.Version != version {
		return Binaries{}, fmt.Errorf("PG_BIN=%s is PostgreSQL %d; the data folder was made by %d",
			dir, b.Version, version)
	}
	return b, nil
}

func systemFolders() []string {
	var folders []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
	} {
		found, _ := filepath.Glob(pattern) // the patterns are well formed
		folders = append(folders, found...)
	}
	return folders
}

// pathFolders is the folder of the postgres program on PATH, past the links that lead to it.
func pathFolders() []string {
	found, err := exec.LookPath("postgres")
	if err != nil {
		return nil
	}
	if found, err = filepath.EvalSymlinks(found); err != nil {
		return nil
	}
	return []string{filepath.Dir(found)}
}

var versionPattern = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// inspect asks the server program in a folder for its version. It must run, and have initdb beside it.
func inspect(dir string) (Binaries, error) {
	if dir == "" {
		return Binaries{}, os.ErrNotExist
	}
	b := Binaries{Dir: dir}
	if _, err := os.Stat(b.path("initdb")); err != nil {
		return Binaries{}, err
	}
	text, err := exec.Command(b.path("postgres"), "--version").Output()
	if err != nil {
		return Binaries{}, err
	}
	match := versionPattern.FindSubmatch(text)
	if match == nil {
		return Binaries{}, fmt.Errorf("%s --version answers %q", b.path("postgres"), text)
	}
	if b.Version, err = strconv.Atoi(string(match[1])); err != nil {
		return Binaries{}, err
	}
	runAs, err := serverAccount("")
	if err != nil {
		return Binaries{}, err
	}
	return b, runAs.mustReach(dir)
}

// advice names the one command that installs a server on this system.
func advice() string {
	switch {
	case runtime.GOOS == "darwin":
		return "run: brew install postgresql@17"
	case hasProgram("apt-get"):
		return "run: sudo apt-get install postgresql"
	case hasProgram("dnf"):
		return "run: sudo dnf install postgresql-server"
	case hasProgram("apk"):
		return "run: sudo apk add postgresql"
	default:
		return "install PostgreSQL 15 or newer and name its folder of programs in PG_BIN"
	}
}

func hasProgram(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}
