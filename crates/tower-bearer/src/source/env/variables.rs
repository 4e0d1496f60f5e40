//! Which variables are looked at, and what they said.

use std::{borrow::Cow, ffi::OsString};

use zeroize::Zeroizing;

use crate::{
    key::{ApiKey, KeyFormat},
    source::{SourceError, SourceErrorKind, text::Place},
};

const FILL: &str = "export it with the key that the API issued";

/// The names of variables, the most particular first.
#[derive(Clone)]
pub(in crate::source) struct Variables {
    pub(in crate::source) name: Cow<'static, str>,
    pub(in crate::source) environment: Option<String>,
}

/// Looks at variables, and remembers those that hold nothing.
#[derive(Default)]
pub(in crate::source) struct Lookup {
    empty_handed: Vec<String>,
}

/// The key that the variable `name` holds.
pub(in crate::source) fn key(name: &str, text: &[u8], format: KeyFormat) -> Result<ApiKey, SourceError> {
    Place { name, fill: FILL }.key(text, format)
}

// ===== impl Variables =====

impl Variables {
    pub(in crate::source) fn new(name: Cow<'static, str>) -> Self {
        Self {
            name,
            environment: None,
        }
    }

    pub(in crate::source) fn for_environment(self, environment: String) -> Self {
        Self {
            environment: Some(environment),
            ..self
        }
    }

    pub(in crate::source) fn names(&self) -> Result<Vec<Cow<'_, str>>, SourceError> {
        let name = Cow::Borrowed(&*self.name);
        match self.environment.as_deref().map(str::trim) {
            None => Ok(vec![name]),
            Some("") => Err(SourceError::said(
                SourceErrorKind::Terminal,
                format!("the environment to look for {name} in has no name: give one, such as `staging`"),
            )),
            Some(environment) => Ok(vec![Cow::Owned(format!("{name}_{}", suffix(environment))), name]),
        }
    }
}

fn suffix(environment: &str) -> String {
    environment
        .chars()
        .map(|character| match character {
            _ if character.is_ascii_alphanumeric() => character.to_ascii_uppercase(),
            _ => '_',
        })
        .collect()
}

// ===== impl Lookup =====

impl Lookup {
    /// What the variable holds, unless that is nothing.
    pub(in crate::source) fn text(&mut self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        let text = self.value(name)?;
        Some(Zeroizing::new(text.into_encoded_bytes()))
    }

    /// What the variable holds, unless that is nothing. Not for keys: it is not wiped.
    pub(in crate::source) fn value(&mut self, name: &str) -> Option<OsString> {
        let Some(value) = std::env::var_os(name) else {
            self.empty_handed.push(format!("{name} is not set"));
            return None;
        };
        if value.as_encoded_bytes().trim_ascii().is_empty() {
            self.empty_handed.push(format!("{name} is empty"));
            return None;
        }
        Some(value)
    }

    /// That none of them has a key.
    pub(in crate::source) fn nothing(self) -> SourceError {
        let what = match &*self.empty_handed {
            [_] => "it",
            _ => "one of them",
        };
        SourceError::nothing(format!(
            "{}: export {what} with the key that the API issued",
            self.empty_handed.join(", ")
        ))
    }
}
