use http::{HeaderMap, HeaderValue, header};
use tower_bearer::Challenge;

/// A line of `WWW-Authenticate`. It is read; by the grammar if it keeps to it, and else all is marked; and no parameter is
/// invented.
pub fn challenge(line: &[u8]) {
    let challenges = Challenge::parse_line(line);
    match Challenge::parse_strict(line) {
        Ok(strict) => {
            assert!(!strict.iter().any(Challenge::is_malformed));
            assert_eq!(challenges, strict);
        }
        Err(error) => {
            assert!(error.position() <= line.len());
            assert!(challenges.iter().all(Challenge::is_malformed));
        }
    }
    let octets: String = line.iter().copied().map(char::from).collect();
    let lower = octets.to_ascii_lowercase();
    let mut length = 0;
    for challenge in &challenges {
        assert!(lower.contains(&challenge.scheme().to_ascii_lowercase()));
        assert!(challenge.token68().is_none_or(|token68| octets.contains(token68)));
        for (name, value) in challenge.params() {
            length += name.chars().count() + value.chars().count();
            let mut found = lower.match_indices(name).map(|(at, _)| &lower[at + name.len()..]);
            assert!(
                found.any(|rest| rest.trim_start_matches([' ', '\t']).starts_with('=')),
                "{name}"
            );
            let mut octets = octets.chars();
            assert!(
                value.chars().all(|wanted| octets.any(|octet| octet == wanted)),
                "{value}"
            );
            assert!(challenge.param(name).is_some());
        }
        typed(challenge);
    }
    assert!(length <= line.len(), "no part is read twice");

    if let Ok(value) = HeaderValue::from_bytes(line) {
        let headers = HeaderMap::from_iter([(header::WWW_AUTHENTICATE, value)]);
        assert_eq!(Challenge::from_headers(&headers), challenges);
    }
}

fn typed(challenge: &Challenge) {
    let scopes = challenge.scope().chain(challenge.acr_values());
    assert!(scopes.into_iter().all(|one| !one.is_empty() && !one.contains(' ')));
    assert!(
        challenge
            .resource_metadata()
            .is_none_or(|uri| uri.scheme_str() == Some("https"))
    );
    let _ = (
        challenge.realm(),
        challenge.error(),
        challenge.error_description(),
        challenge.error_uri(),
    );
    let _ = (challenge.max_age(), challenge.is_dpop_nonce_demand());
}
