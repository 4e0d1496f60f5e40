use tower_bearer::ApiProfile;

use crate::{
    airtable, anthropic, cloudflare, cohere, deepseek, digitalocean, discord, figma, github, gitlab, google_ai, groq,
    hugging_face, linear, meilisearch, mistral, notion, openai, openbao, openrouter, pagerduty, postmark, replicate,
    resend, sendgrid, sentry, slack, stripe, trakkr, vault,
};

/// All profiles of this crate, by name.
pub const ALL: &[&ApiProfile] = &[
    &airtable::API,
    &anthropic::API,
    &cloudflare::API,
    &cohere::API,
    &deepseek::API,
    &digitalocean::API,
    &discord::API,
    &figma::API,
    &github::API,
    &gitlab::API,
    &google_ai::API,
    &groq::API,
    &hugging_face::API,
    &linear::API,
    &meilisearch::API,
    &mistral::API,
    &notion::API,
    &openai::API,
    &openbao::API,
    &openrouter::API,
    &pagerduty::API,
    &postmark::API,
    &replicate::API,
    &resend::API,
    &sendgrid::API,
    &sentry::API,
    &slack::API,
    &stripe::API,
    &trakkr::API,
    &vault::API,
];

/// The profile of this name: that of the API or that of the module, in any case, with or without blanks and dashes.
///
/// ```
/// use tower_bearer_profiles::find;
///
/// for name in ["Hugging Face", "hugging_face", "hugging-face", "HuggingFace"] {
///     assert_eq!(find(name).map(|profile| profile.name()), Some("Hugging Face"));
/// }
/// assert!(find("Face").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static ApiProfile> {
    let is_it = |profile: &&ApiProfile| characters(profile.name()).eq(characters(name));
    ALL.iter().copied().find(is_it)
}

fn characters(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}
