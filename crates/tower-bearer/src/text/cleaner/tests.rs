use proptest::prelude::*;

use super::{super::steps, *};

const KEY: &str = "sk_live_9Fq2Xv7LpR4tZw8mKd3H";

fn cleaned(text: &str) -> String {
    Cleaner::new([KEY.as_bytes()]).clean(text)
}

#[test]
fn an_echoed_key_is_cut_out_wherever_it_stands() {
    // B57
    let cleaner = Cleaner::new([&b"sk_live_51HxQ"[..]]);
    assert_eq!(
        cleaner.clean("bad key sk_live_51HxQ, sk_live_51HxQ!"),
        "bad key [API key], [API key]!"
    );
    assert_eq!(cleaner.clean("SK_LIVE_51HXQ, sk_live_51hxq"), "[API key], [API key]");
    assert_eq!(cleaner.clean("cut off in sk_live_51H"), "cut off in [API key]");
    assert_eq!(cleaner.clean("a prefix sk_live_ is none"), "a prefix sk_live_ is none");
}

#[test]
fn eight_characters_of_a_key_are_cut_out_and_less_is_left() {
    // B56, B57
    for (text, clean) in [
        // The last ones, as they are shown to tell a key by, and the first ones.
        ("unknown key sk_live_…Kd3H", "unknown key sk_live_…Kd3H"),
        ("unknown key ***8mKd3H", "unknown key ***8mKd3H"),
        ("unknown key …w8mKd3H", "unknown key …w8mKd3H"),
        ("unknown key …Zw8mKd3H", "unknown key …[API key]"),
        ("unknown key sk_live_9Fq2…", "unknown key [API key]…"),
        ("unknown key sk_live_9Fq2Xv…Zw8mKd3H", "unknown key [API key]…[API key]"),
        ("unknown key live_9Fq", "unknown key [API key]"),
        ("key=Xv7LpR4tZ&n=1", "key=[API key]&n=1"),
        ("XV7LPR4T, xv7lpr4t", "[API key], [API key]"),
        ("keys begin with sk_live_", "keys begin with sk_live_"),
        ("'sk_live_' and 'SK_LIVE_'", "'sk_live_' and 'SK_LIVE_'"),
    ] {
        assert_eq!(cleaned(text), clean, "{text}");
    }
}

#[test]
fn a_key_that_is_written_otherwise_is_cut_out() {
    // B57
    for (text, clean) in [
        ("/v1?key=sk%5Flive%5f9Fq2Xv7LpR4tZw8mKd3H", "/v1?key=[API key]"),
        ("%73%6B_live_9Fq2", "[API key]"),
        ("<p>key sk_live_<b>9Fq2</b>Xv7LpR4tZw8mKd3H", "<p>key [API key]"),
        ("sk&#95;live&#x5F;9Fq2Xv7L", "[API key]"),
        (
            r"sk\u005flive\x5f9Fq2Xv7L and sk\_live\_9Fq2",
            "[API key] and [API key]",
        ),
        ("key sk_live_9F\n  q2Xv7LpR4tZw8m\n  Kd3H.", "key [API key]."),
        ("s k _ l i v e _ 9 F q 2", "[API key]"),
        ("sk_live_9F\u{ad}q2\u{200b}Xv7L", "[API key]"),
        ("<sk%5Flive%5F9Fq2> > 1", "<[API key]> > 1"),
        ("bad <key 9F q2 Xv 7L pR 4t> here", "bad <key [API key]> here"),
        ("bad <k 9Fq2Xv7\nLpR4tZw8\nmKd3H>", "bad <k [API key]>"),
    ] {
        assert_eq!(cleaned(text), clean, "{text}");
    }
}

#[test]
fn what_many_keys_begin_with_is_left() {
    for (key, begin) in [
        (KEY, "sk_live_"),
        ("github_pat_11AbCdEfGhIjKl", "github_pat_"),
        ("sk-ant-api03-AbCdEfGh_IjK-lm", "sk-ant-api03-"),
        ("TRAKKR-LIVE-9f8e7d6c5b", "TRAKKR-LIVE-"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", "eyJhbGciOiJSUzI1NiJ9."),
        // Words in mixed case, of many digits, and what is too long are a part of the secret.
        ("AbCdEfGh-IjKlMn", ""),
        ("a1b2c3d4-e5f6-7890", ""),
        ("abc123456-78901234", ""),
        ("correct-horse-battery-staple", "correct-horse-"),
        ("ABCD-EFGH-IJKL-MNOP", ""),
        ("AB12-CD34-EF56-GH78", ""),
        ("abcdefg-hijklmn-opqrstu", ""),
        // All of a key is a secret, whatever it is made of.
        ("acme-test-one-", "acme-test-one"),
    ] {
        let cleaner = Cleaner::new([key.as_bytes()]);
        for end in PIECE..=key.len() {
            let (text, left) = (&key[..end], end <= begin.len());
            let shown = if left { text } else { CUT };
            assert_eq!(cleaner.clean(text), shown, "{key}");
        }
    }
}

#[test]
fn what_a_key_begins_with_goes_with_what_stands_beside_it() {
    let cleaner = Cleaner::new([&b"acme_live_9Fq2acme_li"[..]]);
    assert_eq!(
        cleaner.clean("acme_live_, acme_live_9 9Fq2acme_live_"),
        "acme_live_, [API key] [API key]"
    );
}

#[test]
fn all_credentials_that_a_caller_wrote_are_cut_out() {
    let cleaner = Cleaner::new([&b"first-9Fq2Xv7L"[..], b"second-pR4tZw8m", b"caf\xe9-Kd3H9Fq2", b"tiny"]);
    let text = "FIRST-9fq2xv7l, second-pR4tZw8m, x9Fq2Xv7Lx, tiny, caf\u{e9}-Kd3H and \u{e9}-Kd3H9F";
    let clean = "[API key], [API key], x[API key]x, [API key], [API key] and [API key]";
    assert_eq!(cleaner.clean(text), clean);
    let hidden = cleaner.hide(b"first-9Fq2Xv7L second-pR4tZw8m tiny caf\xe9-Kd3H9Fq2 \xff");
    assert_eq!(&*hidden, b"qxzvqxzv qxzvqxzv tiny caf\xe9-Kd3H9Fq2 \xff");
    assert!(cleaner.finds(b"caf\xe9-Kd3H9") && !cleaner.finds(b"tiny"));
}

#[test]
fn a_long_text_is_capped_after_the_key_was_cut_out() {
    let secret = "k".repeat(40);
    let text = format!("{}{secret}", "a".repeat(SHOWN_MAX - 4));
    let clean = Cleaner::new([secret.as_bytes()]).clean(&text);
    assert!(!clean.contains('k'), "{clean}");
    assert_eq!(clean.chars().count(), SHOWN_MAX + 1);
}

#[test]
fn of_a_long_text_no_more_is_looked_at_than_is_shown() {
    // B49
    for text in [KEY.repeat(3000), "é".repeat(40_000), " <a%5".repeat(20_000)] {
        steps::take();
        let clean = cleaned(&text);
        assert!(steps::take() <= 5 * LOOKED_AT, "{clean}");
        assert!(clean.ends_with('…'), "{clean}");
        assert!(clean.chars().count() <= 10 * SHOWN_MAX + 1);
    }
}

proptest! {
    /// B57
    #[test]
    fn no_eight_characters_of_a_key_come_through(
        key in "[!-~]{16,60}",
        from in 0_usize..60,
        len in 8_usize..60,
        spelling in 0_usize..7,
        (before, after) in ("\\PC{0,30}", "\\PC{0,30}"),
    ) {
        let from = from.min(key.len() - 8);
        let piece = &key[from..key.len().min(from + len)];
        let text = format!("{before}{}{after}", spelt(piece, spelling));
        let cleaner = Cleaner::new([key.as_bytes()]);
        let clean = cleaner.clean(&text);
        prop_assert!(!cleaner.finds(clean.as_bytes()), "{piece} in {text:?}: {clean:?}");
        if spelling < 2 {
            let (seen, key) = (seen(&clean), key.to_ascii_lowercase());
            let secret = &key[public_len(&key)..];
            prop_assert!(!pieces(secret).any(|piece| seen.contains(piece)), "{secret} in {clean:?}");
        }
    }

    #[test]
    fn a_text_without_eight_characters_of_a_key_is_left_alone(key in "[!-~]{8,60}", text in "\\PC{0,80}") {
        let written = text.to_ascii_lowercase();
        let cleaner = Cleaner::new([key.as_bytes()]);
        if !cleaner.finds(text.as_bytes()) {
            prop_assert!(!pieces(&key.to_ascii_lowercase()[public_len(&key)..]).any(|piece| written.contains(piece)));
            prop_assert_eq!(cleaner.clean(&text), escaped(&text));
        }
    }

    #[test]
    fn less_than_eight_characters_are_left(key in "[a-z0-9]{20}", from in 0_usize..13, sign in "[ :…\"]") {
        let text = format!("{sign}{}{sign}", &key[from..from + 7]);
        prop_assert_eq!(Cleaner::new([key.as_bytes()]).clean(&text), text.trim());
    }
}

fn public_len(key: &str) -> usize {
    super::super::secrets::public_len(key.as_bytes())
}

fn pieces(secret: &str) -> impl Iterator<Item = &str> {
    (PIECE..=secret.len()).map(|end| &secret[end - PIECE..end])
}

/// In lower case and without blanks.
fn seen(text: &str) -> String {
    text.to_ascii_lowercase().split_whitespace().collect()
}

fn spelt(piece: &str, spelling: usize) -> String {
    let bytes = piece.bytes();
    let each = |write: fn(u8) -> String| bytes.map(write).collect();
    match spelling {
        0 => piece.to_owned(),
        1 => piece.to_ascii_uppercase(),
        2 => each(|byte| format!("%{byte:02X}")),
        3 => each(|byte| format!("\\u{byte:04x}")),
        4 => each(|byte| format!("&#{byte};")),
        5 => each(|byte| format!("{}{}", char::from(byte), if byte % 3 == 0 { "\n " } else { "" })),
        _ => {
            let (first, last) = piece.split_at(piece.len() / 2);
            format!("{first}<b class=\"key\">{last}</b>")
        }
    }
}
