use super::{Credential, KeySource, SourceError, SourceErrorKind};

/// The key of `first`, or that of `second` where `first` has [nothing](SourceErrorKind::Nothing).
///
/// For programs that run in more than one place: a mounted file in production, a variable on a laptop. The sources are asked in
/// order at each load, so a key that turns up in an earlier one is taken at the next.
///
/// # Errors
///
/// Only *nothing here* leads on to the next source. Any other failure ends the load: a key that cannot be used is a mistake to be
/// mended, and not passed over with a key that somebody did not mean. Where none has a key, the error says what each of them said.
///
/// # Cancel safety
///
/// That of the source that is being asked.
///
/// # Examples
///
/// ```
/// use tower_bearer::{
///     ApiKey,
///     source::{self, KeySource, SourceError},
/// };
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let source = source::first_of(
///     source::env("EXAMPLE_KEY_THAT_IS_NOT_SET"),
///     source::env("EXAMPLE_KEY_THAT_IS_NOT_SET_EITHER"),
/// )
/// .or(source::source_fn(|| async {
///     ApiKey::new("sk_live_51Hx").map_err(SourceError::terminal)
/// }));
/// assert_eq!(source.load().await?.key().id(), ApiKey::new("sk_live_51Hx")?.id());
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn first_of<A, B>(first: A, second: B) -> FirstOf<A, B>
where
    A: KeySource,
    B: KeySource,
{
    FirstOf { first, second }
}

/// Asks one source after the other; see [`first_of`].
#[derive(Clone, Copy, Debug)]
pub struct FirstOf<A, B> {
    first: A,
    second: B,
}

// ===== impl FirstOf =====

impl<A, B> FirstOf<A, B>
where
    A: KeySource,
    B: KeySource,
{
    /// Then that of `next`, where none of those before has a key.
    pub fn or<C>(self, next: C) -> FirstOf<Self, C>
    where
        C: KeySource,
    {
        first_of(self, next)
    }
}

impl<A, B> KeySource for FirstOf<A, B>
where
    A: KeySource,
    B: KeySource,
{
    async fn load(&self) -> Result<Credential, SourceError> {
        let first = match self.first.load().await {
            Err(first) if first.kind() == SourceErrorKind::Nothing => first,
            loaded => return loaded,
        };
        match self.second.load().await {
            Err(second) if second.kind() == SourceErrorKind::Nothing => {
                Err(SourceError::nothing(format!("{first}; {second}")))
            }
            loaded => loaded,
        }
    }
}
