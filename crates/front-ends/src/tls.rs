use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::Setup;

/// What a client of `setup` trusts.
pub(crate) fn config(setup: &Setup) -> Result<ClientConfig, BoxError> {
    let mut roots = RootCertStore::empty();
    if let Some(authority) = setup.authority() {
        roots.add(authority.der().into())?;
    }
    let config = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
