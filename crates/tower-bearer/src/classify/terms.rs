//! All terms of the [vocabulary](super::vocabulary), and what they stand for in a text that [`words`](super::words) has read.
//!
//! A term is found by the words that it begins with: each beginning of a term is a row of a table, so that a word that begins none,
//! as most do, costs one look-up. From a word on, no more words are looked at than the longest term has: one pass, in linear time.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::LazyLock,
};

use super::{
    vocabulary::{BEFORE_NOUN, COMPOUND, Concepts, NOUN, Row, VOCABULARY},
    words::STOP,
};

/// The terms, made when the first refusal is read.
pub(super) struct Terms {
    beginnings: HashMap<&'static [u8], Beginning, BuildHasherDefault<WordHasher>>,
}

/// Some words that a term begins with.
#[derive(Debug, Default)]
struct Beginning {
    /// What they stand for as they are.
    anywhere: Concepts,
    /// And at the start of a sentence.
    at_start: Concepts,
    /// Whether there are terms with more words.
    goes_on: bool,
}

/// What was found of a sentence.
struct Sentence {
    concepts: Concepts,
    /// Of terms that go on into the next one, and count there.
    carried: Concepts,
    has_begun: bool,
    /// Whether a [`NOUN`] that comes now means what authenticates.
    is_noun_plain: bool,
}

/// Quick for words. What is looked up is never put into the table, so nobody can fill it with what collides.
#[derive(Default)]
struct WordHasher(u64);

pub(super) static TERMS: LazyLock<Terms> = LazyLock::new(|| Terms::new(VOCABULARY.into_iter().flatten()));

/// Of single words, which nothing but their neighbours asks for.
const MARKS: Concepts = NOUN.and(BEFORE_NOUN);

/// As many as there are beginnings, or a little more, so that the table does not grow while it is filled.
const BEGINNINGS: usize = 3000;

// ===== impl Terms =====

impl Terms {
    fn new<'v>(vocabulary: impl IntoIterator<Item = &'v Row>) -> Self {
        let mut terms = Self {
            beginnings: HashMap::with_capacity_and_hasher(BEGINNINGS, BuildHasherDefault::default()),
        };
        for (concepts, row) in vocabulary {
            for term in row.split('|').map(|term| term.trim_matches(' ')) {
                match term.strip_prefix('^') {
                    Some(term) => terms.add(term).at_start |= *concepts,
                    None => terms.add(term).anywhere |= *concepts,
                }
            }
        }
        terms
    }

    /// The whole of a term, behind all that it begins with.
    fn add(&mut self, term: &'static str) -> &mut Beginning {
        let term = term.as_bytes();
        let mut end = word_end(term, 0);
        while end < term.len() {
            self.beginning(&term[..end]).goes_on = true;
            end = word_end(term, next_word(term, end));
        }
        self.beginning(term)
    }

    fn beginning(&mut self, words: &'static [u8]) -> &mut Beginning {
        self.beginnings.entry(words).or_default()
    }

    /// The concepts of each sentence of `words`, in order, until `each` has enough.
    pub(super) fn sentences(&self, words: &[u8], mut each: impl FnMut(Concepts) -> bool) {
        let mut sentence = Sentence::new(Concepts::NONE);
        let mut at = 0;
        while let Some(&byte) = words.get(at) {
            if byte == b' ' {
                at += 1;
                continue;
            }
            let end = word_end(words, at);
            if byte == STOP {
                if !each(sentence.concepts.without(MARKS)) {
                    return;
                }
                sentence = Sentence::new(sentence.carried);
            } else {
                let word = self.follow(words, at, end, &mut sentence);
                if word.has(NOUN) && !sentence.is_noun_plain {
                    sentence.concepts |= COMPOUND;
                }
                sentence.is_noun_plain = word.has_any(MARKS);
                sentence.has_begun = true;
            }
            at = end;
        }
        each(sentence.concepts.without(MARKS));
    }

    /// Finds all terms that begin with the word from `start` to `end`, and says what the word alone stands for.
    #[inline]
    fn follow(&self, words: &[u8], start: usize, mut end: usize, sentence: &mut Sentence) -> Concepts {
        let mut word = None;
        let mut is_carried = false;
        while let Some(beginning) = words.get(start..end).and_then(|words| self.beginnings.get(words)) {
            let mut concepts = beginning.anywhere;
            word.get_or_insert(concepts);
            if !sentence.has_begun {
                concepts |= beginning.at_start;
            }
            if is_carried {
                sentence.carried |= concepts;
            } else {
                sentence.concepts |= concepts;
            }
            if !beginning.goes_on {
                break;
            }
            let next = next_word(words, end);
            is_carried |= words.get(next) == Some(&STOP);
            end = word_end(words, next);
        }
        word.unwrap_or_default()
    }
}

// ===== impl Sentence =====

impl Sentence {
    fn new(concepts: Concepts) -> Self {
        Self {
            concepts,
            carried: Concepts::NONE,
            has_begun: false,
            is_noun_plain: true,
        }
    }
}

/// Behind the blank that is there, if there is one.
fn next_word(words: &[u8], end: usize) -> usize {
    end + usize::from(words.get(end) == Some(&b' '))
}

/// Where the word ends that begins at `start`. In scripts without blanks between words each character is taken for one.
fn word_end(words: &[u8], start: usize) -> usize {
    match words.get(start) {
        // U+3000 and all above it.
        Some(0xf0..) => start + 4,
        Some(0xe3..) => start + 3,
        _ => {
            let rest = words.get(start..).unwrap_or_default();
            let len = rest.iter().position(|byte| *byte == b' ' || *byte >= 0xe3);
            start + len.unwrap_or(rest.len())
        }
    }
}

// ===== impl WordHasher =====

impl Hasher for WordHasher {
    /// The first bytes and the last ones, which tell words and phrases apart well enough.
    fn write(&mut self, bytes: &[u8]) {
        let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => match (bytes.first_chunk(), bytes.last_chunk()) {
                (Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
                _ => bytes
                    .iter()
                    .fold((0, 0), |(all, _), byte| (all << 8 | u64::from(*byte), 0)),
            },
        };
        let mixed = (first ^ last.rotate_left(32) ^ self.0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }

    /// The length of the slice that comes.
    fn write_usize(&mut self, len: usize) {
        self.0 ^= len as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{vocabulary::*, words::Words},
        *,
    };

    fn concepts(text: &str) -> Vec<Concepts> {
        let terms = Terms::new(&[
            (KEY, "api key | ключ"),
            (INVALID, "not valid | 无效"),
            (EXPIRED, "has expired since"),
            (ADVICE, "^please | ^make sure"),
            (WALL, "access denied \n waf"),
            (NOUN, "key | session"),
            (BEFORE_NOUN, "api | the"),
        ]);
        let mut found = Vec::new();
        terms.sentences(Words::default().read(text, false), |concepts| {
            found.push(concepts);
            true
        });
        found
            .into_iter()
            .filter(|concepts| *concepts != Concepts::NONE)
            .collect()
    }

    #[test]
    fn terms_are_found_as_whole_words_and_at_the_start_where_they_say_so() {
        assert_eq!(concepts("The API key is not valid"), [KEY.and(INVALID)]);
        assert_eq!(concepts("api keys, my-api-keyring, nots valid"), []);
        assert_eq!(concepts("It has expired. Please make sure"), [ADVICE]);
        assert_eq!(concepts("Make it. Make sure! If you please"), [ADVICE]);
        assert_eq!(concepts("api"), []);
        assert_eq!(concepts("Ключ"), [KEY]);
    }

    #[test]
    fn scripts_without_blanks_are_looked_through_character_by_character() {
        assert_eq!(concepts("您的令牌无效了"), [INVALID]);
        assert_eq!(concepts("api key无效"), [KEY.and(INVALID)]);
        assert_eq!(concepts("无 效"), []);
    }

    #[test]
    fn a_term_that_goes_on_into_the_next_sentence_counts_there() {
        assert_eq!(
            concepts("API key. Access denied. WAF not valid."),
            [KEY, WALL.and(INVALID)]
        );
        assert_eq!(concepts("Access denied. A WAF."), []);
    }

    #[test]
    fn a_plain_noun_with_a_word_before_it_that_says_nothing_of_keys_is_a_compound() {
        assert_eq!(concepts("Upload session. The session. Session"), [COMPOUND]);
        assert_eq!(concepts("The stream key is not valid"), [INVALID.and(COMPOUND)]);
        assert_eq!(concepts("The API key, the session key"), [KEY]);
        assert_eq!(concepts("UPLOAD_SESSION_EXPIRED"), [COMPOUND]);
    }

    #[test]
    fn the_table_does_not_grow_while_it_is_filled() {
        let beginnings = Terms::new(VOCABULARY.into_iter().flatten()).beginnings.len();
        assert!((BEGINNINGS / 2..=BEGINNINGS).contains(&beginnings), "{beginnings}");
    }
}
