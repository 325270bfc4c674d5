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

/// Why nothing was answered; where a certificate is not trusted, with what to do.
pub fn explained(error: ureq::Error) -> anyhow::Error {
    let is_of_certificate = error.to_string().contains("certificate");
    let error = anyhow::Error::new(error);
    if is_of_certificate {
        return error.context(
            "its certificate is not trusted here: look at the address; the authorities are those of the system (package `ca-certificates`), or of a file that SSL_CERT_FILE names",
        );
    }
    error
}
