//! The challenges of an answer as far as they are read: an answer is not to cost more than so much, whatever a server sends.

use http::{HeaderMap, header::WWW_AUTHENTICATE};

use super::Challenge;

/// In bytes of all field lines.
const BYTES_MAX: usize = 16 * 1024;

const CHALLENGES_MAX: usize = 64;

/// Of a challenge.
const PARAMS_MAX: usize = 64;

/// What was read.
pub(crate) struct Limited {
    pub(crate) challenges: Vec<Challenge>,
    /// Whether there is more of them.
    pub(crate) is_cut: bool,
}

// ===== impl Limited =====

impl Limited {
    /// As [`Challenge::from_headers`]. A challenge of which a part was left out is malformed, and so are all of its line where the
    /// line was cut.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut read = Self {
            challenges: Vec::new(),
            is_cut: false,
        };
        let mut room = BYTES_MAX;
        for line in headers.get_all(WWW_AUTHENTICATE) {
            if read.is_cut {
                break;
            }
            let line = line.as_bytes();
            let len = line.len().min(room);
            room -= len;
            read.line(&line[..len], len < line.len());
        }
        read
    }

    fn line(&mut self, line: &[u8], is_cut: bool) {
        let mut challenges = Challenge::parse_line(line);
        let room = CHALLENGES_MAX - self.challenges.len();
        self.is_cut = is_cut || challenges.len() > room;
        challenges.truncate(room);
        for challenge in &mut challenges {
            let has_more = challenge.params.len() > PARAMS_MAX;
            challenge.params.truncate(PARAMS_MAX);
            challenge.is_malformed |= is_cut || has_more;
            self.is_cut |= has_more;
        }
        self.challenges.append(&mut challenges);
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn what_is_cut_is_marked() {
        // B49
        let params = |count| {
            let params: Vec<_> = (0..count).map(|number| format!("p{number}=v")).collect();
            format!("A {}", params.join(","))
        };
        let quoted = |len: usize| format!("A b=\"{}\"", "c".repeat(len - 6));
        for (lines, challenges, marked, is_cut) in [
            (vec![quoted(BYTES_MAX)], 1, 0, false),
            (vec![quoted(BYTES_MAX + 1)], 1, 1, true),
            (vec![format!("{}, A", quoted(BYTES_MAX))], 1, 1, true),
            (vec![quoted(BYTES_MAX), "A".into()], 1, 0, true),
            (vec![quoted(BYTES_MAX - 1), "A".into()], 2, 0, false),
            (vec!["A".into(); CHALLENGES_MAX], CHALLENGES_MAX, 0, false),
            (vec!["A".into(); CHALLENGES_MAX + 1], CHALLENGES_MAX, 0, true),
            (vec!["A,".repeat(CHALLENGES_MAX + 1)], CHALLENGES_MAX, 0, true),
            (vec![params(PARAMS_MAX)], 1, 0, false),
            (
                vec![format!("B, {}, B", params(PARAMS_MAX + 1)), "B".into()],
                3,
                1,
                true,
            ),
        ] {
            let headers: HeaderMap = lines
                .iter()
                .map(|line| (WWW_AUTHENTICATE, HeaderValue::from_str(line).unwrap()))
                .collect();
            let read = Limited::of(&headers);
            let shape = format!("{} lines of {:?}", lines.len(), &lines[0][..10.min(lines[0].len())]);
            let found = read
                .challenges
                .iter()
                .filter(|challenge| challenge.is_malformed())
                .count();
            assert_eq!(
                (read.challenges.len(), found, read.is_cut),
                (challenges, marked, is_cut),
                "{shape}"
            );
            assert!(
                read.challenges
                    .iter()
                    .all(|challenge| challenge.params().count() <= PARAMS_MAX)
            );
        }
    }

    #[test]
    fn what_servers_send_is_read_whole() {
        let line = HeaderValue::from_static("Negotiate, Bearer realm=\"a\", error=\"invalid_token\"");
        let headers = HeaderMap::from_iter([(WWW_AUTHENTICATE, line)]);
        let read = Limited::of(&headers);
        assert_eq!(
            (read.challenges, read.is_cut),
            (Challenge::from_headers(&headers), false)
        );
    }
}
