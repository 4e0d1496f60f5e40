//! What a thing to be tried is made of.

/// What is listed, and the URLs that are tried with it.
pub(super) struct Listing {
    pub(super) listed: &'static str,
    /// Where a redirect comes from: covered by what is listed.
    pub(super) start: &'static str,
    pub(super) rows: &'static [Row],
}

/// A URL. In it `PATH` is the path, which goes behind it where it is not there; `HOME`, `HOME6` and `OTHER` are ports.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) what: &'static str,
    pub(super) url: &'static str,
    /// Asked by the caller; not tried where this is none.
    pub(super) asked: Option<Wanted>,
    /// Named by a redirect; not tried where this is none.
    pub(super) redirected: Option<Wanted>,
    /// Why there are clients that send nothing.
    pub(super) unsent: Option<Unsent>,
}

/// Why a client sends nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unsent {
    /// For the page: the end of a sentence that begins with "because".
    pub(super) reason: &'static str,
    /// What its error says, one of these.
    pub(super) errors: &'static [&'static str],
}

/// What has to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The server of the listed origin receives the key.
    Key,
    /// Nobody receives it.
    Bare,
    /// Nobody but the server of the listed origin may receive it: a client decides what the URL means.
    HomeAlone,
    /// At each hop there the server of the listed origin receives it, and nobody else does, as far as the client follows. Where redirects
    /// are followed inside of our layers, it may have gone missing.
    EachHop,
}

/// Redirects, one after the other.
pub(super) struct Chain {
    pub(super) what: &'static str,
    /// The first one is listed, and asked by the caller.
    pub(super) urls: &'static [&'static str],
}

pub(super) const fn key(what: &'static str, url: &'static str) -> Row {
    Row::new(what, url, Wanted::Key)
}

pub(super) const fn none(what: &'static str, url: &'static str) -> Row {
    Row::new(what, url, Wanted::Bare)
}

/// By redirect it is the listed origin, as browsers read it.
pub(super) const fn read(what: &'static str, url: &'static str) -> Row {
    Row::new(what, url, Wanted::HomeAlone).redirected(Wanted::Key)
}

// ===== impl Row =====

impl Row {
    const fn new(what: &'static str, url: &'static str, wanted: Wanted) -> Self {
        Self {
            what,
            url,
            asked: Some(wanted),
            redirected: Some(wanted),
            unsent: None,
        }
    }

    pub(super) const fn by_redirect(self) -> Self {
        Self { asked: None, ..self }
    }

    pub(super) const fn redirected(self, wanted: Wanted) -> Self {
        Self {
            redirected: Some(wanted),
            ..self
        }
    }

    pub(super) const fn unsent(self, unsent: Unsent) -> Self {
        Self {
            unsent: Some(unsent),
            ..self
        }
    }
}
