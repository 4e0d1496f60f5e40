//! JSON with texts that are wiped, and with every member of an object kept, so that one given twice is noticed.

use std::fmt;

use serde_core::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use zeroize::Zeroizing;

pub(super) enum Json {
    Null,
    Text(Zeroizing<String>),
    Number(f64),
    Object(Object),
    /// Whatever no key is made of.
    Other,
}

pub(super) struct Object(Vec<(String, Json)>);

/// A member that is there more than once.
#[derive(Debug)]
pub(super) struct Twice;

// ===== impl Object =====

impl Object {
    /// The member of this name, unless it is `null`.
    pub(super) fn get(&self, name: &str) -> Result<Option<&Json>, Twice> {
        let mut members = self.0.iter().filter(|member| member.0 == name);
        match (members.next(), members.next()) {
            (None | Some((_, Json::Null)), None) => Ok(None),
            (Some((_, value)), None) => Ok(Some(value)),
            (_, Some(_)) => Err(Twice),
        }
    }
}

// ===== impl Json =====

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson)
    }
}

/// Takes everything, so that no error of type quotes a text.
struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(Zeroizing::new(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = entries.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(Object(members)))
    }
}
