#!/usr/bin/env python3
"""A second verifier of funds' exported journals, for whoever would rather not trust the program's own.

    python3 verify.py FILE... [--service FILE] [--held FUND:SIZE:ROOT]... [--key NAME+HASH+KEY]...

It was written from the description of the format alone, with Python's standard library, and shares no line with
"pooled verify". FILE is an export, compressed or not. --held is what a receipt or a checkpoint that you hold says:
that the journal of FUND (or of "service") had SIZE entries of that ROOT (43 characters of URL-safe base64). --key is a
public key, or the file of one, that each checkpoint in the file must be signed by, or by another that is given: signed
notes as C2SP has them, with Ed25519 (RFC 8032). --service is a newer export of the service journal: no fund that it
recorded may be missing, shorter or another, and each checkpoint must be signed by a key that it registered to sign, in
use before the next entry was recorded and not revoked before the last.

A file is lines of text, of which each ends:

    {"type":"export/1","fund":F,"entries":N,"root":R,"service":M,"serviceRoot":S}
    LEAF <tab> ENTRY [<tab> TEXTS]        the service journal's entries 1 to M, then the fund's entries 1 to N
    {"type":"checkpoint/1","note":"..."}  anywhere among them: of all entries of its journal before it
    {"type":"end/1","entries":N,"root":R,"service":M,"serviceRoot":S}

LEAF is SHA-256(0x00 ENTRY), a node SHA-256(0x01 LEFT RIGHT), as in RFC 6962. TEXTS are (salt of 16 bytes, length as a
varint, value) one after the other, and the entry holds {"sha256":SHA-256(salt value)} in their places.

It checks all of that, and of every entry: its form, its number, its instant, its date and period, that each book sums
to nil, that five equations hold for each source or scheme, that nothing is posted into a period closed for good, and
that whoever asked and approved are distinct people in named posts under a named rule, by a service journal that was not
stale. It does not know the chart of accounts, nor judge again what the scheme of delegation allowed. It exits with 0 when the file is whole, with 1 when
something is wrong, naming the first line that is, and with 2 when the file is no export.
"""

import argparse
import base64
import datetime
import gzip
import hashlib
import json
import re
import sys

LINE_MAX = 16 << 20
LAG_MAX = datetime.timedelta(minutes=5)  # of one journal's instants behind another's
FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
FIELDS = ["type", "fund", "seq", "recorded", "effective", "period", "for", "reference", "narrative", "reverses", "act",
          "authority", "documents", "postings"]
NEEDED = ["type", "fund", "seq", "recorded", "effective", "period", "act", "authority", "postings"]
PERIOD_ACTS = {"close-period/1", "reopen-period/1", "close-year/1", "reopen-year/1", "reverse-entry/1"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
AMOUNT = re.compile(r"-?(0|[1-9]\d{0,12})\.\d\d", re.ASCII)
SEALED = re.compile(rb'\{"sha256":"([A-Za-z0-9_-]{43})')

# What each equation counts: by scheme or else by source, and which accounts.
EQUATIONS = [
    ("resources are what is unallocated, available, committed and consumed", False, lambda c, n: 9000 <= c < 9500),
    ("what is consumed is what was spent", True, lambda c, n: c == 9400 or 5000 <= c < 6000),
    ("what was called is income", False, lambda c, n: c == 9005 or 4000 <= c < 5000),
    ("capital money pays capital spend alone", True, lambda c, n: n == "capital" and c in (9400, 5400)),
    ("what was brought forward is carried forward or in the risk pool", False, lambda c, n: c in (9015, 3100, 3200)),
]


class Wrong(Exception):
    """Something is wrong with the line being read."""


class NoExport(Exception):
    """The file is no export."""


def need(holds, text):
    if not holds:
        raise Wrong(text)


def written(digest):
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def unique(pairs):
    need(len({k for k, _ in pairs}) == len(pairs), "a field stands there twice")
    return dict(pairs)


def compact(text, what):
    """Reads JSON without a space outside its strings; the order of an object's fields is kept."""
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=unique, parse_constant=None)
    except ValueError as e:
        raise Wrong(f"{what} is no JSON: {e}") from None
    need(not re.search(rb"[ \t\r\n]", re.sub(rb'"(?:[^"\\]|\\.)*"', b"", text)), f"{what} has spaces")
    return value


# The curve of Ed25519, -x² + y² = 1 + DX²Y² over the integers modulo P, whose points BASE makes a group of ORDER of
# (RFC 8032, section 5.1). A point is (X, Y, Z, T): x = X/Z, y = Y/Z and xy = T/Z.
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493


def plus(a, b):
    left, right = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    cross, both = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = right - left, both - cross, both + cross, right + left
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = plus(total, point)
        point, number = plus(point, point), number >> 1
    return total


def point(text):
    """The point that 32 bytes say: y, and in the highest bit whether x is odd. None where there is no such point."""
    y = int.from_bytes(text, "little")
    odd, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or not x and odd:
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(key, signature, text):
    """Whether a signature of 64 bytes is one of a text by the public key of 32."""
    whose, s = point(key), int.from_bytes(signature[32:], "little")
    if whose is None or len(signature) != 64 or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    x, y, z, _ = plus(times(s, BASE), times(ORDER - h, whose))
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def key_of(text):
    """A public key NAME+HASH+KEY: what a signature line names, and the 32 bytes."""
    name, short, coded = text.strip().split("+", 2)
    raw = base64.b64decode(coded, validate=True)
    if len(raw) != 33 or raw[0] != 1 or hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != short:
        raise ValueError(f"{text.strip()} is no public key")
    return (name, bytes.fromhex(short)), raw[1:]


def signatures(note, keys):
    """Holds that a note is signed by one of the keys, and that no signature by one of them is false."""
    text, _, lines = note.rpartition("\n\n")
    good = 0
    for line in lines.splitlines():
        dash, name, coded = line.split(" ")
        raw = base64.b64decode(coded, validate=True)
        key = keys.get((name, raw[:4]))
        if dash == "\u2014" and key:
            need(signed(key, raw[4:], (text + "\n").encode()), f"its signature by {name} does not hold")
            good += 1
    need(good, "the checkpoint is signed by none of the keys that are given")


def registered(note, last, following, register):
    """Holds that a note is signed by a key that the register trusted to sign between two days; following may be none."""
    why = "the checkpoint is signed by no key that is registered to sign"
    for key in register.values():
        try:
            signatures(note, dict([key_of(key["public"])]))
        except Wrong:
            continue
        if key["use"] != "signs":
            continue
        if "last" in key and last > key["last"]:
            why = f"the key {key['id']} was revoked ({key['why']}): it is trusted until {key['last']}"
        elif following and following < key["from"]:
            why = f"the key {key['id']} was not registered then: it is used from {key['from']}"
        else:
            return
    raise Wrong(why)


class Journal:
    """One journal of the file as far as it has been read; that of the service says things of others."""

    def __init__(self, fund, size):
        self.fund, self.size, self.read, self.roots = fund, size, 0, []
        self.recorded, self.closed, self.hidden = "", set(), 0
        self.number, self.notes = 0, []  # of the service journal, judged under; still to be held against the register
        self.heads, self.stood, self.keys, self.past = [], {}, {}, []  # recorded, newest, registered; instants and roots

    def root(self):
        if not self.roots:
            return written(hashlib.sha256(b"").digest())
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return written(root)

    def add(self, leaf):
        self.read += 1
        self.roots.append(leaf)
        for _ in range((self.read & -self.read).bit_length() - 1):
            right, left = self.roots.pop(), self.roots.pop()
            self.roots.append(hashlib.sha256(b"\x01" + left + right).digest())

    def take(self, line):
        parts = line.split(b"\t")
        need(len(parts) in (2, 3) and len(parts[0]) == 43 and parts[-1], "the line is no entry")
        leaf = hashlib.sha256(b"\x00" + parts[1]).digest()
        need(parts[0].decode("ascii", "replace") == written(leaf), "the entry's bytes are not those of its leaf")
        e = compact(parts[1], "the entry")
        need(isinstance(e, dict) and [f for f in FIELDS if f in e] == list(e) and all(e.get(f) for f in NEEDED[:-1])
             and "postings" in e, "the entry is not written as the journal writes entries")
        if e["type"] != "entry/1":
            raise NoExport(f"entry version {e['type']} is not known")
        need(e["fund"] == self.fund, f"an entry of {e['fund']} stands in the journal of {self.fund}")
        need(e["seq"] == self.read + 1, f"entry {e['seq']} stands where entry {self.read + 1} is due")
        self.add(leaf)
        self.timed(e)
        books(e["postings"])
        authority(e["authority"])
        for d in e.get("documents", []) if e["act"]["type"] in PERIOD_ACTS else []:
            if d["type"] == "period/1":
                (self.closed.add if d.get("closed") == "hard" else self.closed.discard)(d["period"])
        self.texts(parts)
        return e

    def says(self, e):
        """What an entry of the service journal says of other journals and of keys."""
        self.past.append((e["recorded"], self.root()))
        if e["act"]["type"] == "record-heads/1":
            for h in e["act"]["heads"]:
                need(h["size"] >= self.stood.get(h["fund"], (0, ""))[0], f"{h['fund']} had more entries before")
                self.stood[h["fund"]] = h["size"], h["root"]
                self.heads.append((h["fund"], h["size"], h["root"]))
            listed = {h["fund"]: (h["size"], h["root"]) for h in e["documents"][0]["funds"]}
            need(listed == self.stood, "its list of where the funds stand is not what its heads make")
        if e["act"]["type"] in ("register-key/1", "revoke-key/1"):
            self.keys.update((key["id"], key) for key in e["documents"])

    def under(self, number, size, past):
        """Holds the number of the service journal that the last entry was judged under against what was known then."""
        need(self.number <= number <= size, f"it was judged under entry {number} of the service journal, of {size}, "
             f"and the entry before it under {self.number}")
        if self.number == number == 0:
            return
        if self.number != number:
            near = [datetime.datetime.strptime(at, FORM) for at, _ in past[number - 1:number + 1]] + [datetime.datetime.max]
            self.window = [(near[0] - LAG_MAX).strftime(FORM), (min(near[1], near[-1] - LAG_MAX) + LAG_MAX).strftime(FORM)]
        self.number = number
        need(self.window[0] <= self.recorded <= self.window[1], f"entry {number} of the service journal, that it was "
             "judged under, was recorded later, or passed over by one that had stood for five minutes")

    def met(self, recorded, following, register):
        """Holds the checkpoints of the last entry against the register, once the day of the one after it is known."""
        for note in self.notes:
            registered(note, recorded[:10], following, register)
        self.notes = []

    def timed(self, e):
        need(INSTANT.fullmatch(e["recorded"]), f"{e['recorded']} is no instant")
        datetime.datetime.strptime(e["recorded"], FORM)
        need(e["recorded"] >= self.recorded, "it was recorded before the entry before it")
        self.recorded = e["recorded"]
        day = datetime.date.fromisoformat(e["effective"])
        year = day.year - (day.month < 4)
        months = f"{year}-{(year + 1) % 100:02}"
        last = (day.month, day.day) == (3, 31) and e["period"] in (months + "/13", months + "/14")
        need(e["period"] == f"{months}/{(day.month + 8) % 12 + 1:02}" or last, f"{day} is not in period {e['period']}")
        need(not e["postings"] or e["period"] not in self.closed, f"period {e['period']} had been closed for good")
        for account, _ in e["postings"]:
            need(account.split(":")[1] in ("", months), f"account {account} is of another year than its period")

    def texts(self, parts):
        sealed = {d.decode() for d in SEALED.findall(parts[1])}
        raw = base64.b64decode(parts[2], validate=True) if len(parts) == 3 else b""
        need(len(parts) == 2 or base64.b64encode(raw) == parts[2], "its texts are not in base64")
        while raw:
            at, length, shift = 16, 0, 0
            while at < len(raw) and raw[at] & 128:
                length, shift, at = length | (raw[at] & 127) << shift, shift + 7, at + 1
            need(at < len(raw) and shift < 35, "its texts break off")
            length, at = length | raw[at] << shift, at + 1
            need(at + length <= len(raw), "its texts break off")
            digest = written(hashlib.sha256(raw[:16] + raw[at:at + length]).digest())
            need(digest in sealed, "a text beside it is not one that it holds the digest of")
            sealed.remove(digest)
            raw = raw[at + length:]
        self.hidden += len(sealed)


def books(postings):
    sums = {}
    for account, amount in postings:
        part = account.split(":")
        need(len(part) in (6, 7) and re.fullmatch(r"[1-9]\d{3}", part[0], re.ASCII), f"{account} is no account")
        need(AMOUNT.fullmatch(amount) and amount not in ("0.00", "-0.00"), f"{amount} is no amount to post")
        code, pence = int(part[0]), int(amount.replace(".", ""))
        book = "memo" if code >= 9000 else "actuals"
        sums[book] = sums.get(book, 0) + pence
        for rule, by_scheme, counts in EQUATIONS:
            if counts(code, part[5]):
                key = (rule, part[2], part[3], part[4] if by_scheme else "")
                sums[key] = sums.get(key, 0) + pence
    for key, total in sums.items():
        need(total == 0, f"{key if isinstance(key, str) else key[0]}: out by {total} pence")


def authority(a):
    need(all(a.get(f) for f in ("actor", "post", "rule", "policy")), "its authority is not complete")
    people = [a["actor"]]
    for one in a.get("approvals", []):
        need(all(one.get(f) for f in ("actor", "post", "rule")), "an approval names no actor, post or rule")
        need(one["actor"] not in people, "one person decided twice")
        people.append(one["actor"])


def checkpoint(line, journal, keys):
    note = compact(line, "the checkpoint")["note"]
    said = note.split("\n\n")[0].split("\n")
    need(said[0] == "pooled/" + journal.fund and said[1] == str(journal.read), "it is a checkpoint of something else")
    need(written(base64.b64decode(said[2], validate=True)) == journal.root(), "the entries have another root")
    if keys:
        signatures(note, keys)
    journal.notes.append(note)


class File:
    """A file, line by line."""

    def __init__(self, path):
        plain = sys.stdin.buffer if path == "-" else open(path, "rb")
        self.file = gzip.open(plain) if plain.peek(2)[:2] == b"\x1f\x8b" else plain
        self.number = 0

    def line(self):
        self.number += 1
        line = self.file.readline(LINE_MAX + 1)
        if len(line) > LINE_MAX:
            raise NoExport("the line is longer than any entry")
        need(line.endswith(b"\n"), "the file breaks off")
        return line[:-1]


def ends(line, kind, keys):
    said = compact(line, "the line")
    need(isinstance(said, dict) and said.get("type") == kind and list(said) == keys, f"the line is not {kind}")
    return said


def verify(file, held, trusted, known=None, many=False):
    """The journals of the service and the fund, and a sentence; known is the service's as --service has it."""
    keys = ["type", "fund", "entries", "root", "service", "serviceRoot"]
    try:
        first = file.line()
        redacted = first.endswith(b',"redacted":true}')
        head = ends(first, "export/1", keys + ["redacted"] * redacted)
    except (Wrong, ValueError) as e:
        raise NoExport(f"the file is no export of a fund: {e}") from None
    journals = [Journal("service", head["service"]), Journal(head["fund"], head["entries"])]
    service, fund = journals
    other, heads, register = known, [], known.keys if known else None
    for j in journals:
        if j is fund:  # whichever knows more
            known = known if known and known.read >= service.read else service
            heads = [h for h in known.heads if h[0] == fund.fund]
            for _, size, _ in heads:
                need(size <= fund.size, f"the service journal recorded that it had {size} entries: the file holds {fund.size}")
        for at in range(j.size + 1):
            for of, size, root in held + heads:
                if (of, size) == (j.fund, at):
                    need(j.root() == root, f"{of} had another root at entry {size}: {root}, and here {j.root()}")
            line = file.line() if at < j.size or j is journals[1] else b""
            while line.startswith(b'{"type":"checkpoint/1"'):
                last = j is journals[1] and at == 0 and b'"note":"pooled/service\\n' in line
                checkpoint(line, journals[0] if last else j, trusted)
                line = file.line()
            if at < j.size:
                need(not redacted or line.count(b"\t") == 1, "a redacted file holds no texts")
                before, e = j.recorded, j.take(line)
                if register is not None:
                    j.met(before, e["recorded"][:10], register)
                if j is fund:
                    j.under(e["authority"].get("service", 0), service.size, known.past)
                else:
                    j.says(e)
                    past = other.past[j.read - 1:j.read] if other else []
                    need(past in ([], j.past[-1:]), "the service journal is another than that of --service")
    foot = ends(line, "end/1", [k for k in keys if k != "fund"])
    here = dict(type="end/1", entries=fund.read, root=fund.root(), service=service.read, serviceRoot=service.root())
    need(foot == here and {**foot, "type": "export/1", "fund": fund.fund} == {k: head[k] for k in keys},
         f"the first and the last line say other roots: the file holds {here}")
    for j in journals if register is not None else []:
        j.met(j.recorded, "", register)
    more = file.file.readline(LINE_MAX)
    need(more[:-1] != first, "the whole export stands there a second time")
    need(not more.startswith(b'{"type":"export/1",'), "another export follows: verify each by itself")
    need(not more, "the file goes on after its end")
    seen = 0
    for of, size, _ in held:
        j = service if of == "service" else fund
        need(many or of == j.fund, "what is held is of another fund than the file holds")
        need(of != j.fund or size <= j.read, "what is held is of more entries than the file holds")
        seen += of == j.fund
    held_of = f"{seen} held agree" if seen else "nothing outside this file shows whether more existed"
    return service, fund, (
        f"{fund.fund} is whole: {fund.read} entries, root {fund.root()}; service {service.read}, root {service.root()}; "
        f"{fund.hidden + service.hidden} texts withheld; {held_of}")


def found(paths, held, keys=(), service=None):
    """What to exit with, and sentences that say why; each of held is FUND:SIZE:ROOT, of keys NAME+HASH+KEY."""
    said, funds, known, file = [], set(), None, None
    try:
        held = [(fund, int(size), root) for fund, size, root in (h.split(":") for h in held)]
        keys = dict(key_of(k) for k in keys)
        files = [(path, File(path)) for path in paths]
        again = [File(service) for _ in range(2)] if service else []
    except (OSError, ValueError) as e:
        return 2, str(e)
    try:
        for file in again:  # the register is known only once it has been read
            known = verify(file, held, keys, known, True)[0]
        for path, file in files:
            _, fund, text = verify(file, held, keys, known, len(files) > 1)
            funds.add(fund.fund)
            said.append(text)
        gone = sorted(set(known.stood) - funds) if known else []
        need(not gone, f"no file is given of {', '.join(gone)}, which the service journal recorded")
        return 0, "\n".join(said)
    except NoExport as e:
        return 2, f"line {file.number}: {e}"
    except (Wrong, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, EOFError, RecursionError) as e:
        return 1, f"line {file.number}: {e}"


def main():
    ask = argparse.ArgumentParser(description="Verifies funds' exported journals.")
    ask.add_argument("files", nargs="+", metavar="FILE")
    ask.add_argument("--service", metavar="FILE")
    ask.add_argument("--held", action="append", default=[], metavar="FUND:SIZE:ROOT")
    ask.add_argument("--key", action="append", default=[], metavar="NAME+HASH+KEY")
    asked = ask.parse_args()
    keys = [k if k.count("+") >= 2 else open(k, encoding="ascii").read() for k in asked.key]
    code, text = found(asked.files, asked.held, keys, asked.service)
    print(text, file=sys.stderr if code else sys.stdout)
    sys.exit(code)


if __name__ == "__main__":
    main()
