//! APIs of services for developers: hosting, mail, money.

use tower_bearer::AuthErrorKind::*;
use tower_bearer_profiles::{
    cloudflare, digitalocean, github, gitlab, meilisearch, openbao, postmark, resend, sendgrid, sentry, stripe, vault,
};

use crate::{check, fine, rejected, spared, unkeyed};

#[test]
fn cloudflare_says_the_same_of_a_bad_token_and_of_one_without_the_permission() {
    const AUTHENTICATION: &str =
        r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}"#;
    check(
        &cloudflare::API,
        [
            unkeyed(
                401,
                r#"{"success":false,"errors":[{"code":9106,"message":"Missing X-Auth-Key, X-Auth-Email or Authorization headers"}]}"#,
            ),
            rejected(401, AUTHENTICATION, InvalidKey),
            spared(403, AUTHENTICATION, InsufficientScope).own(),
            rejected(
                403,
                r#"{"success":false,"errors":[{"code":9109,"message":"Invalid access token"}]}"#,
                InvalidKey,
            ),
            spared(
                403,
                r#"{"success":false,"errors":[{"code":9109,"message":"Unauthorized to access requested resource"}]}"#,
                InsufficientScope,
            )
            .own(),
            spared(
                400,
                r#"{"success":false,"errors":[{"code":6003,"message":"Invalid request headers","error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}]}"#,
                MalformedKey,
            )
            .own(),
            fine(400, r#"{"success":false,"errors":[{"code":1004,"message":"DNS Validation Error"}]}"#),
        ],
    );
}

#[test]
fn digitalocean_cannot_authenticate_you() {
    check(
        &digitalocean::API,
        [
            unkeyed(401, r#"{"id":"Unauthorized","message":"Unable to authenticate you"}"#),
            rejected(
                401,
                r#"{"id":"Unauthorized","message":"Unable to authenticate you"}"#,
                InvalidKey,
            ),
            spared(
                403,
                r#"{"id":"forbidden","message":"You are not authorized to perform this operation"}"#,
                Forbidden,
            ),
        ],
    );
}

#[test]
fn github_refuses_all_tokens_after_several_bad_ones() {
    check(
        &github::API,
        [
            unkeyed(401, r#"{"message":"Requires authentication","status":"401"}"#).own(),
            rejected(401, r#"{"message":"Bad credentials","status":"401"}"#, InvalidKey),
            spared(
                403,
                r#"{"message":"Maximum number of login attempts exceeded. Please try again later."}"#,
                RateLimited,
            )
            .own(),
            spared(
                403,
                r#"{"message":"Max number of login attempt exceeded"}"#,
                RateLimited,
            )
            .own(),
            spared(
                403,
                r#"{"message":"Resource not accessible by personal access token","status":"403"}"#,
                InsufficientScope,
            )
            .own(),
            spared(
                403,
                r#"{"message":"You have exceeded a secondary rate limit. Please wait."}"#,
                RateLimited,
            ),
        ],
    );
}

#[test]
fn gitlab_says_more_of_a_token_that_it_knew() {
    check(
        &gitlab::API,
        [
            unkeyed(401, r#"{"message":"401 Unauthorized"}"#),
            rejected(401, r#"{"message":"401 Unauthorized"}"#, InvalidKey),
            rejected(
                401,
                r#"{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}"#,
                RevokedKey,
            ),
            rejected(
                401,
                r#"{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}"#,
                ExpiredKey,
            ),
            spared(
                403,
                r#"{"error":"insufficient_scope","error_description":"The request needs more.","scope":"api read_api"}"#,
                InsufficientScope,
            ),
        ],
    );
}

#[test]
fn meilisearch_refuses_no_key_with_a_401_and_a_bad_key_with_a_403() {
    check(
        &meilisearch::API,
        [
            unkeyed(
                401,
                r#"{"message":"The Authorization header is missing.","code":"missing_authorization_header","type":"auth"}"#,
            ),
            rejected(
                403,
                r#"{"message":"The provided API key is invalid.","code":"invalid_api_key","type":"auth"}"#,
                InvalidKey,
            ),
            spared(
                401,
                r#"{"message":"The Authorization header is missing.","code":"missing_authorization_header"}"#,
                MalformedKey,
            ),
        ],
    );
}

#[test]
fn vault_blames_the_token_where_it_says_so_and_else_the_policy() {
    for profile in [vault::API, openbao::API] {
        check(
            &profile,
            [
                unkeyed(403, r#"{"errors":["permission denied"]}"#),
                unkeyed(400, r#"{"errors":["missing client token"]}"#).own(),
                unkeyed(403, r#"{"errors":["missing client token"]}"#).own(),
                rejected(
                    403,
                    r#"{"errors":["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"]}"#,
                    InvalidKey,
                )
                .own(),
                spared(
                    403,
                    r#"{"errors":["1 error occurred:\n\t* permission denied\n\n"]}"#,
                    Forbidden,
                ),
                fine(400, r#"{"errors":["no data was given"]}"#),
                fine(404, r#"{"errors":[]}"#),
            ],
        );
    }
}

#[test]
fn postmark_has_one_sentence_for_both() {
    const NO_TOKEN: &str = r#"{"ErrorCode":10,"Message":"Request does not contain a valid Server token."}"#;
    check(
        &postmark::API,
        [
            unkeyed(401, NO_TOKEN),
            rejected(401, NO_TOKEN, InvalidKey).own(),
            spared(403, "<html><body>Forbidden</body></html>", Forbidden),
            fine(422, r#"{"ErrorCode":300,"Message":"Invalid 'From' address."}"#),
        ],
    );
}

#[test]
fn resend_says_401_to_a_good_key_that_may_only_send() {
    check(
        &resend::API,
        [
            unkeyed(
                401,
                r#"{"statusCode":401,"name":"missing_api_key","message":"Missing API Key in the authorization header"}"#,
            ),
            rejected(403, r#"{"statusCode":403,"name":"invalid_api_key","message":"API key is invalid"}"#, InvalidKey),
            spared(
                401,
                r#"{"statusCode":401,"name":"restricted_api_key","message":"This API key is restricted to only send emails"}"#,
                InsufficientScope,
            )
            .own(),
            spared(
                403,
                r#"{"statusCode":403,"name":"validation_error","message":"The example.com domain is not verified."}"#,
                Forbidden,
            )
            .own(),
            spared(403, "error code: 1010", Blocked).own(),
        ],
    );
}

#[test]
fn sendgrid_says_401_to_a_good_key_that_may_not_send() {
    check(
        &sendgrid::API,
        [
            unkeyed(
                401,
                r#"{"errors":[{"field":null,"message":"Permission denied, wrong credentials"}]}"#,
            ),
            rejected(
                401,
                r#"{"errors":[{"message":"The provided authorization grant is invalid, expired, or revoked"}]}"#,
                InvalidKey,
            )
            .own(),
            spared(
                401,
                r#"{"errors":[{"message":"Authenticated user is not authorized to send mail","field":null}]}"#,
                InsufficientScope,
            )
            .own(),
            spared(
                401,
                r#"{"errors":[{"message":"Maximum credits exceeded"}]}"#,
                PlanRequired,
            )
            .own(),
            spared(
                403,
                r#"{"errors":[{"message":"access forbidden","field":null}]}"#,
                InsufficientScope,
            )
            .own(),
        ],
    );
}

#[test]
fn sentry_answers_as_django_does() {
    check(
        &sentry::API,
        [
            unkeyed(401, r#"{"detail":"Authentication credentials were not provided."}"#),
            rejected(401, r#"{"detail":"Invalid token"}"#, InvalidKey),
            spared(
                403,
                r#"{"detail":"You do not have permission to perform this action."}"#,
                Forbidden,
            ),
        ],
    );
}

#[test]
fn stripe_says_what_is_wrong_in_its_message() {
    check(
        &stripe::API,
        [
            unkeyed(
                401,
                r#"{"error":{"message":"You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.","type":"invalid_request_error"}}"#,
            ),
            rejected(
                401,
                r#"{"error":{"message":"Invalid API Key provided: sk_live_****9f","type":"invalid_request_error"}}"#,
                InvalidKey,
            ),
            rejected(
                401,
                r#"{"error":{"code":"api_key_expired","message":"Expired API Key provided: rk_live_****9f","type":"invalid_request_error"}}"#,
                ExpiredKey,
            ),
            spared(
                403,
                r#"{"error":{"message":"The provided key 'rk_live_****9f' does not have the required permissions for this endpoint.","type":"invalid_request_error"}}"#,
                InsufficientScope,
            ),
        ],
    );
}
