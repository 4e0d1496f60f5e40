//! RFC 9110 to the letter:
//!
//! ```text
//! WWW-Authenticate = #challenge                                         section 11.6.1
//! challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]     section 11.3
//! auth-param       = token BWS "=" BWS ( token / quoted-string )        section 11.2
//! #element         = [ element ] *( OWS "," OWS [ element ] )           section 5.6.1.2, as a recipient reads it
//! ```

use super::{
    Challenge,
    cursor::{Cursor, is_blank, text},
    error::{ChallengeError, Fault},
    names::Names,
};

pub(super) fn parse(line: &mut Cursor<'_>) -> Result<Vec<Challenge>, ChallengeError> {
    let mut challenges = Vec::new();
    skip_gaps(line);
    while line.peek().is_some() {
        challenges.push(challenge(line)?);
    }
    Ok(challenges)
}

/// Reads a challenge and the commas behind it.
fn challenge(line: &mut Cursor<'_>) -> Result<Challenge, ChallengeError> {
    let start = line.position();
    let scheme = line.token();
    if scheme.is_empty() {
        return Err(ChallengeError::at(start, Fault::NoScheme));
    }
    let mut challenge = Challenge::new(text(scheme));
    let may_have_more = !line.take_while(|byte| byte == b' ').is_empty();
    if may_have_more {
        challenge.token68 = line.token68();
    }
    if may_have_more && challenge.token68.is_none() {
        challenge.params = params(line)?;
    } else {
        end_of_element(line)?;
    }
    Ok(challenge)
}

/// Reads parameters up to the end, or to what is none and so begins another challenge.
fn params(line: &mut Cursor<'_>) -> Result<Vec<(String, String)>, ChallengeError> {
    let mut params = Vec::new();
    let mut names = Names::default();
    // The list may begin with an empty element: `Basic , realm=a`.
    let mut is_param = line.peek().is_some_and(|byte| !is_gap(byte));
    if !is_param {
        end_of_element(line)?;
        is_param = line.is_at_param();
    }
    while is_param {
        let start = line.position();
        let (name, value) = param(line)?;
        if names.is_repeated(&name, &params) {
            return Err(ChallengeError::at(start, Fault::Repeated));
        }
        params.push((name, value));
        end_of_element(line)?;
        is_param = line.is_at_param();
    }
    Ok(params)
}

fn param(line: &mut Cursor<'_>) -> Result<(String, String), ChallengeError> {
    let start = line.position();
    let name = line.token();
    if name.is_empty() {
        return Err(ChallengeError::at(start, Fault::NoParameter));
    }
    line.skip_blanks();
    if line.peek() != Some(b'=') {
        return Err(ChallengeError::at(line.position(), Fault::NoEquals));
    }
    line.bump();
    line.skip_blanks();
    Ok((text(name).to_ascii_lowercase(), value(line)?))
}

fn value(line: &mut Cursor<'_>) -> Result<String, ChallengeError> {
    if line.peek() == Some(b'"') {
        let (value, error) = line.quoted_string();
        return error.map_or(Ok(value), Err);
    }
    match line.token() {
        [] => Err(ChallengeError::at(line.position(), Fault::NoValue)),
        token => Ok(text(token)),
    }
}

/// Reads up to the next element: at least one comma, or the end.
fn end_of_element(line: &mut Cursor<'_>) -> Result<(), ChallengeError> {
    line.skip_blanks();
    match line.peek() {
        None => Ok(()),
        Some(b',') => {
            skip_gaps(line);
            Ok(())
        }
        Some(_) => Err(ChallengeError::at(line.position(), Fault::NoComma)),
    }
}

fn skip_gaps(line: &mut Cursor<'_>) {
    line.take_while(is_gap);
}

fn is_gap(byte: u8) -> bool {
    is_blank(byte) || byte == b','
}
