//! Cuts keys out of what is shown.

/// Knows the keys that were pasted with an answer, and what keys look like.
#[derive(Default)]
pub(crate) struct Redactor {
    secrets: Vec<String>,
}

const CUT: &str = "[API key]";

/// Request headers whose value is a key, or has one in it.
const SECRET_HEADERS: [&str; 14] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "x-api-key",
    "api-key",
    "apikey",
    "x-auth-token",
    "x-access-token",
    "private-token",
    "x-goog-api-key",
    "ocp-apim-subscription-key",
    "x-vault-token",
    "dd-api-key",
    "x-auth-key",
];

/// How keys of known APIs begin.
const PREFIXES: [&str; 24] = [
    "sk-",
    "sk_",
    "pk_",
    "rk_",
    "ghp_",
    "gho_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "hf_",
    "AKIA",
    "ASIA",
    "AIza",
    "ya29.",
    "SG.",
    "eyJ",
    "npm_",
    "pypi-",
    "shpat_",
    "dop_v1_",
];

/// Shorter runs are words.
const RUN_MIN: usize = 20;
const PREFIXED_MIN: usize = 8;

// ===== impl Redactor =====

impl Redactor {
    /// Takes note of a header that was pasted with the request.
    pub(crate) fn learn(&mut self, name: &str, value: &str) {
        if !SECRET_HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return;
        }
        // `Bearer key`, `Token token=key`, `name=value; name=value`: each part that is long enough to be one.
        for part in value.split(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '"')) {
            for secret in [part, part.split_once('=').map_or("", |(_, value)| value)] {
                if secret.len() >= 6 && !self.secrets.iter().any(|known| known == secret) {
                    self.secrets.push(secret.to_owned());
                }
            }
        }
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// Without the keys that were pasted, and without what looks like one.
    pub(crate) fn clean(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        let text = self.known(text);
        let mut rest = text.as_str();
        while let Some(start) = rest.find(is_of_key) {
            let (before, run) = rest.split_at(start);
            let end = run.find(|c| !is_of_key(c)).unwrap_or(run.len());
            let (run, after) = run.split_at(end);
            clean.push_str(before);
            clean.push_str(if looks_like_key(run) { CUT } else { run });
            rest = after;
        }
        clean.push_str(rest);
        clean
    }

    /// Without the keys that were pasted.
    pub(crate) fn known(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.secrets {
            clean = clean.replace(secret.as_str(), CUT);
        }
        clean
    }
}

fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '~' | '+' | '*')
}

/// Long, and with digits among its letters, as words and host names are not; or with a prefix that is known.
fn looks_like_key(run: &str) -> bool {
    let run = run.trim_end_matches('.');
    let is_prefixed = run.len() >= PREFIXED_MIN
        && PREFIXES.iter().any(|prefix| run.starts_with(prefix))
        && run
            .bytes()
            .any(|byte| byte.is_ascii_digit() || byte == b'*' || byte.is_ascii_uppercase());
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let letters = run.bytes().filter(u8::is_ascii_alphabetic).count();
    is_prefixed || run.len() >= RUN_MIN && digits >= 3 && letters >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_pasted_and_what_looks_like_a_key_is_cut_out() {
        let mut redactor = Redactor::default();
        redactor.learn("Authorization", "Bearer hunter2-hunter");
        redactor.learn("Cookie", "sid=qwertz; theme=dark");
        redactor.learn("Accept", "application/json");
        assert_eq!(
            redactor.clean("bad key 'hunter2-hunter', sid qwertz"),
            "bad key '[API key]', sid [API key]"
        );
        assert_eq!(
            redactor.clean(
                "Incorrect API key provided: sk-proj-AbC12345. See https://platform.openai.com/account/api-keys."
            ),
            "Incorrect API key provided: [API key] See https://platform.openai.com/account/api-keys."
        );
        assert_eq!(redactor.clean("token 0123456789abcdef0123456789"), "token [API key]");
        let text = "insufficient_user_authentication of accept application/json at 2026-01-01T00:00:00Z";
        assert_eq!(redactor.clean(text), text);
    }
}
