/// Which bodies can be sent again, and how they are copied.
///
/// The copy is made before the request is sent for the first time, and has to be the same bytes from their beginning.
///
/// ```
/// use tower_bearer::bearer_auth::Replay;
///
/// /// Small bodies alone.
/// #[derive(Clone)]
/// struct UpTo(usize);
///
/// impl Replay<String> for UpTo {
///     fn copy(&self, body: &String) -> Option<String> {
///         (body.len() <= self.0).then(|| body.clone())
///     }
/// }
/// ```
pub trait Replay<B> {
    /// A copy of `body`; `None` if it has none, and the request is then sent once.
    fn copy(&self, body: &B) -> Option<B>;

    /// Asked once the request was refused and its key rejected, before `copy` is sent: whether it can be. From here on nothing has to
    /// come of the body that was sent first. `true` unless the copy depends on how the first sending went.
    fn rewind(copy: &B) -> bool
    where
        Self: Sized,
    {
        let _ = copy;
        true
    }
}

/// Any body that is `Clone`, such as `Full<Bytes>`, `Empty` or `String`: its clone has to begin where the body began.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct CloneBody;

/// No body: the default.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct NoReplay;

// ===== impl Replay =====

impl<B: Clone> Replay<B> for CloneBody {
    fn copy(&self, body: &B) -> Option<B> {
        Some(body.clone())
    }
}

impl<B> Replay<B> for NoReplay {
    #[inline]
    fn copy(&self, _: &B) -> Option<B> {
        None
    }
}
