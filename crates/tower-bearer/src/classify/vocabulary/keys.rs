//! What authenticates, where it stands, and what is called the same and does not.

use super::*;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (KEY, "\
        oauth client | disabled client | key | keys | apikey | apikeys | token | tokens | credential | \
        credentials | creds | cred | jwt | jwts | bearer | session | secret | secrets | signature | certificate | \
        passphrase | pat | assertion | keyid | accesstoken | hmac | jws | authtoken | authorization grant | \
        auth code | authorization code | id token | invalidtoken | tokenexpired | llave | clé | clave | schlüssel | \
        jeton | chave | 令牌 | 密钥 | 签名 | トークン | ключ | токен | x api key | authentication information | auth info | \
        access id | auth key | login details"),
    (API_KEY, "\
        api key | api keys | apikey | apikeys | access token | access tokens | accesstoken | credential | \
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
        page token | next token | nexttoken | pagination token | continuation token | sync token | cursor | \
        device token | push token | registration token | upload token | invite token | invitation token | \
        reset password token | password reset token | reset token | confirmation token | verification token | \
        unlock token | activation token | primary key | foreign key | partition key | sort key | object key | \
        idempotency key | idempotency token | encryption key | public key | ssh key | ssh keys | gpg key | \
        deploy key | cache key | routing key | kms key | unexpected token | webhook signature | max tokens | \
        maximum tokens | context length | prompt tokens | page size | translation key | api key name | key name | \
        unknown key | key pair | object keys | missing key in | duplicate key | session not found for chat | \
        stop token | input tokens | output tokens | token limit | tokens per | invalid token in | token count | \
        one time token | join token | lock token | payment token | card token"),
    (PARAMETER, "\
        parameter | parameters | argument | arguments | param | query | property | column | attribute | json"),
];
