use std::time::{Duration, Instant};

use http::{HeaderValue, header::InvalidHeaderValue};

/// What a cache behind a lock holds, and how it gets another.
#[derive(Clone, Debug)]
pub struct Token {
    text: String,
    expires: Instant,
    load_takes: Duration,
}

/// How long before its expiry a token is loaded anew, as at Azure.
const MARGIN: Duration = Duration::from_secs(300);

// ===== impl Token =====

impl Token {
    /// `load_takes` is how long the source takes to answer when the token has to be loaded anew.
    pub fn new(text: &str, lifetime: Duration, load_takes: Duration) -> Self {
        Self {
            text: text.to_owned(),
            expires: Instant::now() + lifetime,
            load_takes,
        }
    }

    pub(super) fn is_due(&self) -> bool {
        self.expires <= Instant::now() + MARGIN
    }

    /// Answers after a while, with a token that is not due for long.
    pub(super) async fn load(&mut self) {
        tokio::time::sleep(self.load_takes).await;
        self.expires = Instant::now() + 100 * MARGIN;
    }

    /// Made anew for each request, as they do.
    pub(super) fn header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.text))?;
        value.set_sensitive(true);
        Ok(value)
    }
}
