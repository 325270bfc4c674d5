// Judges an exported book of Yishi with code that others wrote: golang.org/x/mod/sumdb for notes and Merkle trees.
//
//	oracle VECTORS BUNDLE VKEY [RECEIPT...]
//	oracle tiles VKEY FOLDER...
//	oracle judged JUDGED EXPECTED.tsv
//
// VECTORS is tests/vectors/format.json, BUNDLE an exported folder, VKEY the log's verifier key, and each RECEIPT a
// tlog-proof for an entry of the book. Each FOLDER holds a checkpoint and the tiles of its tree. Prints what it confirmed; exits with 1 at the first thing that does not hold.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "judged" {
		judgeMade(os.Args[2], os.Args[3])
		return
	}
	if len(os.Args) < 4 {
		fail("usage: oracle VECTORS BUNDLE VKEY [RECEIPT...], or oracle tiles VKEY FOLDER...")
	}
	if os.Args[1] == "tiles" {
		for _, folder := range os.Args[3:] {
			judgeTiles(os.Args[2], folder)
		}
		return
	}
	vectors, bundle, vkey, receipts := os.Args[1], os.Args[2], os.Args[3], os.Args[4:]
	judgeVectors(vectors)
	log := readLog(bundle)
	verifier, err := note.NewVerifier(vkey)
	check(err, "verifier key")
	newest := openCheckpoint(read(filepath.Join(bundle, "checkpoint")), verifier)
	judgeCheckpoint(log, newest)
	judgeInclusion(log, newest)
	judgeConsistency(log, newest)
	for _, receipt := range receipts {
		judgeReceipt(log, newest, verifier, receipt)
	}
}

// checkpoint is what a log signed.
type checkpoint struct {
	size int64
	root tlog.Hash
}

// memoryLog keeps the hashes of a log as x/mod/sumdb/tlog stores them.
type memoryLog struct {
	leaves [][]byte
	hashes []tlog.Hash
}

func (log *memoryLog) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, 0, len(indexes))
	for _, index := range indexes {
		if index < 0 || index >= int64(len(log.hashes)) {
			return nil, fmt.Errorf("hash %d is not stored", index)
		}
		found = append(found, log.hashes[index])
	}
	return found, nil
}

func readLog(bundle string) *memoryLog {
	book := read(filepath.Join(bundle, "book.jsonl"))
	if len(book) == 0 || book[len(book)-1] != '\n' {
		fail("book.jsonl does not end with a newline")
	}
	log := &memoryLog{leaves: bytes.Split(book[:len(book)-1], []byte("\n"))}
	for number, leaf := range log.leaves {
		hashes, err := tlog.StoredHashes(int64(number), leaf, log)
		check(err, "hashes of an entry")
		log.hashes = append(log.hashes, hashes...)
	}
	return log
}

// openCheckpoint verifies a signed note and reads the three lines of a C2SP tlog-checkpoint.
func openCheckpoint(message []byte, verifier note.Verifier) checkpoint {
	opened, err := note.Open(message, note.VerifierList(verifier))
	check(err, "checkpoint")
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		fail("the checkpoint has not exactly three lines")
	}
	if lines[0] != verifier.Name() {
		fail("the checkpoint is of %q, not of %q", lines[0], verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	return checkpoint{size: size, root: parseHash(lines[2])}
}

func judgeCheckpoint(log *memoryLog, newest checkpoint) {
	if newest.size != int64(len(log.leaves)) {
		fail("the checkpoint covers %d entries, the book has %d", newest.size, len(log.leaves))
	}
	root, err := tlog.TreeHash(newest.size, log)
	check(err, "root")
	if root != newest.root {
		fail("the root over the book is %s, the checkpoint says %s", root, newest.root)
	}
	fmt.Printf("note and root: the log signed these %d entries\n", newest.size)
}

func judgeInclusion(log *memoryLog, newest checkpoint) {
	for index := int64(0); index < newest.size; index += 1 + newest.size/64 {
		proof, err := tlog.ProveRecord(newest.size, index, log)
		check(err, "inclusion proof")
		hash := tlog.RecordHash(log.leaves[index])
		check(tlog.CheckRecord(proof, newest.size, newest.root, index, hash), "inclusion")
	}
	fmt.Println("inclusion: entries lead to the signed root")
}

func judgeConsistency(log *memoryLog, newest checkpoint) {
	for old := int64(1); old < newest.size; old += 1 + newest.size/64 {
		oldRoot, err := tlog.TreeHash(old, log)
		check(err, "older root")
		proof, err := tlog.ProveTree(newest.size, old, log)
		check(err, "consistency proof")
		check(tlog.CheckTree(proof, newest.size, newest.root, old, oldRoot), "consistency")
	}
	fmt.Println("consistency: older sizes are prefixes of the signed one")
}

// judgeReceipt reads a C2SP tlog-proof and verifies it against the entry of the book at its index.
func judgeReceipt(log *memoryLog, newest checkpoint, verifier note.Verifier, path string) {
	head, message, found := strings.Cut(string(read(path)), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		fail("%s is not a tlog-proof", path)
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	check(err, "index")
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		proof = append(proof, parseHash(line))
	}
	signed := openCheckpoint([]byte(message), verifier)
	if index < 0 || index >= int64(len(log.leaves)) {
		fail("%s: the book has no entry %d", path, index)
	}
	hash := tlog.RecordHash(log.leaves[index])
	check(tlog.CheckRecord(proof, signed.size, signed.root, index, hash), path)
	if signed.size > newest.size {
		fail("%s: its checkpoint covers %d entries, the book has %d", path, signed.size, newest.size)
	}
	older, err := tlog.TreeHash(signed.size, log)
	check(err, path)
	if older != signed.root {
		fail("%s: the book does not begin with the entries that were promised", path)
	}
	fmt.Printf("receipt: entry %d stands in the book under a signed checkpoint of size %d\n", index, signed.size)
}

// vectorFile is the part of tests/vectors/format.json that this program judges.
type vectorFile struct {
	Checkpoint struct {
		Vkey string
		Note string
	}
	Tree struct {
		LeafHashes []string `json:"leaf_hashes"`
		Roots      []string
		Inclusion  []struct {
			Index int64
			Size  int64
			Proof []string
		}
		Consistency []struct {
			Old   int64
			New   int64
			Proof []string
		}
	}
}

// judgeVectors checks proofs that Yishi made, for every index and every pair of sizes up to 8.
func judgeVectors(path string) {
	var vectors vectorFile
	check(json.Unmarshal(read(path), &vectors), path)
	verifier, err := note.NewVerifier(vectors.Checkpoint.Vkey)
	check(err, "verifier key of the vectors")
	openCheckpoint([]byte(vectors.Checkpoint.Note), verifier)
	tree := vectors.Tree
	for _, vector := range tree.Inclusion {
		root, leaf := hexHash(tree.Roots[vector.Size]), hexHash(tree.LeafHashes[vector.Index])
		proof := tlog.RecordProof(hexHashes(vector.Proof))
		check(tlog.CheckRecord(proof, vector.Size, root, vector.Index, leaf), "inclusion vector")
	}
	for _, vector := range tree.Consistency {
		if vector.Old == 0 {
			// x/mod knows no consistency from the empty tree; the format fixes it as an empty proof.
			continue
		}
		oldRoot, newRoot := hexHash(tree.Roots[vector.Old]), hexHash(tree.Roots[vector.New])
		proof := tlog.TreeProof(hexHashes(vector.Proof))
		check(tlog.CheckTree(proof, vector.New, newRoot, vector.Old, oldRoot), "consistency vector")
	}
	fmt.Printf("vectors: %d inclusion and %d consistency proofs hold\n", len(tree.Inclusion), len(tree.Consistency))
}

func hexHashes(texts []string) []tlog.Hash {
	var hashes []tlog.Hash
	for _, text := range texts {
		hashes = append(hashes, hexHash(text))
	}
	return hashes
}

func hexHash(text string) tlog.Hash {
	decoded, err := hex.DecodeString(text)
	check(err, "hex")
	return toHash(decoded)
}

func parseHash(text string) tlog.Hash {
	decoded, err := base64.StdEncoding.Strict().DecodeString(text)
	check(err, "base64")
	return toHash(decoded)
}

func toHash(decoded []byte) tlog.Hash {
	var hash tlog.Hash
	if copy(hash[:], decoded) != tlog.HashSize || len(decoded) != tlog.HashSize {
		fail("a hash has %d bytes", len(decoded))
	}
	return hash
}

func read(path string) []byte {
	content, err := os.ReadFile(path)
	check(err, path)
	return content
}

func check(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

func fail(format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, "oracle: "+format+"\n", values...)
	os.Exit(1)
}
