//! JSON with texts that are wiped, and with every member of an object kept, so that one given twice is noticed.
//!
//! A value is kept as it stands, and read when it is asked for: `serde_json` would copy a text with escapes in it into a buffer of
//! its own, which is not wiped.

mod text;

use std::fmt;

use serde_core::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

pub(super) enum Json<'a> {
    Text(Zeroizing<String>),
    Number(f64),
    Object(Object<'a>),
    /// Whatever no key is made of.
    Other,
}

/// The members, with their values as they stand.
pub(super) struct Object<'a>(Vec<(String, &'a RawValue)>);

/// A member that is there more than once.
#[derive(Debug)]
pub(super) struct Twice;

// ===== impl Object =====

impl<'a> Object<'a> {
    /// The member of this name, unless it is `null`.
    pub(super) fn get(&self, name: &str) -> Result<Option<Json<'a>>, Twice> {
        let mut members = self.0.iter().filter(|member| member.0 == name);
        match (members.next(), members.next()) {
            (None, None) => Ok(None),
            (Some((_, value)), None) if value.get() == "null" => Ok(None),
            (Some((_, value)), None) => Ok(Some(Json::of(value.get()))),
            (_, Some(_)) => Err(Twice),
        }
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Object<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = entries.next_entry()? {
            members.push(member);
        }
        Ok(Object(members))
    }
}

// ===== impl Json =====

impl<'a> Json<'a> {
    /// `value` is JSON, without blanks around it.
    fn of(value: &'a str) -> Self {
        match value.as_bytes() {
            [b'"', ..] => text::unescaped(value).map(Self::Text),
            [b'{', ..] => serde_json::from_str(value).ok().map(Self::Object),
            [b'-' | b'0'..=b'9', ..] => value.parse().ok().map(Self::Number),
            _ => None,
        }
        .unwrap_or(Self::Other)
    }
}
