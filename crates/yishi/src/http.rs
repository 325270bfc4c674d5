//! How this program asks other nodes: HTTP, and HTTPS with the authorities that the system trusts.

use std::time::Duration;
use ureq::tls::{RootCerts, TlsConfig};

/// An agent whose requests take so long at most, from the name to the last byte. Every status is an answer, not an error.
///
/// Certificates are checked as the system does (on Linux by its CA certificates, or by those that `SSL_CERT_FILE` and `SSL_CERT_DIR`
/// name), because communities may have an authority of their own, and because what is compiled in grows old.
pub fn agent(timeout: Duration) -> ureq::Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let config = ureq::Agent::config_builder().timeout_global(Some(timeout)).http_status_as_error(false);
    config.tls_config(tls).build().new_agent()
}

/// Whether it is an address of a service rather than a path.
pub fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}
