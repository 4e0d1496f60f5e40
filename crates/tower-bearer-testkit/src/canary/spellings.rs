//! The ways in which programs write bytes.

use base64::{Engine, prelude::*};

/// In characters of the key.
const PIECE: usize = 8;

/// So many characters of base64 are the same wherever a piece of the key begins: the bits of the first and the last one are shared
/// with what stands beside it.
const BASE64_PIECE: usize = 9;

/// Each piece of the key in each spelling, without white space. Case is of no account.
pub(super) fn of(key: &[u8]) -> Vec<(String, &'static str)> {
    let mut spelt = Vec::new();
    for piece in key.windows(PIECE) {
        let plain = || piece.iter().copied().map(char::from);
        let joined = |each: &dyn Fn(u8) -> String, between: &str| {
            piece.iter().map(|byte| each(*byte)).collect::<Vec<_>>().join(between)
        };
        spelt.extend([
            (plain().collect(), "plain"),
            (joined(&|byte| format!("{byte:02x}"), ""), "hex"),
            (joined(&|byte| format!("0x{byte:02x}"), ","), "hex"),
            (joined(&|byte| format!("\\x{byte:02x}"), ""), "hex"),
            (joined(&|byte| format!("{byte:02x}"), ":"), "hex"),
            (joined(&|byte| byte.to_string(), ","), "numbers"),
            (joined(&|byte| format!("%{byte:02x}"), ""), "percent-encoded"),
            (joined(&reserved, ""), "percent-encoded"),
            (joined(&|byte| format!("\\u{byte:04x}"), ""), "escaped"),
            (
                plain()
                    .map(|one| if one == '/' { "\\/".to_owned() } else { one.to_string() })
                    .collect(),
                "escaped",
            ),
        ]);
    }
    // It is spelt in three ways, by how many bytes stand before it, with which it shares characters.
    for before in 0..3 {
        let bytes = [&[0; 3][..before], key].concat();
        let whole = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
        for engine in [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD] {
            let text = &engine.encode(&bytes)[whole.clone()];
            let pieces = text.as_bytes().windows(BASE64_PIECE);
            spelt.extend(pieces.map(|piece| (piece.iter().copied().map(char::from).collect(), "base64")));
        }
    }
    spelt
}

/// As in a URL: letters and digits as they are.
fn reserved(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02x}")
    }
}
