//! Words that say how a sentence is meant.

use super::*;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (OR, "or | and or | oder | ou"),
    (EITHER, "\
        or expired | expired or | or invalid | invalid or | or revoked | revoked or | or missing | missing or | \
        or is | or has | or was | or have | or not | or malformed | malformed or | or disabled | or incorrect | \
        or deleted | or does | and or | or inactive | or unknown | or are | or no | or an invalid | or non | \
        or nonexistent | or blocked | or your | or the key | or the token | or the credentials | or the api | or it | or you | or could | or failed | or wrong | or bad | \
        or been | or unauthorized | missing invalid | invalid missing | invalid expired | expired invalid | \
        or absent | or empty | empty or | oder abgelaufen | or had | or otherwise | unknown or | incorrect or"),
    (HEDGE, "\
        may | might | maybe | perhaps | possibly | could be | either | if | whether | could have | can be | \
        probably | likely | unless | ensure | make sure | in case | when | before | until"),
    (ADVICE, "\
        ^please | ^check | ^make sure | ^ensure | ^see | ^visit | ^contact | ^try | ^if | ^you can | ^refer | \
        ^learn | ^read | ^click | ^go to | ^consider | ^verify that | ^double check | ^get one | ^for more | \
        ^get a | ^create | ^obtain | ^did you | ^have you | ^are you | ^note | ^use | ^to | ^generate | ^perhaps | \
        ^maybe | ^verify | ^confirm | ^be sure | ^possible | ^you may | ^you might | ^more information | \
        ^it is possible | ^review | ^find | ^when | ^in order | ^set | ^provide | ^remember | ^need | ^want | \
        ^look | ^sign up | ^register | ^rotate | ^renew | ^replace | ^add | ^wait | ^choose | \
        ^select | ^reconnect"),
];
