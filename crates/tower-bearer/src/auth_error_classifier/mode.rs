/// Answers that are no refusals are passed on unseen, with the type of body that they have. The default.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Passing;

/// Answers with a status that a rule names are looked at, and the body of all answers is a [`Peeked`](super::Peeked): see
/// [`AuthErrorClassifier::peek_bodies`](super::AuthErrorClassifier::peek_bodies).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Peeking;
