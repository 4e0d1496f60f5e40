//! What authenticates, where it stands, and what is called the same and does not.

use super::*;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (KEY, "\
        oauth client | disabled client | key | keys | apikey | apikeys | token | tokens | credential | \
        credentials | creds | cred | jwt | jwts | bearer | session | secret | secrets | signature | \
        client certificate | client certificates | grant expired | grant has expired | passphrase | pat | assertion | keyid | accesstoken | hmac | jws | authtoken | authorization grant | \
        auth code | authorization code | id token | invalidtoken | tokenexpired | llave | clé | clave | schlüssel | \
        jeton | chave | 令牌 | 密钥 | 签名 | トークン | ключ | токен | x api key | authentication information | auth info | \
        access id | auth key | login details | pve ticket | auth ticket | authentication ticket"),
    (API_KEY, "\
        key in header | key in headers | key in request header | key in request headers | api key | api keys | apikey | apikeys | access token | access tokens | accesstoken | credential | \
        credentials | jwt | bearer | auth token | authtoken | authentication token | authorization token | \
        api token | security token | access key | session token | id token | client token | session id | \
        sessionid | refresh token | oauth | oauth2 | authorization header | authorization | authentication | \
        x api key | subscription key | api secret | personal access token | refresh tokens | authorization grant | \
        invalid client | not authed | invalid auth | no auth | invalid grant | signature verification"),
    (TOKEN, "token | tokens"),
    (ID, "\
        user name | email or | user id | userid | app id | appid | application id | account sid | identifier | \
        consumer | identity | user | account"),
    (AUTH, "authorization | authentication | auth | authorisation | authn | oauth | oauth2"),
    (HEADER, "header | headers | x auth token | x authorization"),
    (LOGIN, "\
        password | passwords | username | usernames | login | client id | client secret | passcode | clientid | \
        client authentication | invalid client | app key | contraseña | mot de passe | passwort | 密码 | client"),
    (OTHER_TOKEN, "\
        ^delete | ^remove | ^revoke | \
        page token | next token | nexttoken | pagination token | continuation token | sync token | cursor | \
        device token | push token | registration token | upload token | invite token | invitation token | \
        reset password token | password reset token | reset token | confirmation token | verification token | \
        unlock token | activation token | primary key | foreign key | partition key | sort key | object key | \
        idempotency key | idempotency token | encryption key | public key | ssh key | ssh keys | gpg key | \
        deploy key | cache key | routing key | kms key | unexpected token | webhook signature | max tokens | \
        maximum tokens | context length | prompt tokens | page size | translation key | api key name | key name | \
        unknown key | key pair | object keys | missing key in object | missing key in json | missing key in body | missing key in payload | duplicate key | session not found for chat | \
        stop token | input tokens | output tokens | token limit | tokens per | invalid token in | token count | \
        one time token | join token | lock token | payment token | card token | app check token | appcheck token | \
        expired keys | expired tokens | revoked keys | revoked tokens | key in filter | key in object | key in query | key in payload | key in config"),
    (NOUN, "key | keys | token | tokens | session | sessions | secret | secrets | password | passwords | passcode | passphrase | signature"),
    (BEFORE_NOUN, "\
        the | your | a | an | this | that | these | their | its | any | no | some | each | both | same | my | \
        provided | supplied | given | specified | submitted | received | sent | presented | current | new | old | \
        existing | requested | used | following | incoming | request | \
        invalid | valid | expired | revoked | missing | bad | wrong | incorrect | unknown | malformed | unauthorized | \
        disabled | inactive | active | blocked | empty | correct | unrecognized | deleted | illegal | null | \
        unverified | unsupported | leaked | compromised | stale | not | is | was | \
        or | and | for | of | with | without | by | from | in | to | on | as | than | because | since | if | when | \
        has | have | had | using | via | per | either | neither | nor | but | error | failed | failure | \
        validate | verify | decode | parse | find | check | provide | pass | use | include | supply | need | \
        require | requires | required | authenticate | get | lookup | match | recognize | refresh | set | decrypt | \
        read | load | fetch | send | generate | create | decoding | parsing | validating | verifying | \
        api | access | auth | authentication | authorization | authorisation | oauth | oauth2 | bearer | jwt | jws | \
        security | client | user | login | app | application | service | account | personal | private | \
        subscription | id | identity | server | integration | project | team | organization | organisation | org | \
        workspace | tenant | admin | master | root | machine | bot | web | json | http | basic | digest | header | \
        cookie | x | sas | shared | developer | consumer | partner | merchant | customer | test | live | sandbox | \
        production | read | write | rest | static | opaque | encoded | signed | base64 | hmac | aws | azure | \
        google | github | gitlab | function | host | deploy | registry | runner | agent | gateway | management | v1 | v2 | v3 | v4 | \
        ingest | ingestion | sdk | temporary | impersonation | delegated | dpop | paseto | sso | saml | oidc | \
        openid | firebase | cognito | environment | installation | license | trial | seller | tenants | member | \
        node | rpc | search | hub | collector | acl | provider | input | db | group | instance | cluster | job | ci | robot | delivery | preview | \
        publishable | restricted | ephemeral | vendor | company | portal | cloud | publisher | signing | realm | scoped | grained | lived | factor"),
    (ELSEWHERE, "\
        smtp | imap | pop3 | ftp | sftp | ssh | upstream | remote | third party | external service | \
        external account | data source | datasource | dependency | reconnect | re connect | linked account | \
        connected account | bank | database | could not connect | unable to connect | failed to connect | \
        connection to | webhook | webhooks | destination | mailbox | archive | pdf | zip | document | attachment | uploaded | mail server | email server | secret scanning"),
    (PARAMETER, "\
        parameter | parameters | argument | arguments | param | query | field | fields | property | column | attribute | json"),
];
