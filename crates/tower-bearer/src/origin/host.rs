use std::net::{Ipv4Addr, Ipv6Addr};

/// A host as origins are compared by (RFC 6454, section 4): names without regard to case, addresses by value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Host {
    /// In lower case, as written otherwise: a trailing dot makes another name.
    Name(Box<str>),
    Address4(Ipv4Addr),
    Address6(Ipv6Addr),
}

// ===== impl Host =====

impl Host {
    /// `text` as in a URI: IPv6 in brackets.
    pub(super) fn parse(text: &str) -> Self {
        let address6 = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        if let Some(address) = address6.and_then(|text| text.parse().ok()) {
            return Self::Address6(address);
        }
        match text.parse() {
            Ok(address) => Self::Address4(address),
            Err(_) => Self::Name(text.to_ascii_lowercase().into()),
        }
    }

    pub(super) fn is_loopback(&self) -> bool {
        match self {
            Self::Name(name) => **name == *"localhost",
            Self::Address4(address) => address.is_loopback(),
            Self::Address6(address) => address.is_loopback(),
        }
    }

    /// Whether this is a name below `domain`: at least one label more, of the characters that host names have.
    pub(super) fn is_below(&self, domain: &Self) -> bool {
        let (Self::Name(name), Self::Name(domain)) = (self, domain) else {
            return false;
        };
        let labels = name.strip_suffix(&**domain).and_then(|rest| rest.strip_suffix('.'));
        labels.is_some_and(|labels| {
            labels.split('.').all(|label| {
                !label.is_empty()
                    && label
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            })
        })
    }
}
