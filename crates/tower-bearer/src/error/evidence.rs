use std::{borrow::Cow, fmt};

/// Why a refusal was taken for what it is: which rule spoke, where it looked, and what it saw there.
///
/// The text comes from the server: it is capped, what is not to be seen in it is escaped, and the key that was sent is cut out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    rule: Rule,
    field: Cow<'static, str>,
    text: String,
    certainty: Certainty,
}

/// Which layer of the classification spoke. Layers are asked in this order, and the first answer wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A rule of the API's own profile.
    Profile,
    /// The error code of a challenge (RFC 6750, 9449, 9470).
    Challenge,
    /// A code in the body.
    BodyCode,
    /// A phrase in the body, or in a description that came with a challenge.
    Phrase,
    /// A header, such as `Retry-After`.
    Header,
    /// The status, together with whether a key was sent.
    Status,
}

/// How much the evidence carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Certainty {
    /// A guess from the status: the server said nothing else.
    Low,
    /// Said in words that were written for people.
    Medium,
    /// Said in a code that was made for programs.
    High,
}

// ===== impl Evidence =====

impl Evidence {
    /// What a rule saw: `field` says where, such as `WWW-Authenticate: error` or `/error/message`, and `text` what stood there.
    pub(crate) fn new(
        rule: Rule,
        certainty: Certainty,
        field: impl Into<Cow<'static, str>>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            field: field.into(),
            text: text.into(),
            certainty,
        }
    }

    /// Which layer of the classification spoke.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Where it looked: a header with its parameter, a JSON pointer (RFC 6901), `body`, or `status`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What it saw there.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How much it carries.
    pub fn certainty(&self) -> Certainty {
        self.certainty
    }

    pub(crate) fn map_text(self, clean: impl Fn(&str) -> String) -> Self {
        Self {
            text: clean(&self.text),
            field: clean(&map_pointer(&self.field, &clean)).into(),
            ..self
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is \"{}\"", self.field, self.text)
    }
}

/// Maps the names in a JSON pointer as they stood in the body: in the pointer, a `/` in one is written otherwise (RFC 6901,
/// section 3).
fn map_pointer(field: &str, map: impl Fn(&str) -> String) -> String {
    let Some(pointer) = field.strip_prefix('/') else {
        return field.to_owned();
    };
    let names = pointer
        .split('/')
        .map(|name| name.replace("~1", "/").replace("~0", "~"));
    names
        .map(|name| format!("/{}", map(&name).replace('~', "~0").replace('/', "~1")))
        .collect()
}
