//! Plots as SVG, readable on a light and on a dark page: each has a background of its own, and follows the reader's preference.

mod bars;
mod lines;

use std::fmt::Write;

pub(crate) use self::{
    bars::{Bars, Row},
    lines::{Line, Lines},
};

/// A picture in the making.
struct Canvas {
    body: String,
    height: f64,
}

/// Where a text stands to its point.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

const WIDTH: f64 = 760.0;
const MARGIN: f64 = 20.0;
const HEAD: f64 = 56.0;

/// The class of a series' colour is `s` and its number; `s0` is for what is not ours.
const STYLE: &str = "\
text{font:13px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#1f2328}\
.t{font-size:15px;font-weight:600}.m{fill:#59636e;font-size:12px}\
.card{fill:#fff;stroke:#d1d9e0}.g{stroke:#d1d9e0;fill:none}.d{stroke:#8c959f;stroke-dasharray:2 4}\
.s0{fill:#8c959f}.s1{fill:#0969da}.s2{fill:#bc4c00}.s3{fill:#1a7f37}.s4{fill:#8250df}\
.l0{stroke:#8c959f}.l1{stroke:#0969da}.l2{stroke:#bc4c00}.l3{stroke:#1a7f37}.l4{stroke:#8250df}.l{fill:none;stroke-width:2}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.m{fill:#9198a1}.card{fill:#0d1117;stroke:#3d444d}.g{stroke:#3d444d}.d{stroke:#767e87}\
.s0{fill:#767e87}.s1{fill:#4493f8}.s2{fill:#f0883e}.s3{fill:#3fb950}.s4{fill:#ab7df8}\
.l0{stroke:#767e87}.l1{stroke:#4493f8}.l2{stroke:#f0883e}.l3{stroke:#3fb950}.l4{stroke:#ab7df8}}";

/// As a person reads it: `48`, `1,042`, `3.9 M`.
pub(crate) fn short(value: f64) -> String {
    match value.abs() {
        1e6.. => format!("{} M", trimmed(value / 1e6)),
        1e5.. => format!("{:.0} k", value / 1e3),
        1e3.. => format!(
            "{},{:03}",
            (value / 1e3).trunc(),
            (value % 1e3).abs().round().min(999.0)
        ),
        100.0.. => format!("{value:.0}"),
        _ => trimmed(value),
    }
}

/// Nanoseconds, as a person reads them.
pub(crate) fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        1e6.. => format!("{:.0} ms", nanoseconds / 1e6),
        1e3.. => format!("{:.1} µs", nanoseconds / 1e3),
        _ => format!("{nanoseconds:.0} ns"),
    }
}

/// Two digits after the point at most, and none that are zero.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

// ===== impl Canvas =====

impl Canvas {
    fn new(title: &str, unit: &str, height: f64) -> Self {
        let mut canvas = Self {
            body: String::new(),
            height,
        };
        canvas.text(MARGIN, 26.0, Anchor::Start, "t", title);
        canvas.text(MARGIN, 44.0, Anchor::Start, "m", unit);
        canvas
    }

    fn text(&mut self, x: f64, y: f64, anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = escaped(text);
        self.push(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" class="{class}">{text}</text>"#
        ));
    }

    fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, class: &str) {
        self.push(format_args!(
            r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="2" class="{class}"/>"#
        ));
    }

    fn dashed(&mut self, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.push(format_args!(
            r#"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" class="d"/>"#
        ));
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.push(format_args!(
            r#"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" class="g"/>"#
        ));
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // A `String` takes all that is written to it.
        let _ = writeln!(self.body, "{element}");
    }

    fn finish(self, title: &str) -> String {
        let Self { body, height } = self;
        let (inner_width, inner_height) = (WIDTH - 1.0, height - 1.0);
        let title = escaped(title);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
             role=\"img\" aria-label=\"{title}\">\n<style>{STYLE}</style>\n\
             <rect x=\"0.5\" y=\"0.5\" width=\"{inner_width}\" height=\"{inner_height}\" rx=\"6\" class=\"card\"/>\n{body}</svg>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.5, "0.5"),
            (81.0, "81"),
            (1.126, "1.13"),
            (1042.0, "1,042"),
            (36_571.0, "36,571"),
            (135_031.0, "135 k"),
            (3_938_868.0, "3.94 M"),
        ] {
            assert_eq!(short(value), text);
        }
    }
}
