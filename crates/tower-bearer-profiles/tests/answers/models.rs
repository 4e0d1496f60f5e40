//! APIs of models.

use tower_bearer::AuthErrorKind::*;
use tower_bearer_profiles::{
    anthropic, cohere, deepseek, google_ai, groq, hugging_face, mistral, openai, openrouter, replicate,
};

use crate::{check, fine, rejected, spared, unkeyed};

/// An answer of Google's with this reason.
macro_rules! reason {
    ($reason:literal) => {
        concat!(
            r#"{"error":{"code":403,"status":"PERMISSION_DENIED","message":"Denied.","details":[{"reason":""#,
            $reason,
            r#""}]}}"#
        )
    };
}

#[test]
fn anthropic_says_what_is_wrong_in_its_message() {
    check(
        &anthropic::API,
        [
            unkeyed(
                401,
                r#"{"type":"error","error":{"type":"authentication_error","message":"x-api-key header is required"}}"#,
            ),
            rejected(
                401,
                r#"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_1"}"#,
                InvalidKey,
            ),
            spared(
                403,
                r#"{"type":"error","error":{"type":"permission_error","message":"This model is not open to you."}}"#,
                Forbidden,
            ),
        ],
    );
}

#[test]
fn cohere_tells_missing_unknown_and_expired_keys_apart() {
    check(
        &cohere::API,
        [
            unkeyed(401, r#"{"id":"1","message":"no api key supplied"}"#),
            rejected(401, r#"{"id":"2","message":"invalid api token"}"#, InvalidKey),
            rejected(
                401,
                r#"{"message":"Your API key has expired. Please create a production key."}"#,
                ExpiredKey,
            ),
        ],
    );
}

#[test]
fn deepseek_fails_authentication_in_the_present_tense() {
    check(
        &deepseek::API,
        [
            unkeyed(
                401,
                r#"{"error":{"message":"Authentication Fails (governor)","type":"authentication_error","code":"invalid_request_error"}}"#,
            ),
            rejected(
                401,
                r#"{"error":{"message":"Authentication Fails (no such user)","type":"authentication_error","code":"invalid_request_error"}}"#,
                InvalidKey,
            )
            .own(),
            rejected(
                401,
                r#"{"error":{"message":"Authentication Fails, Your api key: ****9f is invalid","type":"authentication_error"}}"#,
                InvalidKey,
            )
            .own(),
        ],
    );
}

#[test]
fn google_refuses_bad_keys_with_a_400_and_no_keys_with_a_403() {
    check(
        &google_ai::API,
        [
            unkeyed(
                403,
                r#"{"error":{"code":403,"message":"Method doesn't allow unregistered callers (callers without established identity).","status":"PERMISSION_DENIED"}}"#,
            )
            .own(),
            rejected(
                400,
                r#"{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}"#,
                InvalidKey,
            )
            .own(),
            rejected(
                400,
                r#"{"error":{"code":400,"message":"API key expired. Please renew the API key.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#,
                ExpiredKey,
            )
            .own(),
            rejected(
                403,
                r#"{"error":{"code":403,"message":"This API key was reported as leaked.","status":"PERMISSION_DENIED"}}"#,
                RevokedKey,
            ),
            fine(
                400,
                r#"{"error":{"code":400,"message":"Unknown name \"prompt\"","status":"INVALID_ARGUMENT"}}"#,
            ),
        ],
    );
}

#[test]
fn google_says_in_the_reason_what_a_key_is_restricted_to() {
    check(
        &google_ai::API,
        [
            spared(403, reason!("API_KEY_SERVICE_BLOCKED"), InsufficientScope).own(),
            spared(403, reason!("API_KEY_IP_ADDRESS_BLOCKED"), Blocked).own(),
            spared(403, reason!("API_KEY_HTTP_REFERRER_BLOCKED"), Blocked).own(),
            spared(403, reason!("API_KEY_ANDROID_APP_BLOCKED"), Blocked).own(),
            spared(403, reason!("API_KEY_IOS_APP_BLOCKED"), Blocked).own(),
            spared(403, reason!("BILLING_DISABLED"), PlanRequired).own(),
            spared(403, reason!("SERVICE_DISABLED"), Forbidden).own(),
        ],
    );
}

#[test]
fn groq_says_so_in_its_code() {
    check(
        &groq::API,
        [
            unkeyed(
                401,
                r#"{"error":{"message":"Invalid API Key","code":"invalid_api_key"}}"#,
            ),
            rejected(
                401,
                r#"{"error":{"message":"Invalid API Key","type":"invalid_request_error","code":"invalid_api_key"}}"#,
                InvalidKey,
            ),
            spared(
                403,
                r#"{"error":{"message":"Forbidden","type":"invalid_request_error"}}"#,
                Forbidden,
            ),
        ],
    );
}

#[test]
fn hugging_face_names_the_permission_that_a_token_lacks() {
    check(
        &hugging_face::API,
        [
            unkeyed(401, r#"{"error":"Invalid username or password."}"#),
            rejected(401, r#"{"error":"Invalid credentials in Authorization header"}"#, InvalidKey),
            spared(
                403,
                r#"{"error":"This authentication method does not have sufficient permissions to call Inference Providers on behalf of user ada"}"#,
                InsufficientScope,
            )
            .own(),
        ],
    );
}

#[test]
fn mistral_says_unauthorized_and_no_more() {
    check(
        &mistral::API,
        [
            unkeyed(401, r#"{"message":"Unauthorized","request_id":"5e1b"}"#),
            rejected(401, r#"{"message":"Unauthorized","request_id":"5e1b"}"#, InvalidKey),
            spared(403, r#"{"message":"Forbidden","request_id":"5e1b"}"#, Forbidden),
        ],
    );
}

#[test]
fn openai_has_many_reasons_for_a_401() {
    check(
        &openai::API,
        [
            unkeyed(
                401,
                r#"{"error":{"message":"You didn't provide an API key.","type":"invalid_request_error","code":null}}"#,
            ),
            rejected(
                401,
                r#"{"error":{"message":"Incorrect API key provided: sk-ab***yz.","type":"invalid_request_error","code":"invalid_api_key"}}"#,
                InvalidKey,
            ),
            spared(
                401,
                r#"{"error":{"message":"You have insufficient permissions for this operation. Missing scopes: model.request"}}"#,
                InsufficientScope,
            )
            .own(),
            spared(
                401,
                r#"{"error":{"message":"You must be a member of an organization to use the API.","type":"invalid_request_error"}}"#,
                Forbidden,
            )
            .own(),
            spared(
                401,
                r#"{"error":{"message":"OpenAI-Organization header should match organization for API key","code":"mismatched_organization"}}"#,
                Forbidden,
            )
            .own(),
            spared(
                403,
                r#"{"error":{"code":"unsupported_country_region_territory","message":"Not here.","type":"request_forbidden"}}"#,
                Blocked,
            )
            .own(),
        ],
    );
}

#[test]
fn openrouter_finds_no_user_for_a_key_that_is_none() {
    check(
        &openrouter::API,
        [
            unkeyed(
                401,
                r#"{"error":{"message":"No cookie auth credentials found","code":401}}"#,
            )
            .own(),
            rejected(401, r#"{"error":{"message":"User not found.","code":401}}"#, InvalidKey).own(),
            // It was sent, and not where the server looks.
            spared(
                401,
                r#"{"error":{"message":"No auth credentials found","code":401}}"#,
                MalformedKey,
            )
            .own(),
        ],
    );
}

#[test]
fn replicate_did_not_get_a_token_or_not_a_valid_one() {
    check(
        &replicate::API,
        [
            unkeyed(
                401,
                r#"{"title":"Unauthenticated","detail":"You did not pass an authentication token","status":401}"#,
            ),
            rejected(
                401,
                r#"{"title":"Unauthenticated","detail":"You did not pass a valid authentication token","status":401}"#,
                InvalidKey,
            ),
            spared(
                403,
                r#"{"title":"Forbidden","detail":"Not yours","status":403}"#,
                Forbidden,
            ),
        ],
    );
}
