use super::{Credential, SourceError};

/// Loads a key: from a variable, a file, a command, a server of one's own.
///
/// [`Keys`](crate::Keys) asks it once at a time, whoever wants a key.
///
/// ```
/// use std::time::Duration;
/// use tower_bearer::{
///     ApiKey,
///     source::{Credential, KeySource, SourceError},
/// };
///
/// struct Vault;
///
/// impl KeySource for Vault {
///     async fn load(&self) -> Result<Credential, SourceError> {
///         let text = String::from("sk_live_51Hx"); // from wherever keys are kept
///         let key = ApiKey::new(text).map_err(SourceError::terminal)?;
///         Ok(Credential::new(key).expires_in(Duration::from_secs(3600)))
///     }
/// }
/// ```
pub trait KeySource: Send + Sync + 'static {
    /// Loads the key that is current now.
    ///
    /// # Errors
    ///
    /// [Terminal](SourceError::terminal) where another try cannot help, [transient](SourceError::transient) where it may,
    /// [nothing](SourceError::nothing) where this source has no key at all.
    ///
    /// # Cancel safety
    ///
    /// The future may be dropped at any point, as when a time limit is over. What must not be lost by that, such as a refresh
    /// token that the server has already replaced, the source has to keep on its own side.
    fn load(&self) -> impl Future<Output = Result<Credential, SourceError>> + Send;
}

/// A source that may not be there: without one there is [nothing](SourceError::nothing) to load.
impl<S: KeySource> KeySource for Option<S> {
    async fn load(&self) -> Result<Credential, SourceError> {
        match self {
            Some(source) => source.load().await,
            None => Err(SourceError::nothing(
                "no source of keys is known here: name one, such as `source::env`",
            )),
        }
    }
}
