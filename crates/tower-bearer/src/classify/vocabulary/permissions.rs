//! Who may do what, and who asks.

use super::*;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (SCOPE, "\
        only read access | only has read | only write access | scope | scopes | not accessible by | \
        key service blocked | token can only access | key can only access | key not allowed to access | \
        token not allowed to access | not allowed to access model | oauth scope | oauth scopes | insufficientscope"),
    (PERMISSION, "\
        permission | permissions | privilege | privileges | role | roles | entitlement | entitlements | \
        access right | write access | access rights | authorities | capability | capabilities | access level | ability | \
        abilities | permiso | permisos | berechtigung | 权限"),
    (LACK, "\
        enough | insufficient | missing | lack | lacks | lacking | additional | higher | required | requires | \
        require | need | needs | needed | hasnt | elevated | not granted | without | not enough | inadequate | \
        requirement | necessary | sufficient | does not include | appropriate | proper | not assigned | ability | \
        abilities | grant | not been granted | does not have any"),
    (DENIED, "\
        permission deny | deny | forbidden | access denied | accessdenied | permission denied | permissiondenied | \
        not allowed | not permitted | not authorized | not authorised | isnt allowed | isnt authorized | \
        isnt permitted | arent allowed | arent authorized | no permission | not have permission | \
        dont have permission | not have the permission | doesnt have permission | no access | cannot access | \
        cant access | not have access | dont have access | doesnt have access | have access | not have the | \
        insufficient rights | insufficient permission | insufficient permissions | insufficient access | \
        insufficient privileges | disallowed | denied | restricted | prohibited | not enabled | must have | \
        must be an admin | unable to access | not entitled | not eligible | unprivileged | refused | \
        not accessible | missing access | not have | cannot | can not | does not belong | doesnt belong | \
        not a member | may not | do not allow | does not allow | does not permit | not belong | not grant | \
        not available | owner only | admins only | only admin | only admins | only administrator | \
        only administrators | mismatch | is read only | read only | readonly | not the owner | request denied | \
        not associated | unauthorized to | unauthorised to | unauthorized for | not granted | permission error | \
        no rights | not supported | accès refusé | acceso denegado | zugriff verweigert | interdit | verboten | \
        禁止 | acesso negado | accesso negato | unauthorized client | out of scope | kein zugriff | \
        not currently allowed | not whitelisted | limited to | reserved for | not approved | unapproved | \
        is unauthorized"),
    (TARGET, "to | for | perform | this endpoint | this resource | this api"),
    (NOT_ALLOWED, "\
        not authorized to perform | not authorised to perform | not authorized to do | not allowed to | \
        not permitted to | arent allowed to | must be a member | must be an admin | must be an owner | \
        not a server admin | not an admin | not an administrator | not administrator | not a member | admin only | \
        admins only | team not authorized | team s not authorized | teams not authorized | workspace not authorized | \
        organization not authorized | project not authorized | cannot create | cannot edit | cannot delete | cannot view | cannot update | not the owner | \
        must be the owner"),
    (AUTH_FAILED, "\
        authentication failed | authentication failure | auth failed | auth failure | login failed | \
        could not be authenticated | couldnt authenticate | couldnt be authenticated | could not authenticate | \
        cannot authenticate | cant authenticate | unable to authenticate | failed to authenticate | \
        fails to authenticate | failed authentication | authentication error | authentication unsuccessful | \
        authentication exception | login unsuccessful | failed login | login error | auth error | \
        authentication problem | authenticate failed | not authenticate | authentication has failed | \
        cannot be authenticated | authenticationfailed | authentication rejected | authfailure | auth exception | \
        login incorrect | sign in failed | 认证失败 | 鉴权失败 | 验证失败 | authentication denied | authentification échouée | \
        authentication credentials | jwt error | token error | bad auth | bad authentication | ^authenticate"),
    (NOT_AUTHENTICATED, "\
        unauthenticated | not authenticated | hasnt authenticated | not been authenticated | isnt authenticated | arent authenticated | authentication required | \
        authentication is required | requires authentication | require authentication | authentication needed | \
        must be authenticated | be authenticated | needs authentication | must authenticate | \
        need to authenticate | login required | log in | sign in | signed in | logged in | please login | \
        authorization required | requires user authentication | user authentication | need to login | \
        login is required | full authentication | authenticationrequired | must login | requires login | \
        loginrequired | not login | needs login | authentication information is not | authenticate first | \
        anonymous access | anonymous requests | session required | please authenticate | authenticated user | \
        autenticado | authentifié"),
    (UNAUTHORIZED, "\
        authorization failed | authorization failure | authorization error | failed to authorize | \
        unable to authorize | could not be authorized | unauthorized | unauthorised | unautorized | no autorizado | \
        non autorisé | não autorizado | nicht autorisiert | 未授权 | 401 | authentication | unauth"),
];
