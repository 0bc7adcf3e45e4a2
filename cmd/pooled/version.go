package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{}

// Run prints the program's version, the commit it was built from where the build knows it, and Go's version.
func (versionCommand) Run(s streams) error {
	commit := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				commit = ", commit " + setting.Value
			}
		}
	}
	fmt.Fprintf(s.out, "pooled %s%s, %s %s/%s\n", version(), commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// release is the newest heading of CHANGELOG.md.
const release = "0.1.0"

// version is what the program and its API say they are.
func version() string { return release }
