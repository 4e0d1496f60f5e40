//! Bodies of refusals, of any length.

/// What a body is written in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    Json,
    IndentedJson,
    Html,
    Text,
}

// ===== impl Format =====

impl Format {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::IndentedJson => "indented JSON",
            Self::Html => "HTML",
            Self::Text => "text",
        }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Json | Self::IndentedJson => "application/json",
            Self::Html => "text/html",
            Self::Text => "text/plain",
        }
    }

    /// A body of about `len` bytes that says at its end why it is one: all of it has to be read.
    pub(super) fn body(self, len: usize) -> String {
        let (head, filler, tail): (_, fn(usize) -> String, _) = match self {
            Self::Json => (r#"{"success":false,"checks":["#, json_filler, JSON_TAIL),
            Self::IndentedJson => (
                "{\n  \"success\": false,\n  \"checks\": [\n",
                indented_filler,
                INDENTED_TAIL,
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
const INDENTED_TAIL: &str = "    null\n  ],\n  \"error\": {\n    \"code\": \"invalid_api_key\",\n    \"message\": \"Invalid API key\"\n  }\n}\n";
const HTML_HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Error</title>\n\
    <style>body { font: 16px sans-serif; margin: 2em }</style></head>\n<body>\n<h1>Something went wrong</h1>\n";
const HTML_TAIL: &str = "<p>Invalid API key</p>\n</body>\n</html>\n";

fn json_filler(number: usize) -> String {
    format!(
        r#"{{"id":{number},"name":"gateway","state":"passed","took_ms":{}.5}},"#,
        number % 90
    )
}

fn indented_filler(number: usize) -> String {
    let milliseconds = number % 90;
    format!(
        "    {{\n      \"id\": {number},\n      \"name\": \"gateway\",\n      \"state\": \"passed\",\n      \
         \"took_ms\": {milliseconds}.5\n    }},\n"
    )
}

fn html_filler(number: usize) -> String {
    format!("<div class=\"row\"><span id=\"s{number}\">Server {number}</span> <a href=\"/status\">is up</a></div>\n")
}

fn text_filler(number: usize) -> String {
    format!("Server {number} looked at it, and had nothing to say about what was sent.\n")
}
