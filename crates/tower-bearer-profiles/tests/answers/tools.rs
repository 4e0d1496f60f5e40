//! APIs of tools that people work with.

use tower_bearer::AuthErrorKind::*;
use tower_bearer_profiles::{airtable, discord, figma, linear, notion, pagerduty, slack, trakkr};

use crate::{check, fine, rejected, spared, unkeyed};

#[test]
fn airtable_calls_permissions_invalid_and_means_no_key() {
    check(
        &airtable::API,
        [
            unkeyed(401, r#"{"error":{"type":"AUTHENTICATION_REQUIRED","message":"Authentication required"}}"#),
            rejected(401, r#"{"error":{"type":"UNAUTHORIZED","message":"Invalid authentication token"}}"#, InvalidKey),
            spared(
                403,
                r#"{"error":{"type":"INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND","message":"Invalid permissions, or the model was not found."}}"#,
                Forbidden,
            )
            .own(),
        ],
    );
}

#[test]
fn discord_misses_what_the_bot_may_see() {
    check(
        &discord::API,
        [
            unkeyed(401, r#"{"message":"401: Unauthorized","code":0}"#),
            rejected(401, r#"{"message":"401: Unauthorized","code":0}"#, InvalidKey),
            spared(403, r#"{"message":"Missing Access","code":50001}"#, Forbidden).own(),
            spared(403, r#"{"message":"Missing Permissions","code":50013}"#, Forbidden).own(),
        ],
    );
}

#[test]
fn figma_refuses_bad_tokens_with_a_403() {
    check(
        &figma::API,
        [
            unkeyed(403, r#"{"status":403,"error":true,"message":"Invalid token"}"#).own(),
            rejected(403, r#"{"status":403,"error":true,"message":"Invalid token"}"#, InvalidKey).own(),
            rejected(403, r#"{"status":403,"error":true,"message":"Token expired"}"#, ExpiredKey).own(),
            spared(
                403,
                r#"{"status":403,"error":true,"message":"Invalid scope(s): files:read. This endpoint requires the file_content:read scope"}"#,
                InsufficientScope,
            )
            .own(),
        ],
    );
}

#[test]
fn linear_says_it_in_one_field_with_any_of_three_statuses() {
    const REFUSED: &str = r#"{"errors":[{"message":"Authentication required, not authenticated","extensions":{"type":"authentication error","code":"AUTHENTICATION_ERROR","statusCode":401}}]}"#;
    check(
        &linear::API,
        [
            unkeyed(401, REFUSED),
            rejected(401, REFUSED, InvalidKey).own(),
            rejected(400, REFUSED, InvalidKey).own(),
            rejected(200, REFUSED, InvalidKey).own(),
            fine(
                200,
                r#"{"data":{"issue":{"title":"AUTHENTICATION_ERROR in the importer"}}}"#,
            ),
            fine(200, r#"{"data":{"issue":{"message":"AUTHENTICATION_ERROR"}}}"#),
            fine(
                400,
                r#"{"errors":[{"message":"Syntax Error","extensions":{"code":"GRAPHQL_PARSE_FAILED"}}]}"#,
            ),
        ],
    );
}

#[test]
fn notion_restricts_what_an_integration_may_do() {
    check(
        &notion::API,
        [
            unkeyed(401, r#"{"object":"error","status":401,"code":"unauthorized","message":"API token is invalid."}"#),
            rejected(
                401,
                r#"{"object":"error","status":401,"code":"unauthorized","message":"API token is invalid."}"#,
                InvalidKey,
            ),
            spared(
                403,
                r#"{"object":"error","status":403,"code":"restricted_resource","message":"Insufficient permissions for this endpoint."}"#,
                Forbidden,
            )
            .own(),
        ],
    );
}

#[test]
fn pagerduty_says_nothing_beside_its_status() {
    check(
        &pagerduty::API,
        [
            unkeyed(401, ""),
            rejected(401, "", InvalidKey),
            spared(403, r#"{"error":{"message":"Access Denied","code":2010}}"#, Forbidden),
        ],
    );
}

#[test]
fn slack_refuses_with_a_200() {
    check(
        &slack::API,
        [
            unkeyed(200, r#"{"ok":false,"error":"not_authed"}"#).own(),
            rejected(200, r#"{"ok":false,"error":"invalid_auth"}"#, InvalidKey).own(),
            rejected(200, r#"{"ok":false,"error":"token_revoked"}"#, RevokedKey).own(),
            rejected(200, r#"{"ok":false,"error":"token_expired"}"#, ExpiredKey).own(),
            spared(
                200,
                r#"{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"users:read"}"#,
                InsufficientScope,
            )
            .own(),
            spared(
                200,
                r#"{"ok":false,"error":"not_allowed_token_type"}"#,
                InsufficientScope,
            )
            .own(),
            spared(
                200,
                r#"{"ok":false,"error":"two_factor_setup_required"}"#,
                StepUpRequired,
            )
            .own(),
            spared(200, r#"{"ok":false,"error":"accesslimited"}"#, Blocked).own(),
            spared(200, r#"{"ok":false,"error":"account_inactive"}"#, Forbidden).own(),
            spared(200, r#"{"ok":false,"error":"ekm_access_denied"}"#, Forbidden).own(),
            spared(200, r#"{"ok":false,"error":"no_permission"}"#, Forbidden).own(),
            spared(200, r#"{"ok":false,"error":"team_access_not_granted"}"#, Forbidden).own(),
        ],
    );
}

#[test]
fn slack_tells_what_was_said_in_a_channel_from_a_refusal() {
    check(
        &slack::API,
        [
            fine(200, r#"{"ok":true}"#),
            fine(200, r#"{"ok":false,"error":"channel_not_found"}"#),
            fine(200, r#"{"ok":true,"message":{"text":"invalid_auth"}}"#),
            fine(
                200,
                r#"{"ok":true,"messages":["error: invalid_auth"],"detail":"token_revoked"}"#,
            ),
        ],
    );
}

#[test]
fn trakkr_says_401_or_403_to_a_key_that_is_none() {
    check(
        &trakkr::API,
        [
            unkeyed(401, r#"{"error":"Missing API key"}"#).own(),
            rejected(401, r#"{"error":"Invalid API key"}"#, InvalidKey).own(),
            rejected(403, r#"{"error":"Invalid API key"}"#, InvalidKey).own(),
            // A rule without a status is for a 401 and a 403.
            fine(200, r#"{"prompts":[{"message":"Invalid API key"}]}"#),
            fine(404, r#"{"message":"Invalid API key"}"#),
        ],
    );
}
