//! What is particular to an API's authentication, as data for [`tower_bearer`].
//!
//! One module an API, and in it one [`ApiProfile`](tower_bearer::ApiProfile): where the API is, how it wants its key, what its keys
//! look like, and what it says when it refuses one. A profile is const data, and all that acts on it is in [`tower_bearer`].
//!
//! | module | API | header | variable |
//! |---|---|---|---|
//! | [`airtable`] | Airtable | `authorization: Bearer …` | `AIRTABLE_API_KEY` |
//! | [`anthropic`] | Anthropic | `x-api-key: …` | `ANTHROPIC_API_KEY` |
//! | [`cloudflare`] | Cloudflare | `authorization: Bearer …` | `CLOUDFLARE_API_TOKEN` |
//! | [`cohere`] | Cohere | `authorization: Bearer …` | `CO_API_KEY` |
//! | [`deepseek`] | DeepSeek | `authorization: Bearer …` | `DEEPSEEK_API_KEY` |
//! | [`digitalocean`] | DigitalOcean | `authorization: Bearer …` | `DIGITALOCEAN_ACCESS_TOKEN` |
//! | [`discord`] | Discord | `authorization: Bot …` |  |
//! | [`figma`] | Figma | `x-figma-token: …` |  |
//! | [`github`] | GitHub | `authorization: Bearer …` | `GITHUB_TOKEN` |
//! | [`gitlab`] | GitLab | `private-token: …` | `GITLAB_TOKEN` |
//! | [`google_ai`] | Google AI | `x-goog-api-key: …` | `GEMINI_API_KEY` |
//! | [`groq`] | Groq | `authorization: Bearer …` | `GROQ_API_KEY` |
//! | [`hugging_face`] | Hugging Face | `authorization: Bearer …` | `HF_TOKEN` |
//! | [`linear`] | Linear | `authorization: …` | `LINEAR_API_KEY` |
//! | [`meilisearch`] | Meilisearch | `authorization: Bearer …` |  |
//! | [`mistral`] | Mistral | `authorization: Bearer …` | `MISTRAL_API_KEY` |
//! | [`notion`] | Notion | `authorization: Bearer …` |  |
//! | [`openai`] | OpenAI | `authorization: Bearer …` | `OPENAI_API_KEY` |
//! | [`openbao`] | OpenBao | `x-vault-token: …` | `BAO_TOKEN` |
//! | [`openrouter`] | OpenRouter | `authorization: Bearer …` | `OPENROUTER_API_KEY` |
//! | [`pagerduty`] | PagerDuty | `authorization: Token token=…` |  |
//! | [`postmark`] | Postmark | `x-postmark-server-token: …` |  |
//! | [`replicate`] | Replicate | `authorization: Bearer …` | `REPLICATE_API_TOKEN` |
//! | [`resend`] | Resend | `authorization: Bearer …` | `RESEND_API_KEY` |
//! | [`sendgrid`] | SendGrid | `authorization: Bearer …` | `SENDGRID_API_KEY` |
//! | [`sentry`] | Sentry | `authorization: Bearer …` | `SENTRY_AUTH_TOKEN` |
//! | [`slack`] | Slack | `authorization: Bearer …` | `SLACK_BOT_TOKEN` |
//! | [`stripe`] | Stripe | `authorization: Bearer …` | `STRIPE_API_KEY` |
//! | [`trakkr`] | Trakkr | `authorization: Bearer …` | `TRAKKR_API_KEY` |
//! | [`vault`] | Vault | `x-vault-token: …` | `VAULT_TOKEN` |
//!
//! A variable is the one that the API's own programs or examples read, or most others do; where everybody has another, there is none. A
//! prefix is asked of keys where no key is known to be without it. Each file says where its facts are from.
//!
//! # Examples
//!
//! The key from the environment, both layers, the client:
//!
//! ```no_run
//! use tower::ServiceBuilder;
//! use tower_bearer::Keys;
//! use tower_bearer_profiles::openai;
//! # async fn send(_: http::Request<()>) -> std::io::Result<http::Response<http_body_util::Empty<&'static [u8]>>> {
//! #     Err(std::io::ErrorKind::NotConnected.into())
//! # }
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! # let client = tower::service_fn(send);
//!
//! let keys = Keys::load(openai::API.env()).await?;
//! let client = ServiceBuilder::new().layer(openai::API.layer(keys)).service(client);
//! # tower::ServiceExt::oneshot(client, http::Request::new(())).await?;
//! # Ok(()) }
//! ```
//!
//! An API that refuses keys with other statuses than 401 and 403 ([`slack`], [`google_ai`], [`linear`], [`cloudflare`], [`vault`],
//! [`openbao`]): its answers with these are looked at, and given back whole where they are no refusal.
//!
//! ```
//! use tower_bearer_profiles::slack;
//!
//! let layer = slack::API.layer(slack::API.key("xoxb-1a2b3c")?).peek_bodies();
//! # let _ = layer;
//! # Ok::<(), tower_bearer::ApiKeyError>(())
//! ```
//!
//! An API that runs on a host of one's own, behind a proxy, or in a test:
//!
//! ```
//! use tower_bearer::Origins;
//! use tower_bearer_profiles::meilisearch;
//!
//! let key = meilisearch::API.key("0a1b2c3d4e5f6071")?;
//! let layer = meilisearch::API.layer_at(key, Origins::new(["https://search.example.com"])?);
//! # let _ = layer;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A profile by its name, for a tool:
//!
//! ```
//! use tower_bearer_profiles::{ALL, find};
//!
//! let profile = find("google-ai").ok_or("there is no such profile")?;
//! assert_eq!(profile.scheme().header(), "x-goog-api-key");
//! assert!(ALL.iter().any(|other| other.name() == profile.name()));
//! # Ok::<(), &str>(())
//! ```
//!
//! # A profile of your own
//!
//! In your own crate, in ten lines, checked when they are compiled:
//!
//! ```
//! use http::{HeaderMap, StatusCode};
//! use tower_bearer::{
//!     ApiProfile, AuthErrorKind, KeyFormat,
//!     classify::{Answer, CredentialSent, ProfileRule},
//! };
//!
//! pub const ACME: ApiProfile = ApiProfile::new("Acme", &["https://api.acme.example"])
//!     .header("x-acme-key", "")
//!     .variable("ACME_API_KEY")
//!     .key_format(KeyFormat::new(&["acme_"]))
//!     .rules(&[
//!         ProfileRule::new(AuthErrorKind::InvalidKey).with_text("who are you?"),
//!         ProfileRule::new(AuthErrorKind::ExpiredKey).with_status(StatusCode::BAD_REQUEST).with_text("key too old"),
//!     ])
//!     .plan("keys are available on the Team plan and above")
//!     .docs("https://acme.example/docs/keys");
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! // The key from the environment, and both layers.
//! let layer = ACME.layer(tower_bearer::Keys::load(ACME.env()).await?);
//! # let _ = layer; Ok(()) }
//!
//! // What a key looks like.
//! assert!(ACME.key("acme_9aF31kQ").is_ok());
//! assert!(ACME.key("sk_live_9aF31kQ").is_err());
//!
//! // What its answers mean; a test of a profile holds each of its rules to an answer like this.
//! let headers = HeaderMap::new();
//! let answer = Answer::new(StatusCode::BAD_REQUEST, &headers)
//!     .with_body(br#"{"error":"key too old"}"#)
//!     .with_credential_sent(CredentialSent::Yes);
//! let verdict = ACME.classify(&answer).ok_or("a rule names this status")?;
//! assert_eq!(verdict.kind(), AuthErrorKind::ExpiredKey);
//! # Ok::<(), &str>(())
//! ```
//!
//! # What does not fit
//!
//! A profile is one secret in one header. So these are not here:
//!
//! - two headers, each with a part of the secret: Datadog, Algolia, Plaid, Cloudflare's global key
//! - `Basic` with a name beside the key: Twilio, Mailchimp, Jira Cloud, Zendesk
//! - a signature for each request: Amazon Web Services, Kraken, Binance
//! - the key in the URI: Telegram's Bot API
//! - a host for each customer and a scheme that is `Bearer`, so that a profile would say nothing: Shopify, Databricks, Grafana

mod registry;

pub mod airtable;
pub mod anthropic;
pub mod cloudflare;
pub mod cohere;
pub mod deepseek;
pub mod digitalocean;
pub mod discord;
pub mod figma;
pub mod github;
pub mod gitlab;
pub mod google_ai;
pub mod groq;
pub mod hugging_face;
pub mod linear;
pub mod meilisearch;
pub mod mistral;
pub mod notion;
pub mod openai;
pub mod openbao;
pub mod openrouter;
pub mod pagerduty;
pub mod postmark;
pub mod replicate;
pub mod resend;
pub mod sendgrid;
pub mod sentry;
pub mod slack;
pub mod stripe;
pub mod trakkr;
pub mod vault;

pub use self::registry::{ALL, find};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
