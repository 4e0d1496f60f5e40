//! What servers call things, as data: each row is a concept and the terms that stand for it, with bars between.
//!
//! A term is one word or more, in lower case and as [`words`](super::words) makes them. One that ends in `*` is a beginning. One
//! that begins with `^` counts at the start of a sentence alone. Terms overlap: `not valid` is [`INVALID`], and `valid` in it
//! is [`VALID`] all the same, so rules that ask for the narrower concept come first.

use std::ops::BitOr;

/// A set of concepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Concepts(pub(super) u64);

macro_rules! concepts {
    ($($(#[$doc:meta])* $name:ident)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the concepts, nothing else")]
        #[derive(Clone, Copy)]
        enum Number { $($name),* }
        $($(#[$doc])* pub(super) const $name: Concepts = Concepts(1 << Number::$name as u64);)*
    };
}

concepts! {
    /// What authenticates.
    KEY
    /// The same in words that are only used of it, whatever the status.
    API_KEY
    /// The word `token`.
    TOKEN
    /// Names of a person or a program.
    ID
    /// Where it stands, or the act.
    AUTH
    /// The word `header`.
    HEADER
    /// Name and password, or the client of OAuth.
    LOGIN
    /// What is called a key or a token and does not authenticate.
    OTHER_TOKEN
    /// Parameters of the request.
    PARAMETER
    /// A key and that it is invalid, in words that stand together.
    INVALID_KEY
    INVALID
    VALID
    NOT_YET
    EXPIRED
    NOT_EXPIRED
    REVOKED
    OFF
    NOT_OFF
    ACCOUNT
    FEATURE_OFF
    MISSING
    /// No key, in words that stand together.
    NO_KEY
    REQUIRED
    MALFORMED
    /// Malformed, whatever it is said of: nothing else has segments.
    MALFORMED_KEY
    WRONG_TYPE
    OR
    /// The same between two states: "invalid or expired".
    EITHER
    /// What expires and is no key.
    THING
    SIGNATURE
    NOT_APPROVED
    /// Not allowed, whoever asks being known.
    NOT_ALLOWED
    SSO
    MONTH
    HEDGE
    ADVICE
    RATE
    FORGERY
    WALL
    ADDRESS
    REFUSED
    SECOND_FACTOR
    MONEY
    LIMIT
    /// Words of money that also stand in other sentences.
    PLAN
    SCOPE
    PERMISSION
    LACK
    DENIED
    TARGET
    AUTH_FAILED
    NOT_AUTHENTICATED
    UNAUTHORIZED
    /// The page of a web server itself.
    GATEWAY
    UPGRADE_CLIENT
    NO_ROUTE
}

#[rustfmt::skip]
pub(super) const VOCABULARY: &[(Concepts, &str)] = &[
    (KEY, "\
        oauth client | disabled client | \
        key | keys | apikey | apikeys | token | tokens | credential | credentials | creds | cred | jwt | jwts | \
        bearer | session | secret | secrets | signature | certificate | passphrase | pat | assertion | keyid | \
        accesstoken | hmac | jws | authtoken | authorization grant | auth code | authorization code | \
        id token | invalidtoken | tokenexpired | llave | clé | clave | schlüssel | jeton | chave | 令牌 | 密钥 | \
        签名 | トークン | ключ | токен"),
    (API_KEY, "\
        api key | api keys | apikey | apikeys | access token | access tokens | accesstoken | credential | \
        credentials | jwt | bearer | auth token | authtoken | authentication token | authorization token | \
        api token | security token | access key | session token | id token | client token | session id | \
        sessionid | refresh token | oauth | oauth2 | authorization header | authorization | authentication | \
        x api key | subscription key | api secret | personal access token | refresh tokens | \
        authorization grant | invalid client | not authed | invalid auth | no auth | invalid grant | \
        signature verification"),
    (TOKEN, "token | tokens"),
    (AUTH, "authorization | authentication | auth | authorisation | authn | oauth | oauth2"),
    (KEY, "x api key | authentication information | auth info | access id | auth key | login details"),
    (HEADER, "header | headers | x auth token | x authorization"),
    (LOGIN, "\
        password | passwords | username | usernames | login | client id | client secret | passcode | clientid | \
        client authentication | invalid client | app key | contraseña | mot de passe | passwort | 密码 | client"),
    (ID, "\
        user name | email or | user id | userid | app id | appid | application id | account sid | identifier | \
        consumer | identity | user | account"),
    (OTHER_TOKEN, "\
        page token | next token | nexttoken | pagination token | continuation token | sync token | cursor | \
        device token | push token | registration token | upload token | invite token | invitation token | \
        reset password token | password reset token | reset token | confirmation token | verification token | \
        unlock token | activation token | primary key | foreign key | partition key | sort key | object key | \
        idempotency key | idempotency token | encryption key | public key | ssh key | ssh keys | gpg key | \
        deploy key | cache key | routing key | kms key | unexpected token | webhook signature | max tokens | \
        maximum tokens | context length | prompt tokens | page size | translation key | api key name | \
        key name | unknown key | key pair | object keys | missing key in | duplicate key | \
        session not found for chat | stop token | input tokens | output tokens | token limit | tokens per | \
        invalid token in | token count | one time token | join token | lock token | payment token | \
        card token"),
    (PARAMETER, "\
        parameter | parameters | argument | arguments | param | query | property | column | attribute | json"),
    (INVALID_KEY, "\
        invalid appid | invalid app id | invalid application id | invalid client id | \
        invalid api key | invalid apikey | invalid key | acl not found | invalid client token | invalid token | \
        invalid access token | invalid credential | invalid credentials | invalid bearer | \
        invalid subscription key | invalid jwt | invalid auth | invalid authentication | invalid session | \
        key is invalid | token is invalid | token invalid | key invalid | key not valid | token not valid | \
        bad credentials | unknown api key | incorrect api key | invalid api token | invalid auth token | \
        invalid oauth | invalid client | credentials are invalid | invalid signature | \
        invalid security token | invalid login | wrong api key | bad token | invalid secret | \
        invalid access key"),
    (INVALID, "\
        could not be found | cannot be found | couldnt be found | can not be found | \
        invalid | not valid | isnt valid | arent valid | incorrect | unknown | wrong | bad | unrecognized | \
        unrecognised | not recognized | not recognised | not recognize | does not exist | doesnt exist | \
        not exist | no longer exists | no longer exist | nonexistent | non existent | not found | notfound | \
        couldnt find | could not find | unable to find | cannot find | not known | could not be verified | \
        cannot be verified | could not verify | couldnt verify | unable to verify | cant verify | \
        cannot verify | failed to verify | fails to verify | failed verification | verification failed | \
        verification failure | verification fails | verification error | verify failed | validation failed | \
        validation failure | validation error | validation fails | could not validate | couldnt validate | \
        failed to validate | unable to validate | cannot validate | error validating | failed validation | \
        could not be validated | cannot be validated | does not match | doesnt match | do not match | \
        dont match | didnt match | mismatch | not match | rejected | not accepted | unacceptable | fake | \
        forged | tampered | not registered | unregistered | no such | no longer valid | acl not found | \
        no matching | not match any | illegal | unverifiable | not a valid | not an active | no active | \
        no account | no user | incorrectly | inválido | inválida | invalide | ungültig | ungültige | \
        ungültiger | non valide | 无效 | 错误 | 不正确 | 非法 | недействителен | неверный | não é válido | no válido | \
        no es válido | issuer is not | audience is not | audiences in | not issued | unrecognizedclient | \
        verification fail* | not pass authentication | do not pass | does not pass"),
    (VALID, "correct credentials | proper credentials | correct api key | correct authentication | proper authentication | valid | válido | válida"),
    (NOT_YET, "\
        not yet valid | not valid yet | used before | not active yet | in the future | not before | nbf | iat"),
    (EXPIRED, "\
        expired | expire | expires | expirado | expirada | expiré | expirée | abgelaufen | 过期 | 已过期 | 失效 | \
        истек | vencido | scaduto | expiration time | expiration date | token expiry | past its expiration | \
        session timed out | session terminated | session ended | token timed out | tokenexpired | exp claim | \
        exp | too old | lifetime | out of date | stale token"),
    (NOT_EXPIRED, "\
        not expired | not be expired | hasnt expired | not yet expired | expires in | before it expires | \
        will expire | unexpired | expires at | expire in | about to expire | never expire | never expires"),
    (REVOKED, "\
        revoked | revocado | révoqué | widerrufen | revogado | leaked | blacklisted | denylisted | \
        compromised | has been rotated | been invalidated | was invalidated | logged out | signed out | 被撤销"),
    (OFF, "\
        banned | \
        disabled | deactivated | inactive | deleted | suspended | not active | isnt active | cancelled | \
        canceled | turned off | archived | no longer active | deaktiviert | desactivado | been blocked | \
        was blocked"),
    (NOT_OFF, "\
        not revoked | not been revoked | not disabled | not been disabled | not deleted | not been deleted | \
        hasnt been revoked | hasnt been disabled | not inactive"),
    (ACCOUNT, "\
        account | user | users | organization | organisation | project | workspace | team | tenant | company | \
        service account | member | merchant | customer | owner | store | app | application | subscription"),
    (FEATURE_OFF, "\
        type disabled | authentication type is disabled | \
        authentication is disabled | authentication disabled | auth is disabled | \
        authentication has been disabled | access is disabled | access has been disabled | keys are disabled | \
        tokens are disabled | api is disabled | api has been disabled | api access is | \
        authentication is not enabled | authentication is not permitted | is disabled for this | \
        it is disabled | is disabled on | auth disabled | service disabled | not been used in project | \
        api disabled | authentication is currently | access to this resource is disabled | \
        feature is disabled | does not belong | doesnt belong | organization mismatch | endpoint is disabled | \
        local auth | access disabled"),
    (MISSING, "\
        missing | empty | absent | without | blank | omitted | not provided | not provide | not supplied | \
        not supply | not included | not include | not present | not specified | not specify | not sent | \
        not set | not given | did not pass | not pass a | must use an api key | not contain | didnt provide | \
        wasnt provided | werent provided | not been provided | isnt provided | didnt find | not see | \
        must provide | must supply | must include | must specify | must send | must pass | must be provided | \
        must be supplied | must be specified | must be set | must be included | must contain | none provided | \
        not found in request | not found in the | not found in header | not found in headers | not detected | \
        not read | lacks | does not have a | cannot be empty | can not be empty | not be empty | \
        should not be empty | cannot be blank | not be null | is null | cannot be null | expected but not | \
        need to provide | needs to provide | have to provide | forgot | none was | fehlt | manquant | \
        manquante | falta | ausente | 缺少 | 不能为空 | 为空 | not authed | needs an api | not found on request"),
    (NO_KEY, "\
        no api key | no apikey | no key | no keys | no token | no tokens | no access token | no auth | \
        no credentials | no credential | no authorization | no authentication | no bearer | no jwt | \
        no session | no access key | no auth token | no client certificate | no authenticated | no api token | \
        no x api key | no security token | no security context | no id token | no oauth | no authenticator | \
        no secret | no login | no cookie | no session cookie | no user api key | no bearer token | \
        no userauth | no supported authentication | no client authentication | no authentication token | \
        no authorization token | no authorization header | no subscription key | no basic auth | \
        no valid crumb | notoken | not authed | no password | no username | not logged in | anonymous caller | \
        unregistered callers | system anonymous | anonymous token | anonymous user | 未登录 | nicht angemeldet"),
    (REQUIRED, "\
        required | is required | are required | requires | require | requis | requise | requerido | requerida | \
        erforderlich | necessary | expected | expects | mandatory | needed | need | needs | obbligatorio | \
        obrigatório"),
    (MALFORMED, "\
        malformed | could not be parsed | cannot parse | cant parse | unable to parse | failed to parse | \
        could not parse | couldnt parse | parse error | parsing error | error parsing | parsing failed | \
        unparsable | unparseable | unparsed | parse failed | cannot be parsed | parse | failed to decode | \
        error decoding | could not decode | couldnt decode | cannot be decoded | cannot decode | \
        unable to decode | decode error | decoding error | decode failed | decoding | undecodable | \
        attempting to decode | could not be decoded | decode | failed to deserialize | badly formed | \
        badly formatted | wrong format | incorrect format | invalid format | bad format | \
        improperly formatted | incorrectly formatted | wrongly formatted | header format | token format | \
        key format | format is | format should | format must | not properly formatted | not formatted | \
        correct format | formatted correctly | properly formatted | invalid syntax | syntax error | \
        invalid length | wrong length | invalid character | invalid characters | illegal character | \
        illegal characters | must start with | must begin with | should start with | does not start with | \
        doesnt start with | must be in the format | should be in the format | expected format | \
        not well formed | invalid prefix | too short | too long | whitespace | contain spaces | \
        contains spaces | must be prefixed | unreadable | corrupt | corrupted | invalid encoding | \
        unsupported encoding | not in the form | must be of the form | should be of the form | \
        must have the format | space delimited | credentials string should | invalid structure | invalid form | \
        incomplete | truncated | not base64 | incorrect padding | invalid padding | unexpected format | \
        unexpected end | must be a string | invalid basic header | invalid token header | must consist | \
        must be bearer | should be bearer | must use bearer | bearer prefix | prefix bearer | \
        missing bearer prefix | expected bearer | bearer scheme | invalid json | illegal header | ill formed | \
        no bearer prefix | formato | 格式错误 | fehlerhaft"),
    (MALFORMED_KEY, "\
        bearer does not match | \
        not enough segments | wrong number of segments | number of segments | too many segments | 3 parts | \
        three parts | three segments | 3 segments | illegal base64 | not in the form of header | \
        header payload signature | bad authorization header | authorization header malformed | \
        invalid compact | incomplete signature | incompletesignature | not a jwt | not a valid jwt | \
        jwt malformed | must contain two space | format is authorization | header must contain | \
        jwt string must | compact jws | jwt strings must | compact serialization | header segment | \
        invalid crypto padding | bad header format | credentials were badly formed"),
    (WRONG_TYPE, "\
        token type | bearer authentication supported | authentication supported | only valid bearer | \
        unsupported token type | wrong token type | wrong type of token | invalid token type | token type not | \
        not allowed token type | unsupported authorization | unsupported auth | unsupported authentication | \
        auth scheme | authentication scheme | authorization scheme | authorization type | auth type | \
        authentication type | authentication method | unsupported scheme | keys are not supported | \
        key is not supported | token is not supported | tokens are not supported | \
        credentials are not supported | wrong authentication | wrong kind of | invalid authorization type | \
        unsupported token | unsupported credential | not supported for this | expected oauth2 access token | \
        only bearer | only non refresh | only refresh tokens | only access tokens | refresh tokens are | \
        only supports bearer | auth method | unsupported api key | token type unsupported | credential type | \
        wrong key type | key type | only accepts"),
    (OR, "or | and or | oder | ou"),
    (EITHER, "\
        or expired | expired or | or invalid | invalid or | or revoked | revoked or | or missing | missing or | \
        or is | or has | or was | or have | or not | or malformed | malformed or | or disabled | or incorrect | \
        or deleted | or does | and or | or inactive | or unknown | or are | or no | or an invalid | or non | \
        or nonexistent | or blocked | or your | or it | or you | or could | or failed | or wrong | or bad | \
        or been | or unauthorized | missing invalid | invalid missing | invalid expired | expired invalid | \
        or absent | or empty | empty or | oder abgelaufen | or had | or otherwise | unknown or | incorrect or"),
    (THING, "\
        agreement | agreements | terms | \
        link | links | url | invitation | invite | offer | coupon | card | poll | event | deadline | file | \
        quote | cart | reservation | booking | lock | upload | document | job | page | domain | code"),
    (SIGNATURE, "\
        sign invalid | invalid sign | invalidsignature | \
        invalid signature | signature is invalid | signature invalid | signature verification | bad signature | \
        signature mismatch | signature does not | signature doesnt"),
    (NOT_APPROVED, "\
        not verified | not been verified | unverified | not approved | pending approval | awaiting approval | \
        not activated | not been activated | not yet activated | not yet active | not been approved"),
    (NOT_ALLOWED, "\
        not authorized to perform | not authorised to perform | not authorized to do | \
        not allowed to | not permitted to | arent allowed to | must be a member | must be an admin | \
        must be an owner | not a server admin | not an admin | not an administrator | not administrator | \
        not a member | admin only | admins only | cannot create | cannot edit | cannot delete | cannot view | \
        cannot update | not the owner | must be the owner"),
    (HEDGE, "\
        may | might | maybe | perhaps | possibly | could be | either | if | whether | could have | can be | \
        probably | likely | unless | ensure | make sure | in case | when | before | until"),
    (ADVICE, "\
        ^please | ^check | ^make sure | ^ensure | ^see | ^visit | ^contact | ^try | ^if | ^you can | ^refer | \
        ^learn | ^read | ^click | ^go to | ^consider | ^verify that | ^double check | ^get one | ^for more | \
        ^get a | ^create | ^obtain | ^did you | ^have you | ^are you | ^note | ^use | ^to | ^generate | \
        ^perhaps | ^maybe | ^verify | ^confirm | ^be sure | ^possible | ^you may | ^you might | \
        ^more information | ^it is possible | ^review | ^find | ^when | ^in order | ^set | ^provide | \
        ^remember | ^need | ^want | ^look | ^sign up | ^register"),
    (RATE, "\
        rate limit | rate limits | rate limited | rate limiting | ratelimit* | rate exceeded | rate limit* | \
        too many requests | too many request | throttl* | error code 1015 | abuse detection | \
        too many attempts | too many failed | too many login | too many invalid | too many authentication | \
        slow down | request limit | requests per second | requests per minute | requests per hour | \
        per minute | limit per | request rate | too fast | too frequent | too frequently | attempt exceeded | \
        attempts exceeded | maximum number of login | concurrent requests | concurrency limit | over rate | \
        spike arrest | spikearrest | daily limit | user rate | call limit | calls per | qps | 频繁 | flood | \
        many unsuccessful | cooldown | temporarily blocked | temporarily locked | over query limit | \
        limit of requests | rate quota | requests limit"),
    (FORGERY, "\
        csrf | xsrf | csrfmiddlewaretoken | csrftoken | forgery | antiforgery | authenticity token | \
        authenticitytoken | crumb | cookie nonce | cookie invalid nonce | cookie check | nonce verification | \
        security nonce | anti forgery | rest cookie | page expired | state mismatch | same origin | \
        cross origin | cross site | cors | referer | referrer | referrers | http referrer | \
        origin not allowed | invalid origin | origin is not | origin not | origins | host not allowed | \
        invalid host | host header | disallowed host | disallowedhost | unknown host | websocket origin | \
        origin check | origin header"),
    (WALL, "\
        you are banned | you have been banned | \
        captcha* | recaptcha* | hcaptcha* | turnstile | user agent | useragent | waf | firewall | automated | \
        modsecurity | mod security | ray id | attention required | you have been blocked | \
        checking your browser | just a moment | enable javascript | request blocked | error code 1020 | \
        error code 1010 | error code 1006 | error code 1007 | error code 1008 | error code 1009 | \
        error code 1012 | bot detected | bot detection | bot protection | bot traffic | automated requests | \
        robots | on this server \n reference | blocked by our | blocked by network | blocked by security | \
        blocked by cloudflare | incident id | support id | request was blocked | request has been blocked | \
        security service to protect | edgesuite | errors edgesuite | incapsula | sucuri | imperva | \
        suspicious activity | unusual activity | unusual traffic | malicious | security policy | \
        security rules | access to this page has been denied | datadome | perimeterx | \
        on this server reference | generated by cloudfront | request could not be satisfied | \
        conditional access | vpc service controls | vpc sc | network policy | network acl | not on the vpn | \
        vpn | proxies | challenge platform | blocked due | human verification | \
        web application firewall | private network | network is not | networks | network restrictions | \
        public access | public network access | virtual network | private endpoint | cloud armor | banned you | \
        http blocked | clearance | ddos | abusive | security check | request rejected | \
        requested url was rejected | security system | maintenance | mitigated | embargo* | sanction* | \
        service unavailable for legal | legal reasons"),
    (ADDRESS, "\
        ip | ips | ip address | ip addresses | ipaddress | remote address | client address | source address | \
        country | countries | region | territory | geo* | location | allow list | allowlist | allowlisted | \
        whitelist | whitelisted | access list | blocklist | blacklist | block list | deny list | denylist | \
        jurisdiction"),
    (REFUSED, "\
        cannot use | unrecognised | unrecognized | \
        not | blocked | denied | disallowed | restricted | restriction | restrictions | unsupported | banned | \
        forbidden | isnt | mismatch | invalid ip | unauthorized ip | unavailable | prohibited | blacklisted | \
        rejected | violates | unallowed | outside"),
    (SECOND_FACTOR, "\
        required agreement | agreements missing | agreement is missing | \
        two factor | twofactor | fresh token | sudo | 2fa | mfa | multi factor | multifactor | otp | totp | \
        one time password | one time code | one time passcode | step up | stepup | reauth* | re authenticate | \
        re authentication | re enter your password | sudo mode | second factor | webauthn | passkey | \
        password change required | must change | change your password | password expired | \
        password has expired | reset your password | recent login | fresh login | verify your identity | \
        verify its you | additional authentication | insufficient user authentication | acr | \
        interaction required | two step | 2 step | security code | security key required | verification code | \
        tfa | confirm your identity | authenticator app | stronger authentication | additional verification | \
        identity verification | step verification | higher authentication | authentication level | auth level | \
        aal2 | verify your email | email not verified | confirm your email | terms of service | \
        accept the terms | accept terms | user consent | consent required | not consented | \
        unlock your account"),
    (SSO, "sso | single sign on | saml"),
    (MONTH, "per month | monthly | month | this month"),
    (MONEY, "\
        lapsed | subscription lapsed | \
        quota | quotas | credits | credit balance | credit | billing | payment | payments | premium | upgrade | \
        upgrading | trial | paid | not subscribed | isnt subscribed | subscribe | insufficient funds | \
        insufficient balance | overdue | unpaid | past due | spending limit | spend limit | usage limit | \
        hard limit | free tier | free plan | current plan | your plan | plan does | plan doesnt | pricing | \
        enterprise | subscription plan | no active subscription | active subscription | arrears | invoice | \
        insufficient quota | out of credits | no credits | balance | plan restricted | usage cap | \
        subscription required | subscription has expired | subscription expired | subscription is | \
        requires a subscription | license | licence | licensed | licenses | license expired | \
        not available on | not included in | payment required | pro plan | business plan | contact sales | \
        spend | usage exceeded | exceeded your | not enrolled | client not enrolled | wallet | top up | \
        plan limit | plan level | tier | tiers | 余额 | 欠费 | 套餐 | dunning | delinquent | suspended for non | \
        budget | freemium | upsell | purchase | seat"),
    (LIMIT, "exceeded | exceeds | limit reached | reached | exhausted | over limit | limit exceeded"),
    (PLAN, "\
        membership | \
        plan | plans | subscription | subscriptions | subscribed | package | edition | feature | product"),
    (UPGRADE_CLIENT, "\
        upgrade your client | upgrade your sdk | upgrade your browser | upgrade to a newer | \
        upgrade to the latest | upgrade insecure | upgrade your app | upgrade header | credit card number | \
        upgrade to version"),
    (SCOPE, "\
        only read access | only has read | only write access | \
        scope | scopes | not accessible by | key service blocked | oauth scope | oauth scopes | \
        insufficientscope"),
    (PERMISSION, "\
        permission | permissions | privilege | privileges | role | roles | entitlement | entitlements | \
        access right | access rights | authorities | capability | capabilities | access level | \
        ability | abilities | permiso | permisos | berechtigung | 权限"),
    (LACK, "\
        enough | \
        insufficient | missing | lack | lacks | lacking | additional | higher | required | requires | require | \
        need | needs | needed | hasnt | elevated | not granted | without | not enough | inadequate | \
        requirement | necessary | sufficient | does not include | appropriate | proper | not assigned | \
        ability | abilities | grant | not been granted | does not have any"),
    (DENIED, "\
        permission deny | deny | \
        forbidden | access denied | accessdenied | permission denied | permissiondenied | not allowed | \
        not permitted | not authorized | not authorised | isnt allowed | isnt authorized | isnt permitted | \
        arent allowed | arent authorized | no permission | not have permission | dont have permission | \
        not have the permission | doesnt have permission | no access | cannot access | cant access | \
        not have access | dont have access | doesnt have access | have access | not have the | \
        insufficient rights | insufficient permission | insufficient permissions | insufficient access | \
        insufficient privileges | disallowed | denied | restricted | prohibited | not enabled | must have | \
        must be an admin | unable to access | not entitled | not eligible | unprivileged | refused | \
        not accessible | missing access | not have | cannot | can not | does not belong | doesnt belong | \
        not a member | may not | do not allow | does not allow | does not permit | not belong | not grant | \
        not available | owner only | admins only | only admin* | mismatch | is read only | read only | \
        readonly | not the owner | request denied | not associated | unauthorized to | unauthorised to | \
        unauthorized for | not granted | permission error | no rights | not supported | accès refusé | \
        acceso denegado | zugriff verweigert | interdit | verboten | 禁止 | acesso negado | accesso negato | \
        unauthorized client | out of scope | kein zugriff | not currently allowed | not whitelisted | \
        limited to | reserved for | not approved | unapproved | is unauthorized"),
    (TARGET, "to | for | perform | this endpoint | this resource | this api"),
    (AUTH_FAILED, "\
        authentication failed | authentication failure | auth failed | auth failure | login failed | \
        could not be authenticated | couldnt authenticate | couldnt be authenticated | could not authenticate | \
        cannot authenticate | cant authenticate | unable to authenticate | failed to authenticate | \
        fails to authenticate | failed authentication | authentication error | authentication unsuccessful | \
        authentication exception | login unsuccessful | failed login | login error | auth error | \
        authentication problem | authenticate failed | not authenticate | authentication has failed | \
        cannot be authenticated | authenticationfailed | authentication rejected | authfailure | \
        auth exception | login incorrect | sign in failed | 认证失败 | 鉴权失败 | 验证失败 | authentication denied | \
        authentification échouée | authentication credentials | jwt error | token error | bad auth | \
        bad authentication | ^authenticate"),
    (NOT_AUTHENTICATED, "\
        unauthenticated | not authenticated | isnt authenticated | arent authenticated | \
        authentication required | authentication is required | requires authentication | \
        require authentication | authentication needed | must be authenticated | be authenticated | \
        needs authentication | must authenticate | need to authenticate | login required | log in | sign in | \
        signed in | logged in | please login | authorization required | requires user authentication | \
        user authentication | need to login | login is required | full authentication | \
        authenticationrequired | must login | requires login | loginrequired | not login | needs login | \
        authentication information is not | authenticate first | anonymous access | anonymous requests | \
        session required | please authenticate | authenticated user | autenticado | authentifié"),
    (UNAUTHORIZED, "\
        authorization failed | authorization failure | authorization error | failed to authorize | \
        unable to authorize | could not be authorized | unauthorized | unauthorised | unautorized | \
        no autorizado | non autorisé | não autorizado | nicht autorisiert | 未授权 | 401 | authentication | \
        unauth"),
    (GATEWAY, "\
        403 forbidden \n nginx | 403 forbidden \n openresty | 403 forbidden \n cloudflare | \
        403 forbidden \n tengine | 403 forbidden \n microsoft azure application gateway | \
        403 forbidden \n awselb"),
    (NO_ROUTE, "missing authentication token | missing authentication token exception"),
];

// ===== impl Concepts =====

impl Concepts {
    pub(super) const NONE: Self = Self(0);

    /// Whether all of `wanted` are among these.
    pub(super) const fn has(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// Whether any of `others` is among these.
    pub(super) const fn has_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOr for Concepts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}
