package postgres

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// childAttributes starts the server in a process group of its own, so that Ctrl-C reaches us first, and asks
// the kernel for a fast shutdown when the thread that started it ends, as it does at kill -9.
func childAttributes(a *account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: a.credential(), Setpgid: true, Pdeathsig: syscall.SIGINT}
}

// runsIn reports whether the process is a PostgreSQL server of that data folder. The postmaster works inside
// its data folder. Where we may not look (root in a container), its command line names the folder.
func runsIn(pid int, data string) bool {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	line, err := os.ReadFile(filepath.Join(proc, "cmdline"))
	if err != nil {
		return false
	}
	words := bytes.Split(line, []byte{0})
	program := filepath.Base(string(words[0]))
	if program != "postgres" && program != "postmaster" {
		return false
	}
	here, err := os.Stat(filepath.Join(proc, "cwd"))
	if err == nil {
		there, err := os.Stat(data)
		return err == nil && os.SameFile(here, there)
	}
	at := slices.IndexFunc(words, func(w []byte) bool { return string(w) == "-D" })
	return at >= 0 && at+1 < len(words) && string(words[at+1]) == data
}

func zombie(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return os.IsNotExist(err)
	}
	after := bytes.LastIndexByte(stat, ')') // the name may hold spaces and brackets
	return after >= 0 && after+2 < len(stat) && stat[after+2] == 'Z'
}
