mod read;

use std::{
    borrow::Cow,
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

pub(super) use self::read::{Contents, off_the_runtime};
use super::{
    Credential, KeySource, SourceError, SourceErrorKind,
    text::{Place, without_line_end},
};
use crate::{
    event::Event,
    key::{ApiKey, KeyFormat},
};

/// The key in the file at `path`.
///
/// For keys that are mounted or written by something else: a Kubernetes secret, a Docker secret, a file that an agent renews. The
/// file is read again every 30 seconds, or as [`recheck_every`](FileSource::recheck_every) says, and once a server rejects the key.
/// Symbolic links are followed anew each time, so the swap of a Kubernetes secret is seen. While the file is away, or holds no key,
/// [`Keys`](crate::Keys) sends the last one on.
///
/// Whoever replaces the file should do so by renaming a finished one into its place: of a file that is written to, half a key may be
/// read.
///
/// # Errors
///
/// A file that is not there, or is empty, is [nothing here](SourceErrorKind::Nothing). What cannot be read, is no regular file, has
/// more than 64 KiB (65,536 bytes), or holds no usable key is [terminal](SourceErrorKind::Terminal); any other failure of the
/// system is [transient](SourceErrorKind::Transient). The error names the file, and [`source`](std::error::Error::source) has what
/// the system said.
///
/// # Cancel safety
///
/// A load may be dropped at any point. What was begun ends by itself on a thread for blocking work, and what it read is wiped.
///
/// # Runtime
///
/// A load needs a Tokio runtime, for its threads for blocking work.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
/// use tower_bearer::{Keys, source};
///
/// # async fn run() -> Result<(), source::SourceError> {
/// let keys = Keys::load(source::file("/run/secrets/trakkr").recheck_every(Duration::from_secs(10))).await?;
/// # Ok(()) }
/// ```
pub fn file(path: impl Into<PathBuf>) -> FileSource {
    FileSource::new(Location::Path(path.into()))
}

/// The key in the service's credential `name`: a file that systemd puts into `$CREDENTIALS_DIRECTORY`, as `LoadCredential=` and
/// `LoadCredentialEncrypted=` in the unit tell it to.
///
/// All else is as for [`file()`]. Outside of such a service the variable is not set, and there is
/// [nothing here](SourceErrorKind::Nothing). A name that is empty or leads out of the directory is
/// [terminal](SourceErrorKind::Terminal).
///
/// # Examples
///
/// ```no_run
/// use tower_bearer::{Keys, source};
///
/// # async fn run() -> Result<(), source::SourceError> {
/// // [Service]
/// // LoadCredential=trakkr:/etc/trakkr.key
/// let keys = Keys::load(source::systemd_credential("trakkr")).await?;
/// # Ok(()) }
/// ```
pub fn systemd_credential(name: impl Into<Cow<'static, str>>) -> FileSource {
    FileSource::new(Location::Credential(name.into()))
}

/// Reads a file; see [`file()`] and [`systemd_credential`].
///
/// # Clone
///
/// Clones share what was found out about [who can read the file](Self::is_readable_by_others).
#[derive(Clone)]
pub struct FileSource {
    location: Location,
    format: KeyFormat,
    recheck: Duration,
    readers: Readers,
}

/// Who can read a file, as far as it was last seen.
#[derive(Clone, Default)]
pub(super) struct Readers(Arc<AtomicBool>);

#[derive(Clone, Debug)]
enum Location {
    Path(PathBuf),
    Credential(Cow<'static, str>),
}

/// How often a file is looked at, unless set. Kubernetes takes about a minute to bring a new secret into a mount; this adds half
/// of that.
pub(super) const RECHECK: Duration = Duration::from_secs(30);

const FILL: &str = "write the key that the API issued into it";

// ===== impl FileSource =====

impl FileSource {
    fn new(location: Location) -> Self {
        Self {
            location,
            format: KeyFormat::ANY,
            recheck: RECHECK,
            readers: Readers::default(),
        }
    }

    /// How long after a load began the file is read again, on demand or by [`spawn_refresh`](crate::Keys::spawn_refresh): 30 seconds
    /// unless set, and not less than one.
    #[must_use]
    pub fn recheck_every(self, interval: Duration) -> Self {
        Self {
            recheck: interval,
            ..self
        }
    }

    /// Also checks that the key looks like one of this API.
    #[must_use]
    pub fn with_format(self, format: KeyFormat) -> Self {
        Self { format, ..self }
    }

    /// Whether others than the file's owner could read or change it when it was last read, by its mode (any of `0o077`). Such a key
    /// is loaded all the same, since mounted secrets often are so; the [event](crate::event) of it is told once.
    /// Always `false` where files have no mode.
    pub fn is_readable_by_others(&self) -> bool {
        self.readers.0.load(Ordering::Acquire)
    }
}

// ===== impl Readers =====

impl Readers {
    /// Says once that others can read the file; again if that was mended and came back.
    pub(super) fn note(&self, path: &Path, is_readable: bool) {
        let was_readable = self.0.swap(is_readable, Ordering::AcqRel);
        if is_readable && !was_readable {
            Event::FileReadableByOthers { path: path.into() }.emit();
        }
    }
}

impl KeySource for FileSource {
    async fn load(&self) -> Result<Credential, SourceError> {
        let path = self.location.path()?;
        let (read, format) = (path.clone(), self.format);
        let (key, is_readable) = off_the_runtime(move || read_key(&read, format)).await?;
        self.readers.note(&path, is_readable);
        Ok(Credential::new(key).recheck_after(self.recheck))
    }
}

impl fmt::Debug for FileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSource")
            .field("location", &self.location)
            .field("recheck", &self.recheck)
            .field("is_readable_by_others", &self.is_readable_by_others())
            .finish_non_exhaustive()
    }
}

/// The key in a file, and whether others can read it too.
pub(super) fn read_key(path: &Path, format: KeyFormat) -> Result<(ApiKey, bool), SourceError> {
    let contents = Contents::of(path)?;
    Ok((key(path, &contents, format)?, contents.is_readable_by_others()))
}

/// The key that a file holds.
fn key(path: &Path, contents: &Contents, format: KeyFormat) -> Result<ApiKey, SourceError> {
    let place = Place {
        name: &path.display().to_string(),
        fill: FILL,
    };
    place.key(without_line_end(contents), format)
}

// ===== impl Location =====

impl Location {
    fn path(&self) -> Result<PathBuf, SourceError> {
        match self {
            Self::Path(path) => Ok(path.clone()),
            Self::Credential(name) if !is_file_name(name) => Err(SourceError::said(
                SourceErrorKind::Terminal,
                format!("{name:?} is no name of a credential: give the name in the unit, without a directory"),
            )),
            Self::Credential(name) => match std::env::var_os("CREDENTIALS_DIRECTORY") {
                Some(directory) if !directory.is_empty() => Ok(Path::new(&directory).join(&**name)),
                _ => Err(SourceError::nothing(format!(
                    "CREDENTIALS_DIRECTORY is not set, where the credential {name} would be: name it in the unit's LoadCredential="
                ))),
            },
        }
    }
}

/// Whether it stays in the directory that it is looked for in.
fn is_file_name(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|file_name| file_name == name)
}
