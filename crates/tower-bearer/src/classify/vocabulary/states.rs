//! What is wrong with a key.

use super::*;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (INVALID_KEY, "\
        invalid appid | invalid app id | invalid application id | invalid client id | invalid api key | \
        invalid apikey | invalid key | acl not found | invalid client token | invalid token | \
        invalid access token | invalid credential | invalid credentials | invalid bearer | \
        invalid subscription key | invalid jwt | invalid auth | invalid authentication | invalid session | \
        key is invalid | token is invalid | token invalid | key invalid | key not valid | token not valid | \
        bad credentials | unknown api key | incorrect api key | invalid api token | invalid auth token | \
        invalid oauth | invalid client | credentials are invalid | invalid signature | invalid security token | \
        invalid login | wrong api key | bad token | invalid secret | invalid access key"),
    (INVALID, "\
        could not be found | cannot be found | couldnt be found | can not be found | invalid | not valid | \
        isnt valid | arent valid | incorrect | unknown | wrong | bad | unrecognized | unrecognised | \
        not recognized | not recognised | not recognize | does not exist | doesnt exist | not exist | not exists | \
        no longer exists | no longer exist | nonexistent | non existent | not found | notfound | couldnt find | \
        could not find | unable to find | cannot find | not known | could not be verified | cannot be verified | \
        could not verify | couldnt verify | unable to verify | cant verify | cannot verify | failed to verify | \
        fails to verify | failed verification | verification failed | verification failure | verification fails | \
        verification error | verify failed | validation failed | validation failure | validation error | \
        validation fails | could not validate | couldnt validate | failed to validate | unable to validate | \
        cannot validate | error validating | failed validation | could not be validated | cannot be validated | \
        does not match | doesnt match | do not match | dont match | didnt match | mismatch | not match | rejected | \
        not accepted | unacceptable | fake | forged | tampered | not registered | unregistered | no such | \
        no longer valid | acl not found | no matching | not match any | illegal | unverifiable | not a valid | \
        not an active | no active | no account | no user | incorrectly | inválido | inválida | invalide | \
        ungültig | ungültige | ungültiger | non valide | 无效 | 错误 | 不正确 | 非法 | недействителен | неверный | \
        não é válido | no válido | no es válido | issuer is not | audience is not | audiences in | not issued | \
        unrecognizedclient | verification failing | not pass authentication | do not pass | does not pass"),
    (VALID, "\
        correct credentials | proper credentials | correct api key | correct authentication | \
        proper authentication | valid | válido | válida"),
    (NOT_YET, "\
        not yet valid | not valid yet | used before | not active yet | in the future | not before | nbf | iat"),
    (EXPIRED, "\
        expired | expire | expires | expirado | expirada | expiré | expirée | abgelaufen | 过期 | 已过期 | 失效 | истек | \
        vencido | scaduto | expiration time | expiration date | token expiry | past its expiration | \
        session timed out | session terminated | session ended | token timed out | tokenexpired | exp claim | exp | \
        too old | lifetime | out of date | stale token"),
    (NOT_EXPIRED, "\
        not expired | not be expired | hasnt expired | not yet expired | expires in | before it expires | \
        will expire | unexpired | expires at | expire in | about to expire | never expire | never expires"),
    (REVOKED, "\
        revoked | revocado | révoqué | widerrufen | revogado | leaked | blacklisted | denylisted | compromised | \
        has been rotated | been invalidated | was invalidated | logged out | signed out | 被撤销"),
    (OFF, "\
        banned | disabled | locked | deactivated | inactive | deleted | suspended | not active | isnt active | cancelled | \
        canceled | turned off | archived | no longer active | deaktiviert | desactivado | been blocked | \
        was blocked"),
    (NOT_OFF, "\
        not revoked | not been revoked | not disabled | not been disabled | not deleted | not been deleted | \
        hasnt been revoked | hasnt been disabled | not inactive"),
    (ACCOUNT, "\
        account | user | users | organization | organisation | project | workspace | team | tenant | company | \
        service account | member | merchant | customer | owner | store | app | application | subscription"),
    (FEATURE_OFF, "\
        type disabled | creation is disabled | creation disabled | authentication type is disabled | authentication is disabled | authentication disabled | \
        auth is disabled | authentication has been disabled | access is disabled | access has been disabled | \
        keys are disabled | use of api key is not | use of api keys is not | keys are not enabled | \
        tokens are not enabled | not enabled in the environment | path is not permitted | tokens are disabled | api is disabled | api has been disabled | api access is | \
        authentication is not enabled | authentication is not permitted | is disabled for this | it is disabled | \
        is disabled on | auth disabled | service disabled | not been used in project | api disabled | \
        authentication is currently | access to this resource is disabled | feature is disabled | does not belong | \
        doesnt belong | organization mismatch | endpoint is disabled | local auth | access disabled"),
    (MISSING, "\
        missing | empty | absent | without | blank | omitted | not provided | not provide | not supplied | \
        not supply | not included | not include | not present | not specified | not specify | not sent | not set | \
        not given | did not pass | not pass a | must use an api key | not contain | didnt provide | \
        wasnt provided | werent provided | not been provided | isnt provided | didnt find | not see | \
        must provide | must supply | must include | must specify | must send | must pass | must be provided | \
        must be supplied | must be specified | must be set | must be included | must contain | none provided | \
        not found in request | not found in the | not found in header | not found in headers | not detected | \
        not read | lacks | does not have a | cannot be empty | can not be empty | not be empty | \
        should not be empty | cannot be blank | not be null | is null | cannot be null | expected but not | \
        need to provide | needs to provide | have to provide | forgot | none was | fehlt | manquant | manquante | \
        falta | ausente | 缺少 | 不能为空 | 为空 | not authed | needs an api | not found on request"),
    (NO_KEY, "\
        no api key | no apikey | no key | no keys | no token | no tokens | no access token | no auth | \
        no credentials | no credential | no authorization | no authentication | no bearer | no jwt | no session | \
        no access key | no auth token | no client certificate | no authenticated | no api token | no x api key | \
        no security token | no security context | no id token | no oauth | no authenticator | no secret | \
        no login | no cookie | no session cookie | no user api key | no bearer token | no userauth | \
        no supported authentication | no client authentication | no authentication token | no authorization token | \
        no authorization header | no subscription key | no basic auth | no valid crumb | notoken | not authed | \
        no password | no username | no ticket | not logged in | anonymous caller | unregistered callers | system anonymous | \
        anonymous token | anonymous user | 未登录 | nicht angemeldet"),
    (REQUIRED, "\
        required | is required | are required | requires | require | requis | requise | requerido | requerida | \
        erforderlich | necessary | expected | expects | mandatory | needed | need | needs | obbligatorio | \
        obrigatório"),
    (MALFORMED, "\
        malformed | could not be parsed | cannot parse | cant parse | unable to parse | failed to parse | \
        could not parse | couldnt parse | parse error | parsing error | error parsing | parsing failed | \
        unparsable | unparseable | unparsed | parse failed | cannot be parsed | parse | failed to decode | \
        error decoding | could not decode | couldnt decode | cannot be decoded | cannot decode | unable to decode | \
        decode error | decoding error | decode failed | decoding | undecodable | attempting to decode | \
        could not be decoded | decode | failed to deserialize | badly formed | badly formatted | wrong format | \
        incorrect format | invalid format | bad format | improperly formatted | incorrectly formatted | \
        wrongly formatted | header format | token format | key format | format is | format was | format appears | format appeared | format should | format must | \
        not properly formatted | not formatted | correct format | formatted correctly | properly formatted | \
        invalid syntax | syntax error | invalid length | wrong length | invalid character | invalid characters | \
        illegal character | illegal characters | must start with | must begin with | should start with | \
        does not start with | expected to start with | expected to begin with | doesnt start with | must be in the format | must be in the form | should be in the form | should be in the format | \
        expected format | not well formed | invalid prefix | too short | too long | whitespace | contain spaces | \
        contains spaces | must be prefixed | unreadable | corrupt | corrupted | invalid encoding | \
        unsupported encoding | not in the form | must be of the form | should be of the form | \
        must have the format | space delimited | credentials string should | invalid structure | invalid form | \
        incomplete | truncated | not base64 | incorrect padding | invalid padding | unexpected format | \
        unexpected end | must be a string | invalid basic header | invalid token header | must consist | \
        must be bearer | should be bearer | must use bearer | bearer prefix | prefix bearer | \
        missing bearer prefix | expected bearer | bearer scheme | invalid json | illegal header | ill formed | \
        no bearer prefix | formato | 格式错误 | fehlerhaft"),
    (MALFORMED_KEY, "\
        bearer does not match | not enough segments | wrong number of segments | number of segments | \
        too many segments | 3 parts | three parts | three segments | 3 segments | illegal base64 | \
        not in the form of header | header payload signature | bad authorization header | \
        authorization header malformed | invalid compact | incomplete signature | incompletesignature | not a jwt | \
        not a valid jwt | jwt malformed | must contain two space | format is authorization | header must contain | \
        jwt string must | virtual key expected | api key expected to | compact jws | jwt strings must | compact serialization | header segment | \
        invalid crypto padding | bad header format | credentials were badly formed"),
    (WRONG_TYPE, "\
        token type | bearer authentication supported | authentication supported | only valid bearer | \
        unsupported token type | wrong token type | wrong type of token | invalid token type | token type not | \
        not allowed token type | unsupported authorization | unsupported auth | unsupported authentication | \
        auth scheme | authentication scheme | authorization scheme | authorization type | auth type | \
        authentication type | authentication method | unsupported scheme | keys are not supported | \
        key is not supported | token is not supported | tokens are not supported | credentials are not supported | \
        wrong authentication | wrong kind of | invalid authorization type | unsupported token | \
        unsupported credential | not supported for this | expected oauth2 access token | only bearer | \
        only non refresh | only refresh tokens | only access tokens | refresh tokens are | only supports bearer | \
        auth method | unsupported api key | token type unsupported | credential type | wrong key type | key type | \
        only accepts"),
    (SIGNATURE, "\
        sign invalid | invalid sign | invalidsignature | invalid signature | signature is invalid | \
        signature invalid | signature verification | bad signature | signature mismatch | signature does not | \
        signature doesnt"),
    (NOT_APPROVED, "\
        not verified | not been verified | unverified | not approved | pending approval | awaiting approval | \
        not activated | not been activated | not yet activated | not yet active | not been approved"),
    (THING, "\
        agreement | agreements | terms | link | links | url | invitation | invite | offer | coupon | card | poll | \
        event | deadline | file | quote | cart | reservation | booking | lock | upload | document | job | page | \
        domain | code"),
];
