use std::{fmt, hint::black_box};

use sha2::{Digest, Sha256};

/// A fingerprint of a key for logs: the first 8 hex digits of the SHA-256 of its bytes.
///
/// It is the same for the same key in every process, so two logs can be compared. It says which key was meant and gives the
/// key away to nobody. It is short, so two keys can share one: never decide anything by it.
///
/// ```
/// use tower_bearer::{ApiKey, KeyId};
///
/// let key = ApiKey::new("sk_live_51Hx")?;
/// assert_eq!(key.id(), KeyId::of("sk_live_51Hx"));
/// assert_eq!(key.id().to_string().len(), 8);
/// # Ok::<(), tower_bearer::ApiKeyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

// ===== impl KeyId =====

impl KeyId {
    /// The fingerprint of a key's bytes: without auth-scheme or prefix.
    pub fn of(key: impl AsRef<[u8]>) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(key.as_ref());
        let digest = hasher.finalize_reset();
        // The last block of the key is still in the hasher's buffer, and for most keys that is all of it.
        hasher.update([0; 63]);
        black_box(&hasher);
        Self([digest[0], digest[1], digest[2], digest[3]])
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_id_is_the_start_of_the_published_sha_256_test_vector() {
        // B59: FIPS 180-2, appendix B.1: SHA-256("abc") = ba7816bf 8f01cfea …
        assert_eq!(KeyId::of("abc").to_string(), "ba7816bf");
        assert_eq!(format!("{:?}", KeyId::of("abc")), "KeyId(ba7816bf)");
    }
}
