//! What holds for every profile.
#![cfg(test)]

use tower_bearer::{ApiKeyErrorKind, ApiProfile, KeySource, Keys, source::SourceErrorKind};
use tower_bearer_profiles::{
    ALL, anthropic, discord, find, hugging_face, notion, openrouter, replicate, resend, sendgrid, slack, stripe, trakkr,
};

#[test]
fn names_are_sorted_and_each_is_there_once() {
    assert!(ALL.len() >= 30);
    for pair in ALL.windows(2) {
        let [first, second] = [pair[0], pair[1]].map(|profile| profile.name().to_lowercase());
        assert!(first < second, "{first} {second}");
    }
}

#[test]
fn a_profile_is_found_by_its_name_and_by_that_of_its_module() {
    for profile in ALL {
        for name in [
            profile.name().to_owned(),
            profile.name().to_uppercase(),
            module(profile),
        ] {
            assert_eq!(find(&name).map(ApiProfile::name), Some(profile.name()), "{name}");
        }
    }
    for name in ["", " ", "Google", "Trakkr2"] {
        assert!(find(name).is_none(), "{name}");
    }
}

#[test]
fn the_two_tables_are_the_data() {
    let in_docs = include_str!("../src/lib.rs").replace("[`", "`").replace("`]", "`");
    let in_readme = include_str!("../README.md");
    for profile in ALL {
        let variable = profile
            .variable_name()
            .map(|name| format!("`{name}`"))
            .unwrap_or_default();
        let scheme = profile.scheme();
        let row = format!(
            "| `{}` | {} | `{}: {}…` | {variable} |",
            module(profile),
            profile.name(),
            scheme.header(),
            scheme.prefix(),
        );
        for table in [&*in_docs, in_readme] {
            assert_eq!(table.matches(&*row).count(), 1, "{row}");
        }
    }
    assert_eq!(
        in_readme.lines().filter(|line| line.starts_with("| `")).count(),
        ALL.len()
    );
}

#[test]
fn origins_are_https_and_keys_go_nowhere_else() {
    let self_hosted: Vec<_> = ALL
        .iter()
        .filter(|profile| profile.origins().is_none())
        .map(|profile| profile.name())
        .collect();
    assert_eq!(self_hosted, ["Meilisearch", "OpenBao", "Vault"]);

    for origins in ALL.iter().filter_map(|profile| profile.origins()) {
        for uri in [
            "http://api.example.com/",
            "https://api.openai.com.attacker.invalid/",
            "https://localhost/",
        ] {
            assert!(!origins.contains(&uri.parse().unwrap()), "{uri} {origins:?}");
        }
    }
    for (name, uri) in [
        ("OpenAI", "https://api.openai.com/v1/models"),
        ("GitHub", "https://uploads.github.com/repos/a/b/releases/1/assets"),
        ("Hugging Face", "https://router.huggingface.co/v1/chat/completions"),
        ("Slack", "https://slack.com/api/auth.test"),
    ] {
        let origins = find(name).and_then(ApiProfile::origins).unwrap();
        assert!(origins.contains(&uri.parse().unwrap()), "{uri}");
    }
}

#[test]
fn both_layers_can_be_made_of_every_profile() {
    for profile in ALL {
        let key = profile.key(sample(profile)).unwrap();
        let layer = profile.layer(Keys::fixed(key));
        assert!(!format!("{layer:?}").contains(sample(profile)), "{}", profile.name());
    }
}

#[test]
fn keys_of_another_vendor_are_refused_where_keys_have_a_prefix() {
    let prefixed = [
        anthropic::API,
        hugging_face::API,
        notion::API,
        openrouter::API,
        replicate::API,
        resend::API,
        sendgrid::API,
        slack::API,
        stripe::API,
        trakkr::API,
    ];
    for profile in &prefixed {
        for other in &prefixed {
            // A key of Trakkr's and one of Stripe's begin with the same letters.
            let is_alike = [profile, other]
                .iter()
                .all(|one| ["Stripe", "Trakkr"].contains(&one.name()));
            if is_alike || profile.name() == other.name() {
                continue;
            }
            let error = profile.key(sample(other)).unwrap_err();
            assert_eq!(
                error.kind(),
                ApiKeyErrorKind::Prefix,
                "{} {}",
                profile.name(),
                other.name()
            );
        }
    }
}

#[test]
fn keys_of_every_kind_pass() {
    for (profile, keys) in [
        (anthropic::API, &["sk-ant-api03-9aF31kQ", "sk-ant-admin01-9aF31kQ"][..]),
        (notion::API, &["ntn_9aF31kQ", "secret_9aF31kQ"]),
        (openrouter::API, &["sk-or-v1-9aF31kQ", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"]),
        (
            slack::API,
            &[
                "xoxb-1-9aF",
                "xoxp-1-9aF",
                "xapp-1-9aF",
                "xoxe.xoxp-1-9aF",
                "xoxe-1-9aF",
                "xwfp-1-9aF",
            ],
        ),
        (
            stripe::API,
            &[
                "sk_live_9aF31kQ",
                "sk_test_9aF31kQ",
                "sk_org_live_9aF",
                "rk_live_9aF31kQ",
                "rk_test_9aF",
            ],
        ),
    ] {
        for key in keys {
            assert!(profile.key(*key).is_ok(), "{key}");
        }
    }
    assert_eq!(
        stripe::API.key("pk_live_9aF31kQ").unwrap_err().kind(),
        ApiKeyErrorKind::Prefix
    );
}

#[test]
fn the_placeholders_of_documentation_pages_are_refused_by_every_profile() {
    for profile in ALL {
        for placeholder in ["YOUR_API_KEY", "<token>"] {
            assert_eq!(
                profile.key(placeholder).unwrap_err().kind(),
                ApiKeyErrorKind::Placeholder,
                "{} {placeholder}",
                profile.name()
            );
        }
    }
}

#[tokio::test]
async fn the_variable_is_named_where_it_is_not_set() {
    for profile in ALL {
        // Variables are not touched: tests of one process share them. Where a developer has one set, there is nothing to see.
        if profile
            .variable_name()
            .is_some_and(|variable| std::env::var_os(variable).is_some())
        {
            continue;
        }
        let error = profile.env().load().await.unwrap_err();

        assert_eq!(error.kind(), SourceErrorKind::Nothing, "{}", profile.name());
        let expected = profile.variable_name().unwrap_or("no source of keys is known");
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    assert!(Keys::load(discord::API.env()).await.is_err());
}

#[test]
fn every_profile_says_where_keys_are_explained() {
    for profile in ALL.iter().filter(|profile| profile.name() != "Trakkr") {
        let link = profile.docs_link().unwrap_or_default();
        assert!(link.starts_with("https://"), "{} {link}", profile.name());
    }
}

/// The name of the module that the profile is in.
fn module(profile: &ApiProfile) -> String {
    profile.name().to_lowercase().replace(' ', "_")
}

/// A key as the API issues them, made up.
fn sample(profile: &ApiProfile) -> &'static str {
    match profile.name() {
        "Anthropic" => "sk-ant-api03-9aF31kQ",
        "Hugging Face" => "hf_9aF31kQ",
        "Notion" => "ntn_9aF31kQ",
        "OpenRouter" => "sk-or-v1-9aF31kQ",
        "Replicate" => "r8_9aF31kQ",
        "Resend" => "re_9aF31kQ",
        "SendGrid" => "SG.9aF31kQ.7bC",
        "Slack" => "xoxb-17653672481-9aF31kQ",
        "Stripe" => "sk_test_9aF31kQ",
        "Trakkr" => "sk_live_9aF31kQ",
        _ => "9aF31kQ-7bC",
    }
}
