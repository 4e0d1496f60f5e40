//! A certificate authority of a test's own, and what it vouches for.

use std::{fmt, io, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, ServerName},
};
use tokio_rustls::TlsAcceptor;

/// A certificate authority, made on the spot, for [`Builder::tls`](crate::Builder::tls). Clients trust it by its certificate.
///
/// Several servers can share one: a client that follows a redirect from one to the other then trusts both.
///
/// Its private key never leaves it, and it is forgotten with the last clone.
///
/// # Clone
///
/// A clone is the same authority.
///
/// ```
/// use rustls::{ClientConfig, RootCertStore, crypto::ring};
/// use tower_bearer_testkit::{Authority, TestApi};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let authority = Authority::new()?;
/// let api = TestApi::builder().tls(&authority).start().await?;
/// assert!(api.url("/get-brands").starts_with("https://127.0.0.1:"));
///
/// // For hyper-rustls; reqwest takes `Certificate::from_der(authority.der())`, tonic `Certificate::from_pem(authority.pem())`.
/// let mut roots = RootCertStore::empty();
/// roots.add(authority.der().into())?;
/// let config = ClientConfig::builder_with_provider(ring::default_provider().into())
///     .with_safe_default_protocol_versions()?
///     .with_root_certificates(roots)
///     .with_no_client_auth();
/// # let _ = config;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Authority {
    inner: Arc<Inner>,
}

struct Inner {
    issuer: CertifiedIssuer<'static, KeyPair>,
    pem: String,
}

/// What every server is called.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

// ===== impl Authority =====

impl Authority {
    /// A new authority, which nobody trusts yet.
    ///
    /// # Errors
    ///
    /// When the system has no randomness for its key.
    pub fn new() -> io::Result<Self> {
        let mut params = params("tower-bearer-testkit authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let issuer = CertifiedIssuer::self_signed(params, key).map_err(io::Error::other)?;
        let inner = Inner {
            pem: issuer.pem(),
            issuer,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Its certificate, in DER.
    pub fn der(&self) -> &[u8] {
        self.inner.issuer.der()
    }

    /// Its certificate, in PEM: for `curl --cacert`, for instance.
    pub fn pem(&self) -> &str {
        &self.inner.pem
    }

    /// For a server of these names and of its own, which speaks HTTP/2 and HTTP/1.1.
    pub(crate) fn acceptor(&self, names: &[String]) -> io::Result<TlsAcceptor> {
        let mut params = params("tower-bearer-testkit");
        for name in OWN_NAMES.into_iter().chain(names.iter().map(String::as_str)) {
            params.subject_alt_names.push(subject(name)?);
        }
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params.signed_by(&key, &self.inner.issuer).map_err(io::Error::other)?;

        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key));
        // Not the process's default provider: that belongs to the program under test.
        let mut config = ServerConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.into()], key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config).into())
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

fn params(common_name: &str) -> CertificateParams {
    // They are valid for two thousand years: a test must not depend on the day.
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, common_name);
    params
}

/// A host as URLs have it, as certificates have it: an address without brackets, a name without the dot of the root.
fn subject(host: &str) -> io::Result<SanType> {
    let invalid = || {
        let message = format!("no certificate can be made for the name {host:?}");
        io::Error::new(io::ErrorKind::InvalidInput, message)
    };
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    let (wildcard, rest) = match bare.strip_prefix("*.") {
        Some(rest) => ("*.", rest),
        None => ("", bare),
    };
    match (ServerName::try_from(rest), wildcard) {
        (Ok(ServerName::IpAddress(address)), "") => Ok(SanType::IpAddress(address.into())),
        (Ok(ServerName::DnsName(name)), wildcard) => {
            let name = format!("{wildcard}{}", name.as_ref());
            name.try_into().map(SanType::DnsName).map_err(|_| invalid())
        }
        _ => Err(invalid()),
    }
}
