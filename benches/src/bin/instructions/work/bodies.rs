//! Bodies of refusals, of any length.

/// What a body is written in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    Json,
    /// A list of errors, each with code and message: more texts than any other body has.
    Errors,
    IndentedErrors,
    /// One long text, of which each word is read.
    Prose,
    Html,
    Text,
}

// ===== impl Format =====

impl Format {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Errors => "JSON with errors",
            Self::IndentedErrors => "indented JSON with errors",
            Self::Prose => "JSON with one message",
            Self::Html => "HTML",
            Self::Text => "text",
        }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Json | Self::Errors | Self::IndentedErrors | Self::Prose => "application/json",
            Self::Html => "text/html",
            Self::Text => "text/plain",
        }
    }

    /// A body of about `len` bytes that says at its end why it is one: all of it has to be read.
    pub(super) fn body(self, len: usize) -> String {
        let (head, filler, tail): (_, fn(usize) -> String, _) = match self {
            Self::Json => (r#"{"success":false,"checks":["#, json_filler, JSON_TAIL),
            Self::Errors => (r#"{"success":false,"errors":["#, error, ERRORS_TAIL),
            Self::IndentedErrors => (INDENTED_HEAD, indented_error, INDENTED_TAIL),
            Self::Prose => (
                r#"{"error":{"message":"The request was stopped. "#,
                prose_filler,
                PROSE_TAIL,
            ),
            Self::Html => (HTML_HEAD, html_filler, HTML_TAIL),
            Self::Text => ("The request was stopped.\n", text_filler, "Invalid API key.\n"),
        };
        let mut body = head.to_owned();
        for number in 0.. {
            let filler = filler(number);
            if body.len() + filler.len() + tail.len() > len {
                break;
            }
            body.push_str(&filler);
        }
        body.push_str(tail);
        body
    }
}

const JSON_TAIL: &str = r#"null],"error":{"code":"invalid_api_key","message":"Invalid API key"}}"#;
const ERRORS_TAIL: &str = r#"{"code":"invalid_api_key","message":"Invalid API key"}]}"#;
const PROSE_TAIL: &str = r#"Invalid API key."}}"#;
const INDENTED_HEAD: &str = "{\n  \"success\": false,\n  \"errors\": [\n";
const INDENTED_TAIL: &str =
    "    {\n      \"code\": \"invalid_api_key\",\n      \"message\": \"Invalid API key\"\n    }\n  ]\n}\n";
const HTML_HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Error</title>\n\
    <style>body { font: 16px sans-serif; margin: 2em }</style></head>\n<body>\n<h1>Something went wrong</h1>\n";
const HTML_TAIL: &str = "<p>Invalid API key</p>\n</body>\n</html>\n";

fn json_filler(number: usize) -> String {
    format!(
        r#"{{"row":{number},"zone":"eu-1","up":true,"took_ms":{}.5}},"#,
        number % 90
    )
}

fn error(number: usize) -> String {
    format!(r#"{{"code":"too_long","field":"name_{number}","message":"must be at most 120 characters"}},"#)
}

fn indented_error(number: usize) -> String {
    format!(
        "    {{\n      \"code\": \"too_long\",\n      \"field\": \"name_{number}\",\n      \
         \"message\": \"must be at most 120 characters\"\n    }},\n"
    )
}

fn html_filler(number: usize) -> String {
    format!("<div class=\"row\"><span id=\"s{number}\">Server {number}</span> <a href=\"/status\">is up</a></div>\n")
}

fn text_filler(number: usize) -> String {
    format!("Server {number} looked at it, and had nothing to say about what was sent.\n")
}

fn prose_filler(number: usize) -> String {
    text_filler(number).replace('\n', " ")
}
