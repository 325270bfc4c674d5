//! Keep-alive connections that send prepared requests and measure each answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What one run showed.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Answered requests.
    pub answered: usize,
    /// From the first request to the last answer.
    pub took: Duration,
    /// How long each request took, in microseconds.
    pub latencies_us: Vec<u32>,
}

/// Sends each request once over so many connections; every answer must contain `expected`.
pub fn send(address: SocketAddr, requests: Vec<Vec<u8>>, connections: usize, expected: &'static str) -> Run {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let requests = Arc::new(requests);
    let next = Arc::new(AtomicUsize::new(0));
    runtime.block_on(async move {
        let mut streams = Vec::new();
        for _ in 0..connections {
            streams.push(connect(address).await);
        }
        let started = Instant::now();
        let work = streams.into_iter().map(|stream| {
            tokio::spawn(one_by_one(stream, Arc::clone(&requests), Arc::clone(&next), expected))
        });
        let mut run = Run::default();
        for work in work.collect::<Vec<_>>() {
            run.latencies_us.extend(work.await.unwrap());
        }
        run.took = started.elapsed();
        run.answered = run.latencies_us.len();
        run
    })
}

/// Sends the same request over and over from so many connections until told to stop, then so many answers were had.
pub fn repeat(
    address: SocketAddr,
    request: &[u8],
    connections: usize,
    expected: &'static str,
    stop: &AtomicBool,
) -> Run {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async move {
        let started = Instant::now();
        let work = (0..connections).map(|_| async {
            let mut stream = connect(address).await;
            let (mut latencies, mut answer) = (Vec::new(), Vec::new());
            while !stop.load(Ordering::Relaxed) {
                latencies.push(exchange(&mut stream, request, &mut answer, expected).await);
            }
            latencies
        });
        let latencies_us = futures_util::future::join_all(work).await.concat();
        Run { answered: latencies_us.len(), took: started.elapsed(), latencies_us }
    })
}

async fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

async fn one_by_one(
    mut stream: TcpStream,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
    expected: &'static str,
) -> Vec<u32> {
    let mut latencies = Vec::new();
    let mut answer = Vec::with_capacity(16 * 1024);
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        latencies.push(exchange(&mut stream, request, &mut answer, expected).await);
    }
    latencies
}

/// One request and its whole answer; answers the microseconds between them.
async fn exchange(stream: &mut TcpStream, request: &[u8], answer: &mut Vec<u8>, expected: &str) -> u32 {
    let started = Instant::now();
    stream.write_all(request).await.unwrap();
    answer.clear();
    while !is_whole(answer) {
        assert!(stream.read_buf(answer).await.unwrap() > 0, "the server closed the connection");
    }
    let micros = started.elapsed().as_micros();
    let found = answer.windows(expected.len()).any(|window| window == expected.as_bytes());
    assert!(found, "an answer without `{expected}`: {}", String::from_utf8_lossy(answer));
    u32::try_from(micros).unwrap_or(u32::MAX)
}

fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let text = std::str::from_utf8(&answer[..head]).unwrap();
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    answer.len() >= head + 4 + length.expect("the server says how long its answer is")
}
