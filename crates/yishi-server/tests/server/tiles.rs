//! Tiles over HTTP: the same as made anew from the entries, for those who may read them, and nothing beyond the head.

use crate::support::{Reply, Served, auditor, serve_community, serve_public};
use flate2::read::GzDecoder;
use std::io::Read;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::tile::{TileKind, TilePath, Tiling, decode_entries, decode_hashes};
use yishi_log::tree::{Frontier, leaf_hash};
use yishi_testkit::Community;

async fn grow_to(served: &Served, size: u64) {
    for number in served.community.engine.version().size..size {
        let order = served.community.cast.submission(&served.community.desk, number);
        served.community.engine.submit(order.command, order.texts).await.unwrap();
    }
}

async fn tile(served: &Served, token: Option<&str>, path: &TilePath) -> Reply {
    served.get(token, &served.path(&path.to_string())).await
}

/// Fetches every tile of the present checkpoint as a stranger's client would, and recomputes the root from the bundles alone.
async fn walk(served: &Served, token: &str) {
    let note = served.get(Some(token), &served.path("checkpoint")).await.body;
    let head = Checkpoint::parse_unverified(&note).unwrap();
    let (mut frontier, mut tiling) = (Frontier::default(), Tiling::default());
    let mut made = Vec::new();
    for path in TilePath::all(head.size).filter(|path| path.kind() == TileKind::Entries) {
        let reply = tile(served, Some(token), &path).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some("application/octet-stream")),
            "{path}"
        );
        for entry in decode_entries(path.width(), &reply.body).unwrap() {
            frontier.push(leaf_hash(entry));
            made.extend(tiling.push(leaf_hash(entry)));
        }
    }
    assert_eq!((frontier.size(), frontier.root()), (head.size, head.root));
    made.extend(tiling.unfinished().map(|(path, hashes)| (path, hashes.to_vec())));
    for (path, hashes) in made {
        let reply = tile(served, Some(token), &path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(decode_hashes(path.width(), &reply.body).unwrap(), hashes, "{path}");
    }
    beyond(served, token, head.size).await;
}

/// Of every level the next hash is not there yet.
async fn beyond(served: &Served, token: &str, size: u64) {
    let levels = [0, 1, 2, 3, 8, 63].map(|level| TileKind::Hashes { level });
    for kind in levels.into_iter().chain([TileKind::Entries]) {
        let next = kind.count(size);
        let width = u16::try_from(next % 256 + 1).unwrap();
        let path = TilePath::new(kind, next / 256, width).unwrap();
        assert_eq!(tile(served, Some(token), &path).await.status, 404, "{path} of {size}");
    }
}

#[tokio::test]
async fn every_tile_around_the_first_full_one_is_served_and_nothing_beyond_the_head() {
    let served = serve_community(Community::founded(3), |_| {}).await;
    let token = served.sign_in(&auditor()).await;
    walk(&served, &token).await;
    for size in [255, 256, 257] {
        grow_to(&served, size).await;
        walk(&served, &token).await;
    }
    // A narrower tile than the present one is a tree's that had a checkpoint: it stays.
    for path in ["tile/0/000.p/1", "tile/0/000.p/255", "tile/entries/000.p/255"] {
        let path: TilePath = path.parse().unwrap();
        let whole = TilePath::new(path.kind(), 0, 256).unwrap();
        let (narrow, wide) =
            (tile(&served, Some(&token), &path).await, tile(&served, Some(&token), &whole).await);
        assert_eq!(narrow.status, 200);
        assert!(wide.body.starts_with(&narrow.body) && wide.body.len() > narrow.body.len(), "{path}");
    }
}

#[tokio::test]
async fn tiles_are_for_those_who_may_read_the_entries() {
    let served = serve_community(Community::founded(3), |_| {}).await;
    let path = "tile/entries/000.p/1".parse().unwrap();
    assert_eq!(tile(&served, None, &path).await.status, 401);
    assert_eq!(tile(&served, Some("guess"), &path).await.status, 401);
    for person in [&served.community.cast.residents[0], &auditor()] {
        let token = served.sign_in(person).await;
        let reply = tile(&served, Some(&token), &path).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("cache-control"), Some("private, max-age=60"));
        assert_eq!(reply.header("vary"), Some("accept-encoding, authorization"));
        assert_eq!(
            served.get(Some(&token), "/tile/entries/000.p/1").await.body,
            reply.body,
            "of the only book"
        );
    }
}

#[tokio::test]
async fn a_path_in_another_spelling_is_refused() {
    let served = serve_public(Community::founded(3)).await;
    for wrong in [
        "tile/0/0",
        "tile/00/000.p/1",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/%30%30%30.p/1",
        "tile/data/000.p/1",
    ] {
        assert_eq!(served.get(None, &served.path(wrong)).await.status, 400, "{wrong}");
    }
    assert_eq!(served.get(None, &served.path("tile/0/000.p/1")).await.status, 200);
}

#[tokio::test]
async fn of_a_public_log_anybody_may_keep_tiles_full_ones_for_ever() {
    let served = serve_public(Community::founded(3)).await;
    grow_to(&served, 257).await;
    for (path, caching) in [
        ("tile/0/000", "public, max-age=31536000, immutable"),
        ("tile/entries/000", "public, max-age=31536000, immutable"),
        ("tile/1/000.p/1", "public, max-age=60"),
        ("tile/entries/001.p/1", "public, max-age=60"),
    ] {
        let reply = served.get(None, &served.path(path)).await;
        assert_eq!((reply.status, reply.header("cache-control")), (200, Some(caching)), "{path}");
        let tag = reply.header("etag").unwrap().to_owned();
        assert_eq!(tag.starts_with("W/"), path.contains("entries"), "{path}");
        let head = format!("GET {}\nIf-None-Match: \"other\", {tag}", served.path(path));
        let again = crate::support::request(served.address, &head, b"").await;
        assert_eq!(
            (again.status, again.body.len(), again.header("etag")),
            (304, 0, Some(tag.as_str())),
            "{path}"
        );
    }
}

#[tokio::test]
async fn bundles_are_compressed_for_clients_that_take_it_and_tiles_of_hashes_never() {
    let served = serve_public(Community::founded(3)).await;
    let ask = async |path: &str| {
        let head = format!("GET {}\nAccept-Encoding: gzip", served.path(path));
        crate::support::request(served.address, &head, b"").await
    };
    let plain = served.get(None, &served.path("tile/entries/000.p/3")).await;
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), (None, Some("accept-encoding")));
    let packed = ask("tile/entries/000.p/3").await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.len() < plain.body.len());
    let mut unpacked = Vec::new();
    GzDecoder::new(&packed.body[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    assert_eq!(ask("tile/0/000.p/3").await.header("content-encoding"), None);
}
