use std::io;

use secrecy::ExposeSecret;
use tower_bearer::ApiKey;
use tower_bearer_testkit::{Received, TestApi};

/// What is printed before the first request.
#[expect(
    clippy::disallowed_methods,
    reason = "the key is printed on purpose: it opens this box alone, and only while it runs"
)]
pub(crate) fn welcome(api: &TestApi, key: &ApiKey) -> String {
    let (origin, brands, key) = (api.origin(), api.url("/get-brands"), key.expose_secret());
    format!(
        "\
Listening on {origin}

  export TRAKKR_API_KEY={key}
  curl -H 'Authorization: Bearer {key}' '{brands}'

Ctrl-C stops it. A line a request: method, path, status, fingerprint of the key."
    )
}

/// `GET /get-brands 200 1f0c9a3e`; without the query, into which a client with a defect may put its key.
pub(crate) fn line(received: &Received) -> String {
    let status = received
        .status()
        .map_or_else(|| "-".to_owned(), |status| status.as_u16().to_string());
    let keys: Vec<_> = received
        .credentials()
        .iter()
        .map(|sent| sent.key_id().to_string())
        .collect();
    let keys = if keys.is_empty() {
        "no-key".to_owned()
    } else {
        keys.join(",")
    };
    format!("{} {} {status} {keys}", received.method(), received.uri().path())
}

pub(crate) fn cannot_listen(port: u16, error: &io::Error) -> io::Error {
    let advice = match error.kind() {
        io::ErrorKind::AddrInUse => ": another program has this port; choose another one, or --port 0 for a free one",
        io::ErrorKind::PermissionDenied => ": this port is for the administrator; choose one above 1023, or --port 0",
        _ => "",
    };
    io::Error::new(
        error.kind(),
        format!("cannot listen on 127.0.0.1:{port}: {error}{advice}"),
    )
}
