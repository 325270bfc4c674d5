package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// height of the tiles of C2SP tlog-tiles, which their paths do not name.
const height = 8

// tileFolder reads tiles of hashes from files, as x/mod/sumdb/tlog asks for them.
type tileFolder string

func (folder tileFolder) Height() int { return height }

func (folder tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var contents [][]byte
	for _, tile := range tiles {
		content, err := os.ReadFile(filepath.Join(string(folder), pathOf(tile)))
		if err != nil {
			return nil, err
		}
		contents = append(contents, content)
	}
	return contents, nil
}

func (folder tileFolder) SaveTiles([]tlog.Tile, [][]byte) {}

// pathOf is the path of x/mod without the height.
func pathOf(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

func entriesPathOf(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
}

// tilesOf are the tiles of a tree; of those that x/mod names only the widest of each number, which holds the others.
func tilesOf(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for _, tile := range tlog.NewTiles(height, 0, size) {
		if last := len(tiles) - 1; last >= 0 && tiles[last].L == tile.L && tiles[last].N == tile.N {
			tiles[last] = tile
			continue
		}
		tiles = append(tiles, tile)
	}
	return tiles
}

// judgeTiles verifies every tile of a folder against its checkpoint, every entry against the tiles, and that no other file is there.
func judgeTiles(vkey, folder string) {
	verifier, err := note.NewVerifier(vkey)
	check(err, "verifier key")
	signed := openCheckpoint(read(filepath.Join(folder, "checkpoint")), verifier)
	tiles := tilesOf(signed.size)
	judgeNames(folder, tiles)
	if signed.size == 0 {
		if signed.root != tlog.Hash(sha256.Sum256(nil)) {
			fail("%s: the root of the empty tree is %s", folder, signed.root)
		}
		fmt.Println("tiles: the empty tree has none")
		return
	}
	reader := tlog.TileHashReader(tlog.Tree{N: signed.size, Hash: signed.root}, tileFolder(folder))
	root, err := tlog.TreeHash(signed.size, reader)
	check(err, folder)
	if root != signed.root {
		fail("%s: the tiles lead to %s, the checkpoint says %s", folder, root, signed.root)
	}
	for _, tile := range tiles {
		judgeTile(folder, tile, reader)
	}
	fmt.Printf("tiles: %d tiles and all entries lead to the root over %d entries\n", len(tiles), signed.size)
}

// judgeTile compares a tile with what the reader proves, and of level 0 the entries with their hashes.
func judgeTile(folder string, tile tlog.Tile, reader tlog.HashReader) {
	proven, err := tlog.ReadTileData(tile, reader)
	check(err, pathOf(tile))
	if string(proven) != string(read(filepath.Join(folder, pathOf(tile)))) {
		fail("%s is not what the tree proves", pathOf(tile))
	}
	if tile.L != 0 {
		return
	}
	rest := read(filepath.Join(folder, entriesPathOf(tile)))
	for at := 0; at < tile.W; at++ {
		if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
			fail("%s is cut off", entriesPathOf(tile))
		}
		end := 2 + int(binary.BigEndian.Uint16(rest))
		if hash := tlog.RecordHash(rest[2:end]); string(hash[:]) != string(proven[32*at:32*at+32]) {
			fail("%s: entry %d has another hash than %s says", entriesPathOf(tile), at, pathOf(tile))
		}
		rest = rest[end:]
	}
	if len(rest) != 0 {
		fail("%s: something follows the last entry", entriesPathOf(tile))
	}
}

func judgeNames(folder string, tiles []tlog.Tile) {
	expected := map[string]bool{}
	for _, tile := range tiles {
		expected[pathOf(tile)] = true
		if tile.L == 0 {
			expected[entriesPathOf(tile)] = true
		}
	}
	root := filepath.Join(folder, "tile")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			if os.IsNotExist(err) && path == root {
				return nil
			}
			return err
		}
		name, err := filepath.Rel(folder, path)
		check(err, path)
		if !entry.IsDir() && !expected[filepath.ToSlash(name)] {
			fail("%s is no tile of this tree", name)
		}
		return nil
	})
	check(err, folder)
}
