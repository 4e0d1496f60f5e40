//! Headers of an answer in which the server repeats the key.

use http::HeaderMap;
use zeroize::Zeroizing;

use crate::text::{Cleaner, Room, base64_decoded};

/// Marks them as sensitive: their values stay, and `Debug` does not print them. Nor does it print what is not looked at, where there is
/// more than is read of a head.
pub(super) fn hide(headers: &mut HeaderMap, cleaner: &Cleaner) {
    let mut room = Room::default();
    for (name, value) in headers.iter_mut() {
        if !room.takes(name, value) {
            value.set_sensitive(true);
            continue;
        }
        let bytes = value.as_bytes();
        // gRPC writes binary values in a way of its own.
        let is_binary = name.as_str().ends_with("-bin");
        if cleaner.finds(bytes) || is_binary && cleaner.finds(&Zeroizing::new(base64_decoded(bytes))) {
            value.set_sensitive(true);
        }
    }
}
