use std::fmt::Write;

use super::{Anchor, Canvas, HEAD, WIDTH, short};

/// Lines over two logarithmic axes. What grows in proportion rises like the dashed line that begins where the first one does.
pub(crate) struct Lines<'a> {
    pub(crate) title: &'a str,
    pub(crate) unit: &'a str,
    pub(crate) x_label: &'a str,
    pub(crate) lines: Vec<Line>,
}

pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
}

/// An axis from its smallest number to its largest.
struct Axis {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

const LEFT: f64 = 72.0;
const RIGHT: f64 = WIDTH - 220.0;
const HEIGHT: f64 = 320.0;
const TOP: f64 = HEAD + 12.0;
const BOTTOM: f64 = HEIGHT - 54.0;
/// Between two labels at the ends of lines.
const LABEL: f64 = 17.0;

// ===== impl Lines =====

impl Lines<'_> {
    pub(crate) fn draw(&self) -> String {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let x = Axis::over(points().map(|point| point.0), LEFT, RIGHT);
        let mut y = Axis::over(points().map(|point| point.1), BOTTOM, TOP);
        // Room for a line that is level.
        (y.from, y.to) = (round_below(y.from), round_above(y.to).max(10.0 * round_below(y.from)));
        let mut canvas = Canvas::new(self.title, &format!("{}; dashed: in proportion", self.unit), HEIGHT);
        for tick in [y.from, y.to].into_iter().chain(decades(y.from, y.to)) {
            canvas.line((LEFT, y.at(tick)), (RIGHT, y.at(tick)));
            canvas.text(LEFT - 8.0, y.at(tick) + 4.0, Anchor::End, "m", &short(tick));
        }
        let mut ticks: Vec<f64> = points().map(|point| point.0).collect();
        ticks.sort_by(f64::total_cmp);
        ticks.dedup();
        for tick in ticks {
            canvas.text(x.at(tick), BOTTOM + 18.0, Anchor::Middle, "m", &short(tick));
        }
        canvas.text((LEFT + RIGHT) / 2.0, BOTTOM + 38.0, Anchor::Middle, "m", self.x_label);
        if let Some(first) = self.lines.first().and_then(|line| line.points.first()) {
            // Up to the end of either axis.
            let times = (x.to / first.0).min(y.to / first.1);
            canvas.dashed(
                (x.at(first.0), y.at(first.1)),
                (x.at(first.0 * times), y.at(first.1 * times)),
            );
        }
        self.draw_lines(&mut canvas, &x, &y);
        canvas.finish(self.title)
    }

    fn draw_lines(&self, canvas: &mut Canvas, x: &Axis, y: &Axis) {
        for (number, line) in self.lines.iter().enumerate() {
            let number = number + 1;
            let mut path = String::new();
            for (position, point) in line.points.iter().enumerate() {
                let step = if position == 0 { 'M' } else { 'L' };
                // A `String` takes all that is written to it.
                let _ = write!(path, "{step}{:.1} {:.1}", x.at(point.0), y.at(point.1));
                canvas.push(format_args!(
                    r#"<circle cx="{:.1}" cy="{:.1}" r="3.5" class="s{number}"/>"#,
                    x.at(point.0),
                    y.at(point.1)
                ));
            }
            canvas.push(format_args!(r#"<path d="{path}" class="l l{number}"/>"#));
        }
        let ends = self
            .lines
            .iter()
            .enumerate()
            .filter_map(|(number, line)| Some((number, line.points.last()?.1)));
        let mut ends: Vec<_> = ends.map(|(number, last)| (number, y.at(last))).collect();
        ends.sort_by(|one, other| one.1.total_cmp(&other.1));
        let mut lowest = f64::MIN;
        for (number, end) in ends {
            let Some(line) = self.lines.get(number) else { continue };
            let at = end.max(lowest + LABEL);
            lowest = at;
            let value = line.points.last().map_or(f64::NAN, |point| point.1);
            canvas.rect(RIGHT + 12.0, at - 5.0, 10.0, 10.0, &format!("s{}", number + 1));
            let label = format!("{}: {}", line.name, short(value));
            canvas.text(RIGHT + 28.0, at + 4.5, Anchor::Start, "", &label);
        }
    }
}

// ===== impl Axis =====

impl Axis {
    fn over(values: impl Iterator<Item = f64>, start: f64, end: f64) -> Self {
        let (from, to) = values.fold((f64::MAX, f64::MIN), |(from, to), value| {
            (from.min(value), to.max(value))
        });
        Self { from, to, start, end }
    }

    fn at(&self, value: f64) -> f64 {
        let share = (value / self.from).log10() / (self.to / self.from).log10();
        self.start + (self.end - self.start) * share
    }
}

/// The greatest of 1, 2 and 5 times a power of ten that is not above `value`.
fn round_below(value: f64) -> f64 {
    let decade = 10f64.powf(value.log10().floor());
    let steps = [5.0, 2.0, 1.0].map(|step| step * decade);
    steps.into_iter().find(|step| *step <= value * 1.001).unwrap_or(decade)
}

/// The least of them that is not below `value`.
fn round_above(value: f64) -> f64 {
    let decade = 10f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * decade);
    steps.into_iter().find(|step| *step >= value * 0.999).unwrap_or(decade)
}

/// Powers of ten between both.
fn decades(from: f64, to: f64) -> Vec<f64> {
    let first = 10f64.powf(from.log10().floor() + 1.0);
    let all = std::iter::successors(Some(first), |decade| Some(10.0 * decade));
    all.take_while(|decade| *decade < to * 0.999).collect()
}

#[cfg(test)]
mod tests {
    use super::{decades, round_above, round_below};

    #[test]
    fn an_axis_ends_at_round_numbers() {
        for (value, below, above) in [
            (1.0, 1.0, 1.0),
            (89.0, 50.0, 100.0),
            (1037.0, 1000.0, 2000.0),
            (0.3, 0.2, 0.5),
        ] {
            let close = |one: f64, other: f64| (one / other - 1.0).abs() < 1e-9;
            assert!(close(round_below(value), below), "{value}");
            assert!(close(round_above(value), above), "{value}");
        }
        assert_eq!(decades(50.0, 2000.0).len(), 2);
        assert!(decades(2.0, 9.0).is_empty());
    }
}
