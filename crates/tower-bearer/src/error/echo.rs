//! Headers of an answer in which the server repeats the key.

use http::HeaderMap;
use zeroize::Zeroizing;

use crate::text::{Cleaner, Room, base64_decoded, latin1, percent_decoded};

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
        // gRPC writes text and binary values in ways of its own.
        let has_echo = finds(cleaner, latin1(bytes))
            || bytes.contains(&b'%') && finds(cleaner, percent_decoded(bytes))
            || name.as_str().ends_with("-bin") && finds(cleaner, latin1(&Zeroizing::new(base64_decoded(bytes))));
        if has_echo {
            value.set_sensitive(true);
        }
    }
}

/// The text is wiped: the key may be in it.
fn finds(cleaner: &Cleaner, text: String) -> bool {
    cleaner.finds(&Zeroizing::new(text))
}
