use super::{Anchor, Canvas, HEAD, MARGIN, WIDTH};

/// Rows of bars, one below the other.
pub(crate) struct Bars<'a> {
    pub(crate) title: &'a str,
    pub(crate) unit: &'a str,
    /// Names of the bars in each row; a single one is not written.
    pub(crate) series: &'a [&'a str],
    /// A bar is as long as its number has digits.
    pub(crate) is_logarithmic: bool,
    /// How a number is written at the end of its bar.
    pub(crate) format: fn(f64) -> String,
    pub(crate) rows: Vec<Row>,
}

pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) is_ours: bool,
    pub(crate) values: Vec<f64>,
}

/// Left of it the labels, and right of it the bars.
const AXIS: f64 = 262.0;
const END: f64 = WIDTH - MARGIN - 76.0;
const BAR: f64 = 17.0;
const GAP: f64 = 9.0;

// ===== impl Bars =====

impl Bars<'_> {
    pub(crate) fn draw(&self) -> String {
        let row_height = BAR * self.series.len() as f64 + GAP;
        let legend = if self.series.len() > 1 { 24.0 } else { 0.0 };
        let top = HEAD + legend;
        let height = top + row_height * self.rows.len() as f64 + MARGIN / 2.0;
        let mut canvas = Canvas::new(self.title, self.unit, height);
        if legend > 0.0 {
            self.draw_legend(&mut canvas);
        }
        for (number, row) in self.rows.iter().enumerate() {
            let y = top + row_height * number as f64;
            let middle = y + BAR * row.values.len() as f64 / 2.0;
            canvas.text(AXIS - 10.0, middle + 4.5, Anchor::End, "", &row.label);
            for (series, value) in row.values.iter().enumerate() {
                let y = y + BAR * series as f64;
                let length = self.length(*value);
                canvas.rect(AXIS, y + 1.5, length, BAR - 3.0, &self.class(row, series));
                canvas.text(AXIS + length + 6.0, y + 12.5, Anchor::Start, "", &(self.format)(*value));
            }
        }
        canvas.line((AXIS, top - 4.0), (AXIS, height - MARGIN / 2.0));
        canvas.finish(self.title)
    }

    fn draw_legend(&self, canvas: &mut Canvas) {
        let mut x = AXIS;
        for (number, name) in self.series.iter().enumerate() {
            canvas.rect(x, HEAD - 1.0, 12.0, 12.0, &format!("s{}", number + 1));
            canvas.text(x + 18.0, HEAD + 10.0, Anchor::Start, "", name);
            x += 40.0 + 7.5 * name.len() as f64;
        }
    }

    fn class(&self, row: &Row, series: usize) -> String {
        match self.series.len() {
            1 => format!("s{}", u8::from(row.is_ours)),
            _ => format!("s{}", series + 1),
        }
    }

    fn length(&self, value: f64) -> f64 {
        let of = |value: f64| {
            if self.is_logarithmic {
                value.max(1.0).log10()
            } else {
                value
            }
        };
        let longest = self
            .rows
            .iter()
            .flat_map(|row| &row.values)
            .copied()
            .map(of)
            .fold(0.0, f64::max);
        ((END - AXIS) * of(value) / longest).max(1.0)
    }
}
