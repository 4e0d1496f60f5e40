//! Headers of an answer in which the server repeats the key.

use http::HeaderMap;

use super::{
    octets::{base64_decoded, latin1, percent_decoded},
    text::Cleaner,
};

/// Marks them as sensitive: their values stay, and `Debug` does not print them.
pub(super) fn hide(headers: &mut HeaderMap, cleaner: &Cleaner) {
    for (name, value) in headers.iter_mut() {
        let bytes = value.as_bytes();
        // gRPC writes text and binary values in ways of its own.
        let has_echo = cleaner.finds(&latin1(bytes))
            || bytes.contains(&b'%') && cleaner.finds(&percent_decoded(bytes))
            || name.as_str().ends_with("-bin") && cleaner.finds(&latin1(&base64_decoded(bytes)));
        if has_echo {
            value.set_sensitive(true);
        }
    }
}
