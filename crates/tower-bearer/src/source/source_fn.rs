use std::{any::type_name, fmt};

use super::{Credential, KeySource, SourceError};

/// A source that is a closure: it is called at each load.
///
/// For keys from anywhere that no other source reads: a vault's client, a server of one's own. What comes back is an
/// [`ApiKey`](crate::ApiKey), or a [`Credential`] for a key that expires.
///
/// # Errors
///
/// What the closure says; see [`SourceError`] for the three kinds. A panic is contained by [`Keys`](crate::Keys).
///
/// # Cancel safety
///
/// The closure's future is dropped with the load, as when a time limit is over.
///
/// # Examples
///
/// ```
/// use tower_bearer::{ApiKey, Keys, source};
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// let keys = Keys::load(source::source_fn(|| async {
///     let text = String::from("sk_live_51Hx"); // from wherever keys are kept
///     ApiKey::new(text).map_err(source::SourceError::terminal)
/// }))
/// .await?;
/// # Ok::<(), source::SourceError>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn source_fn<F, Fut, C>(load: F) -> SourceFn<F>
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<C, SourceError>> + Send,
    C: Into<Credential>,
{
    SourceFn { load }
}

/// Calls a closure; see [`source_fn`].
#[derive(Clone, Copy)]
pub struct SourceFn<F> {
    load: F,
}

// ===== impl SourceFn =====

impl<F, Fut, C> KeySource for SourceFn<F>
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<C, SourceError>> + Send,
    C: Into<Credential>,
{
    async fn load(&self) -> Result<Credential, SourceError> {
        (self.load)().await.map(Into::into)
    }
}

impl<F> fmt::Debug for SourceFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourceFn")
            .field(&format_args!("{}", type_name::<F>()))
            .finish()
    }
}
