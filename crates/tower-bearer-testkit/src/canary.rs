mod spellings;

use std::{fmt, io};

use aho_corasick::AhoCorasick;
use tower_bearer::ApiKey;

/// A key of random characters, and the search for traces of it: for tests that a program's logs and errors show no key.
///
/// A trace is any piece of 8 characters of the key: as it is, in any case, and in the ways in which programs write bytes: base64 (both
/// alphabets, wherever the piece begins), hex (with `0x`, `\x` or blanks between, or without), percent-encoded, escaped as in JSON, and
/// as a list of numbers, which is how `Debug` writes a `Vec<u8>`. White space between the characters hides none.
///
/// It looks for nothing that was compressed or encrypted, such as the Huffman code of HTTP/2 (RFC 7541).
///
/// ```
/// use tower_bearer_testkit::Canary;
///
/// # fn main() -> std::io::Result<()> {
/// let canary = Canary::new()?;
/// let key = canary.key();
///
/// let logged = format!("sent with {key:?}");
/// assert_eq!(canary.trace_in(&logged), None);
///
/// let logged = format!("sent {:?}", canary.text().as_bytes());
/// assert!(canary.trace_in(&logged).is_some());
/// # Ok(())
/// # }
/// ```
pub struct Canary {
    text: String,
    pieces: AhoCorasick,
    /// Of each piece, in which spelling it is.
    spellings: Vec<&'static str>,
}

/// Where a piece of a [`Canary`] shows. It does not repeat it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    spelling: &'static str,
    at: usize,
}

/// As most API keys are long.
const LEN: usize = 40;

/// One of these stands at each eighth place, so that a piece has one, and the ways to escape it are searched for too. Both may be in
/// a token of OAuth 2 (RFC 6750, section 2.1).
const SIGNS: &[u8; 2] = b"/+";
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// ===== impl Canary =====

impl Canary {
    /// Another one each time.
    ///
    /// # Errors
    ///
    /// Where the system gives no random bytes.
    pub fn new() -> io::Result<Self> {
        let mut random = [0; LEN];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let characters = random.iter().enumerate().map(|(at, byte)| match at % 8 {
            7 => SIGNS[usize::from(*byte) % SIGNS.len()],
            _ => LETTERS[usize::from(*byte) % LETTERS.len()],
        });
        let text: String = characters.map(char::from).collect();
        let (pieces, spellings): (Vec<_>, _) = spellings::of(text.as_bytes()).into_iter().unzip();
        let pieces = AhoCorasick::builder().ascii_case_insensitive(true).build(pieces);
        Ok(Self {
            text,
            pieces: pieces.map_err(io::Error::other)?,
            spellings,
        })
    }

    /// The key.
    ///
    /// # Panics
    ///
    /// Never: its characters are those of keys.
    #[expect(clippy::expect_used, reason = "it is made of letters, digits, `/` and `+`")]
    pub fn key(&self) -> ApiKey {
        ApiKey::new(&*self.text).expect("letters, digits, `/` and `+` are a key")
    }

    /// The key's characters: 40 of the alphabet of tokens (RFC 6750, section 2.1).
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first trace of the key in what was printed.
    pub fn trace_in(&self, printed: impl AsRef<[u8]>) -> Option<Trace> {
        let printed: Vec<_> = printed
            .as_ref()
            .iter()
            .filter(|byte| !byte.is_ascii_whitespace())
            .copied()
            .collect();
        let found = self.pieces.find(&printed)?;
        Some(Trace {
            spelling: self.spellings.get(found.pattern().as_usize())?,
            at: found.start(),
        })
    }
}

impl fmt::Debug for Canary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canary")
            .field("key", &self.key())
            .finish_non_exhaustive()
    }
}

// ===== impl Trace =====

impl Trace {
    /// How it is written there: `plain`, `base64`, `hex`, …
    pub fn spelling(&self) -> &'static str {
        self.spelling
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { spelling, at } = self;
        write!(
            f,
            "8 characters of the key, {spelling}, {at} characters into what was printed, white space not counted"
        )
    }
}

impl fmt::Debug for Trace {
    /// With the sentence, for `assert_eq!`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trace({self})")
    }
}
