use std::time::Duration;

use http::{Uri, uri::Scheme};

use super::Challenge;

// ===== impl Challenge =====

/// What OAuth 2 servers put into a challenge. Each is looked for whatever the scheme is, unless it says otherwise.
impl Challenge {
    /// `realm`: the protection space (RFC 9110, section 11.5).
    pub fn realm(&self) -> Option<&str> {
        self.param("realm")
    }

    /// `scope`: the scopes that access takes, split at spaces (RFC 6750, section 3).
    pub fn scope(&self) -> impl Iterator<Item = &str> {
        self.words("scope")
    }

    /// `error`: the code of what went wrong, such as `invalid_token` (RFC 6750, section 3.1). Servers give none to a request that
    /// carried no credentials.
    pub fn error(&self) -> Option<&str> {
        self.param("error")
    }

    /// `error_description`: the same for a developer to read (RFC 6750, section 3).
    pub fn error_description(&self) -> Option<&str> {
        self.param("error_description")
    }

    /// `error_uri`: a page that explains it, as the server wrote it (RFC 6750, section 3).
    pub fn error_uri(&self) -> Option<&str> {
        self.param("error_uri")
    }

    /// `acr_values`: the authentication context classes that would do, the preferred one first (RFC 9470, section 3).
    pub fn acr_values(&self) -> impl Iterator<Item = &str> {
        self.words("acr_values")
    }

    /// `max_age`: how long ago the user may have signed in (RFC 9470, section 3). Sent in whole seconds; what is not digits alone, or
    /// more than a `u64` holds, is nothing.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tower_bearer::Challenge;
    ///
    /// let [challenge] = &Challenge::parse_line(b"Bearer error=insufficient_user_authentication, max_age=\"300\"")[..] else {
    ///     panic!("one challenge");
    /// };
    /// assert_eq!(challenge.max_age(), Some(Duration::from_secs(300)));
    /// ```
    pub fn max_age(&self) -> Option<Duration> {
        let seconds = self.param("max_age")?;
        // `parse` would take a plus sign.
        let is_number = seconds.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = seconds.parse().ok().filter(|_| is_number)?;
        Some(Duration::from_secs(seconds))
    }

    /// `resource_metadata`: where the metadata of the protected resource is (RFC 9728, section 5.1), of a `Bearer` or `DPoP` challenge.
    ///
    /// Nothing unless it is an `https` URL with a host, a port that is one if there is any, and no user-info. Its fragment is cut
    /// off. The server chose it: check that it is where you want to send a request, and that the `resource` in the answer is the
    /// one you asked for (section 3.3).
    ///
    /// ```
    /// use tower_bearer::Challenge;
    ///
    /// let line = b"Bearer resource_metadata=\"https://api.example/.well-known/oauth-protected-resource\"";
    /// let url = Challenge::parse_line(line)[0].resource_metadata();
    /// assert_eq!(url.as_ref().and_then(|url| url.host()), Some("api.example"));
    ///
    /// let line = b"Bearer resource_metadata=\"http://169.254.169.254/latest\"";
    /// assert_eq!(Challenge::parse_line(line)[0].resource_metadata(), None);
    /// ```
    pub fn resource_metadata(&self) -> Option<Uri> {
        if !self.is_scheme("Bearer") && !self.is_scheme("DPoP") {
            return None;
        }
        let url = self.param("resource_metadata").filter(|url| url.is_ascii())?;
        let url: Uri = url.parse().ok()?;
        let authority = url.authority()?;
        let host = authority.host();
        // With no user-info, what is more than the host is a port.
        let is_plain = !authority.as_str().contains('@')
            && !host.is_empty()
            && (authority.as_str() == host || authority.port_u16().is_some());
        (url.scheme() == Some(&Scheme::HTTPS) && is_plain).then_some(url)
    }

    /// Whether the server only wants a `DPoP-Nonce` in the next proof (RFC 9449, section 9): nothing is wrong with the token.
    pub fn is_dpop_nonce_demand(&self) -> bool {
        self.is_scheme("DPoP") && self.error() == Some("use_dpop_nonce")
    }

    fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        let words = self.param(name).unwrap_or_default().split(' ');
        words.filter(|word| !word.is_empty())
    }
}
