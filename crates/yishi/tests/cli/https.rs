//! What is asked over https: a witness behind a proxy with TLS, under a certificate that the system trusts or does not.

use crate::witnesses::{SERVE, Serving, WITNESS, founded};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// A proxy that ends TLS for `localhost` before a service; answers its port.
fn tls_before(service: String, certified: &CertifiedKey<KeyPair>) -> u16 {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key);
    let config = Arc::new(config.unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (config, service) = (Arc::clone(&config), service.clone());
            // Whoever does not trust the certificate hangs up.
            std::thread::spawn(move || pass_on(stream, config, &service).ok());
        }
    });
    port
}

/// One request and its answer.
fn pass_on(stream: TcpStream, config: Arc<ServerConfig>, service: &str) -> std::io::Result<()> {
    let mut outside = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut piece = [0; 4096];
        match outside.read(&mut piece)? {
            0 => return Ok(()),
            read => request.extend_from_slice(&piece[..read]),
        }
    }
    let text = String::from_utf8_lossy(&request).replacen("\r\n", "\r\nconnection: close\r\n", 1);
    let mut inside = TcpStream::connect(service)?;
    inside.write_all(text.as_bytes())?;
    let mut answer = Vec::new();
    inside.read_to_end(&mut answer)?;
    outside.write_all(&answer)?;
    outside.conn.send_close_notify();
    outside.flush()
}

/// Whether head and body of a request are there.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}

/// Whether a book whose witness is behind TLS comes to be written to, under these trusted certificates.
fn is_witnessed(path: &Path, trusted: &str) -> bool {
    std::fs::write(path.join("trusted.pem"), trusted).unwrap();
    let node = Serving::start_trusting(path, &SERVE, &path.join("trusted.pem"));
    match node.get("/readyz").0 {
        200 => true,
        503 => false,
        status => panic!("{status}"),
    }
}

#[test]
fn a_witness_is_asked_over_https_and_believed_to_be_there_only_under_a_certificate_that_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let listen = founded(path);
    let _witness = Serving::start_at(path, &WITNESS, &listen);
    let ours = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let others = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let port = tls_before(listen.clone(), &ours);
    let policy = std::fs::read_to_string(path.join("policy")).unwrap();
    let over_tls =
        |name: &str| policy.replace(&format!("http://{listen}"), &format!("https://{name}:{port}"));
    std::fs::write(path.join("policy"), over_tls("localhost")).unwrap();
    assert!(!is_witnessed(path, &others.cert.pem()));
    let asked = Command::new(env!("CARGO_BIN_EXE_yishi"))
        .args(["registry", "list", "--registry", &format!("https://localhost:{port}/graphql")])
        .env("SSL_CERT_FILE", path.join("trusted.pem"))
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8(asked.stderr).unwrap();
    assert!(said.contains("certificate is not trusted here") && said.contains("SSL_CERT_FILE"), "{said}");
    assert!(is_witnessed(path, &ours.cert.pem()));
    std::fs::write(path.join("policy"), over_tls("127.0.0.1")).unwrap();
    assert!(!is_witnessed(path, &ours.cert.pem()), "the certificate is for another name");
}
