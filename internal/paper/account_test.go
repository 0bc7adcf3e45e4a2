package paper

import (
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// A page is printed by somebody who is not root, too, and then in the browser's sandbox: where the tests run as root,
// TestPrint runs once more as nobody.
func TestPrintAsNobody(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("it is not root who tests, so TestPrint has shown it")
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Skip("there is no user nobody", err)
	}
	uid, _ := strconv.ParseUint(nobody.Uid, 10, 32)
	gid, _ := strconv.ParseUint(nobody.Gid, 10, 32)
	folder, err := os.MkdirTemp("", "pooled-paper-test-") // the test's own folder lies where nobody else may go
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil { //nolint:gosec // nobody has to come into it
		t.Fatal(err)
	}
	program, home := filepath.Join(folder, "paper.test"), filepath.Join(folder, "home")
	copyProgram(t, program)
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(home, int(uid), int(gid)); err != nil { //nolint:gosec // 32 bits
		t.Fatal(err)
	}
	command := exec.Command(program, "-test.run=^(TestPrint|TestPrintFails)$", "-test.v")
	command.Dir, command.Env = home, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home}
	command.SysProcAttr = &syscall.SysProcAttr{
		Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, //nolint:gosec // 32 bits
	}
	if said, err := command.CombinedOutput(); err != nil {
		t.Errorf("as nobody: %v\n%s", err, said)
	} else {
		t.Logf("%s", said)
	}
}

// copyProgram puts this test's program where others may run it.
func copyProgram(t *testing.T, to string) {
	t.Helper()
	from, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755) //nolint:gosec // others are to run it
	if err == nil {
		_, err = io.Copy(out, from)
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}
