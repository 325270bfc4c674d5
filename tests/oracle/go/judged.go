package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// judgedLine is one line of what crates/yishi-log/examples/judged.rs writes.
type judgedLine struct {
	Kind       string
	Vkey       string
	Size       int64
	Root       string
	Checkpoint string
	Inclusion  []struct {
		Index int64
		Proof []string
	}
	Consistency []struct {
		Old   int64
		Proof []string
	}
	Name string
	Note string
}

// judgeMade works out every root and proof from the entries themselves and compares the bytes, then opens the odd checkpoints as
// x/mod's note package alone does: it knows signatures, and nothing of a checkpoint's three lines.
func judgeMade(path, expected string) {
	log := &memoryLog{}
	verdicts := expectedOfGo(string(read(expected)))
	var verifier note.Verifier
	var sizes, inclusions, consistencies, odd int
	for _, text := range strings.Split(strings.TrimSpace(string(read(path))), "\n") {
		var line judgedLine
		check(json.Unmarshal([]byte(text), &line), path)
		switch line.Kind {
		case "log":
			made, err := note.NewVerifier(line.Vkey)
			check(err, "verifier key")
			verifier = made
		case "tree":
			judgeTree(log, line, openCheckpoint([]byte(line.Checkpoint), verifier))
			sizes++
			inclusions += len(line.Inclusion)
			consistencies += len(line.Consistency)
		case "odd":
			judgeOdd(line, verifier, verdicts)
			odd++
		}
	}
	fmt.Printf("x/mod: %d roots, %d inclusion and %d consistency proofs, byte for byte; %d odd checkpoints as expected\n",
		sizes, inclusions, consistencies, odd)
}

func judgeTree(log *memoryLog, line judgedLine, signed checkpoint) {
	for number := int64(len(log.leaves)); number < line.Size; number++ {
		leaf := []byte(strconv.FormatInt(number, 10))
		hashes, err := tlog.StoredHashes(number, leaf, log)
		check(err, "hashes of an entry")
		log.leaves = append(log.leaves, leaf)
		log.hashes = append(log.hashes, hashes...)
	}
	root := tlog.Hash(sha256.Sum256(nil))
	if line.Size > 0 {
		// x/mod gives no root to the empty tree; RFC 6962 does.
		made, err := tlog.TreeHash(line.Size, log)
		check(err, "root")
		root = made
	}
	if root != hexHash(line.Root) || signed.size != line.Size || signed.root != root {
		fail("x/mod has another root or checkpoint at size %d", line.Size)
	}
	for _, made := range line.Inclusion {
		proof, err := tlog.ProveRecord(line.Size, made.Index, log)
		check(err, "inclusion proof")
		same(proof, made.Proof, "inclusion of %d in %d", made.Index, line.Size)
		hash := tlog.RecordHash(log.leaves[made.Index])
		check(tlog.CheckRecord(hexHashes(made.Proof), line.Size, root, made.Index, hash), "inclusion")
	}
	for _, made := range line.Consistency {
		if made.Old == 0 {
			// x/mod knows no consistency from the empty tree; the format fixes it as an empty proof.
			same(nil, made.Proof, "consistency of %d and %d", made.Old, line.Size)
			continue
		}
		proof, err := tlog.ProveTree(line.Size, made.Old, log)
		check(err, "consistency proof")
		same(proof, made.Proof, "consistency of %d and %d", made.Old, line.Size)
		before, err := tlog.TreeHash(made.Old, log)
		check(err, "older root")
		check(tlog.CheckTree(hexHashes(made.Proof), line.Size, root, made.Old, before), "consistency")
	}
}

func same(theirs []tlog.Hash, ours []string, format string, values ...interface{}) {
	made := hexHashes(ours)
	equal := len(theirs) == len(made)
	for number := 0; equal && number < len(made); number++ {
		equal = theirs[number] == made[number]
	}
	if !equal {
		fail("x/mod proves otherwise: "+format, values...)
	}
}

func judgeOdd(line judgedLine, verifier note.Verifier, verdicts map[string]string) {
	message, err := base64.StdEncoding.DecodeString(line.Note)
	check(err, "an odd checkpoint")
	verdict := "accepted"
	if _, err := note.Open(message, note.VerifierList(verifier)); err != nil {
		verdict = "refused"
	}
	if verdicts[line.Name] != verdict {
		fail("x/mod on `%s`: %s, the table says %q", line.Name, verdict, verdicts[line.Name])
	}
}

// expectedOfGo reads what the table says of x/mod's note package: its last column.
func expectedOfGo(table string) map[string]string {
	verdicts := map[string]string{}
	for _, row := range strings.Split(strings.TrimSpace(table), "\n") {
		words := strings.Split(row, "\t")
		verdicts[words[0]] = words[len(words)-1]
	}
	return verdicts
}
