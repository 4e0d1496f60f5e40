//! How much of an answer's head is read. A client takes some hundred KiB of one, and a map has room for 32,768 fields.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};

/// In bytes of names and values. Servers send no more than 16 KiB, as a rule, which is what many clients take.
const BYTES_MAX: usize = 64 * 1024;

/// As many fields as hyper takes with HTTP/1 are 100.
const FIELDS_MAX: usize = 256;

/// What may still be read.
pub(crate) struct Room {
    bytes: usize,
    fields: usize,
}

/// A head as far as it is read.
pub(crate) struct Head<'a> {
    /// All of it, or a copy of its first fields, each whole.
    pub(crate) headers: Cow<'a, HeaderMap>,
    pub(crate) is_cut: bool,
}

// ===== impl Head =====

impl<'a> Head<'a> {
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        let mut room = Room::default();
        let read = headers
            .iter()
            .take_while(|(name, value)| room.takes(name, value))
            .count();
        let is_cut = read < headers.len();
        let first = headers.iter().take(read);
        let headers = match is_cut {
            true => Cow::Owned(first.map(|(name, value)| (name.clone(), value.clone())).collect()),
            false => Cow::Borrowed(headers),
        };
        Self { headers, is_cut }
    }
}

// ===== impl Room =====

impl Room {
    /// Whether this field is read too; once one is not, none after it is.
    pub(crate) fn takes(&mut self, name: &HeaderName, value: &HeaderValue) -> bool {
        let bytes = self.bytes.checked_sub(name.as_str().len() + value.len());
        let fields = self.fields.checked_sub(1);
        let (Some(bytes), Some(fields)) = (bytes, fields) else {
            self.fields = 0;
            return false;
        };
        #[cfg(test)]
        super::steps::add(1);
        (self.bytes, self.fields) = (bytes, fields);
        true
    }
}

impl Default for Room {
    fn default() -> Self {
        Self {
            bytes: BYTES_MAX,
            fields: FIELDS_MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_up_to_the_field_that_is_too_much() {
        let of = |values: &[usize]| {
            let value = |len: &usize| HeaderValue::from_bytes(&b"v".repeat(*len)).unwrap();
            let fields = values.iter().map(|len| (HeaderName::from_static("a"), value(len)));
            fields.collect::<HeaderMap>()
        };
        for (values, read) in [
            (vec![BYTES_MAX - 1], 1),
            (vec![BYTES_MAX], 0),
            (vec![BYTES_MAX - 2, 0], 2),
            // Nothing after it, though it would fit.
            (vec![BYTES_MAX - 2, 1, 0], 1),
            (vec![1; FIELDS_MAX], FIELDS_MAX),
            (vec![1; FIELDS_MAX + 1], FIELDS_MAX),
        ] {
            let headers = of(&values);
            let head = Head::of(&headers);
            assert_eq!(head.headers.len(), read, "{} values", values.len());
            assert_eq!(head.is_cut, read < values.len());
        }
    }
}
