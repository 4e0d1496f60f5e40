//! From what a program printed to a credential.

use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use super::json::{Json, Object, Twice};
use crate::{
    key::{ApiKey, KeyFormat},
    source::{
        Credential, SourceError, SourceErrorKind,
        text::{Place, without_line_end},
    },
};

/// Reads output. Errors say what was expected, and never what was there.
pub(super) struct Reader<'a> {
    program: &'a str,
    format: KeyFormat,
    now: SystemTime,
}

const FILL: &str = "have it print the key";

const EXPECTED_KEY: &str = "exactly one of `key`, `token` and `access_token`, as a text";
const EXPECTED_EXPIRY: &str =
    "at most one of `expires_in`, in seconds, and `expires_at`, as a date by RFC 3339 or in seconds since 1970";
const EXPECTED_EXEC: &str = "an ExecCredential with a `status.token` as a text, and at most a `status.expirationTimestamp` by RFC 3339 beside it";

/// What was expected and was not there.
struct Expected(&'static str);

impl From<Twice> for Expected {
    fn from(Twice: Twice) -> Self {
        Self("each member only once")
    }
}

/// What an object says: the key's member and text, and what it says of the end.
struct Said {
    member: &'static str,
    text: Zeroizing<String>,
    lifetime: Option<Duration>,
}

// ===== impl Reader =====

impl<'a> Reader<'a> {
    pub(super) fn new(program: &'a str, format: KeyFormat, now: SystemTime) -> Self {
        Self { program, format, now }
    }

    pub(super) fn credential(&self, output: &[u8]) -> Result<Credential, SourceError> {
        if output.trim_ascii_start().starts_with(b"{") {
            return self.json(output);
        }
        let name = format!("the output of `{}`", self.program);
        let place = Place {
            name: &name,
            fill: FILL,
        };
        place.key(without_line_end(output), self.format).map(Credential::new)
    }

    fn json(&self, output: &[u8]) -> Result<Credential, SourceError> {
        let object: Object<'_> = match serde_json::from_slice(output) {
            Ok(object) => object,
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                return Err(self.refuse(&format!(
                    "a key or one JSON object, and it is no JSON at line {line}, column {column}"
                )));
            }
        };
        let said = self.said(&object).map_err(|Expected(what)| self.refuse(what))?;
        let name = format!("`{}` in the output of `{}`", said.member, self.program);
        let place = Place {
            name: &name,
            fill: FILL,
        };
        let key = place.checked(said.text.as_bytes(), self.format, |text| match said.member {
            "key" => ApiKey::new(text),
            _ => ApiKey::oauth2(text),
        })?;
        let credential = Credential::new(key);
        match said.lifetime {
            None => Ok(credential),
            // A failure, so that a program which keeps an old key is asked again less and less often.
            Some(Duration::ZERO) => Err(SourceError::said(
                SourceErrorKind::Transient,
                format!("`{}` printed a key that has already expired", self.program),
            )),
            Some(lifetime) => Ok(credential.expires_in(lifetime)),
        }
    }

    fn said(&self, object: &Object<'_>) -> Result<Said, Expected> {
        match object.get("kind")? {
            Some(Json::Text(kind)) if *kind == "ExecCredential" => self.exec_credential(object),
            _ => {
                let (member, text) = only_key(object)?.ok_or(Expected(EXPECTED_KEY))?;
                let lifetime = self.lifetime(object)?;
                Ok(Said { member, text, lifetime })
            }
        }
    }

    fn exec_credential(&self, object: &Object<'_>) -> Result<Said, Expected> {
        let Some(Json::Object(status)) = object.get("status")? else {
            return Err(Expected(EXPECTED_EXEC));
        };
        match (status.get("token")?, only_key(object)?) {
            (Some(Json::Text(text)), None) => Ok(Said {
                member: "status.token",
                text,
                lifetime: match status.get("expirationTimestamp")? {
                    None => None,
                    Some(Json::Text(date)) => Some(self.until_date(&date).ok_or(Expected(EXPECTED_EXEC))?),
                    Some(_) => return Err(Expected(EXPECTED_EXEC)),
                },
            }),
            _ => Err(Expected(EXPECTED_EXEC)),
        }
    }

    fn lifetime(&self, object: &Object<'_>) -> Result<Option<Duration>, Expected> {
        let lifetime = match (object.get("expires_in")?, object.get("expires_at")?) {
            (None, None) => return Ok(None),
            (Some(Json::Number(seconds)), None) => Duration::try_from_secs_f64(seconds).ok(),
            (None, Some(Json::Number(seconds))) => Duration::try_from_secs_f64(seconds)
                .ok()
                .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since))
                .map(|end| self.until(end)),
            (None, Some(Json::Text(date))) => self.until_date(&date),
            _ => None,
        };
        lifetime.map(Some).ok_or(Expected(EXPECTED_EXPIRY))
    }

    fn until_date(&self, date: &str) -> Option<Duration> {
        let end: jiff::Timestamp = date.parse().ok()?;
        Some(self.until(end.try_into().ok()?))
    }

    /// None is left of a key that has expired.
    fn until(&self, end: SystemTime) -> Duration {
        end.duration_since(self.now).unwrap_or_default()
    }

    fn refuse(&self, expected: &str) -> SourceError {
        SourceError::said(
            SourceErrorKind::Terminal,
            format!("the output of `{}` is not what was expected: {expected}", self.program),
        )
    }
}

/// The one member that is a key, if there is one.
fn only_key(object: &Object<'_>) -> Result<Option<(&'static str, Zeroizing<String>)>, Expected> {
    let mut found = None;
    for member in ["key", "token", "access_token"] {
        match (object.get(member)?, &found) {
            (None, _) => {}
            (Some(Json::Text(text)), None) => found = Some((member, text)),
            (Some(_), _) => return Err(Expected(EXPECTED_KEY)),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
