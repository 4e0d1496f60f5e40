//! The octets of header values as text.

use zeroize::Zeroizing;

/// Each octet a character: none is lost (RFC 9110, section 5.5).
pub(crate) fn latin1(bytes: &[u8]) -> String {
    // At once, so that none is left behind of what is to be wiped.
    let wide = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let mut text = String::with_capacity(bytes.len() + wide);
    text.extend(bytes.iter().copied().map(char::from));
    text
}

/// How gRPC encodes its message: every byte that is not printable ASCII as `%XX`.
pub(crate) fn percent_decoded(bytes: &[u8]) -> String {
    let mut plain = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let decoded = hex
            .filter(|_| byte == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(decoded.unwrap_or(byte));
        rest = match decoded {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// How gRPC encodes values of headers whose names end in `-bin` (RFC 4648, section 4); what is no such character is passed over.
pub(crate) fn base64_decoded(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            plain.push((bits >> count) as u8);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_that_begins_no_byte_stays() {
        assert_eq!(percent_decoded(b"caf%C3%A9 100% %zz%2"), "café 100% %zz%2");
    }

    #[test]
    fn base64_is_read_with_padding_and_without() {
        for (encoded, plain) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zg", "f"),
            ("Zm8=", "fo"),
            ("Zm9vYmFy", "foobar"),
            ("fn9+", "~\u{7f}~"),
        ] {
            assert_eq!(base64_decoded(encoded.as_bytes()), plain.as_bytes(), "{encoded}");
        }
    }
}
