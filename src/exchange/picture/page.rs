//! A page to take along as a picture: for a chat or a slide, where nobody opens a file.

use super::draw::round;
use super::measure::{is_rtl, lines};
use super::{Picture, Shape, Token};
use crate::geometry::{MapPoint, MapRect};
use crate::model::{Block, Cell, Course, Figure, Line, Mark, Matrix, Run, Sheet};

/// As wide as a page of a document, in units of the map.
const WIDTH: f64 = 800.0;
const MARGIN: f64 = 48.0;
const ROOM: f64 = WIDTH - 2.0 * MARGIN;
/// From one line to the next, in units of the letters' size.
const LEADING: f64 = 1.4;
const BODY: f64 = 15.0;
const INK: Token = "ink";
const SOFT: Token = "ink-soft";

/// The page, as high as what it says.
#[must_use]
pub fn page_picture(sheet: &Sheet) -> Picture {
    let mut desk = Desk { shapes: Vec::new(), y: MARGIN };
    desk.say(0.0, 26.0, &sheet.title, true, INK);
    desk.say(0.0, 14.0, &sheet.under, false, SOFT);
    sheet.blocks.iter().for_each(|block| desk.block(block));
    let area = MapRect { x: 0.0, y: 0.0, width: WIDTH, height: desk.y + MARGIN };
    desk.shapes.insert(0, filled(area, "raised"));
    Picture { title: sheet.title.clone(), area, shapes: desk.shapes }
}

fn filled(rect: MapRect, fill: Token) -> Shape {
    Shape::Box { rect, round: 0.0, fill, strength: 1.0, line: None, about: None }
}

/// A blank shows what is missing.
fn in_full(run: &Run) -> String {
    match run.mark {
        Mark::Blank => format!("____ ({})", run.text),
        Mark::Plain | Mark::Said => run.text.clone(),
    }
}

/// What is on the page so far, and where the next thing begins.
struct Desk {
    shapes: Vec<Shape>,
    y: f64,
}

impl Desk {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(name) => {
                self.y += 22.0;
                self.say(0.0, 19.0, name, true, INK);
                let rect = MapRect { x: MARGIN, y: self.y, width: ROOM, height: 1.0 };
                self.shapes.push(filled(rect, "line-strong"));
                self.y += 8.0;
            }
            Block::Part(name) => {
                self.y += 8.0;
                self.say(0.0, BODY, name, true, INK);
            }
            Block::Lead(runs) => {
                self.say(0.0, 18.0, &runs.iter().map(in_full).collect::<String>(), false, INK);
                self.y += 6.0;
            }
            Block::Text(line) => self.line(0.0, line),
            Block::List(all) => {
                for line in all {
                    let y = self.y + BODY * LEADING * 0.45;
                    let dot = MapRect { x: MARGIN + 4.0, y, width: 5.0, height: 5.0 };
                    self.shapes.push(filled(dot, SOFT));
                    self.line(18.0, line);
                    self.y += 5.0;
                }
            }
            Block::Figures(all) => all.iter().for_each(|figure| self.figure(figure)),
            Block::Matrix(matrix) => self.matrix(matrix),
            Block::Course(course) => self.course(course),
        }
    }

    /// What it is about over what there is to say: how wide letters are is known about only, so no two looks share a line.
    fn line(&mut self, indent: f64, line: &Line) {
        self.say(indent, BODY, &line.lead, true, INK);
        self.say(indent, BODY, &line.rest, false, if line.gap { SOFT } else { INK });
    }

    /// In as many lines as it takes.
    fn say(&mut self, indent: f64, size: f64, text: &str, bold: bool, ink: Token) {
        let rtl = is_rtl(text);
        let left = MARGIN + indent;
        let x = if rtl { WIDTH - left } else { left };
        // Bold letters are wider than the table says.
        let room = (ROOM - indent) * if bold { 0.88 } else { 1.0 };
        for text in lines(text, size, room, usize::MAX) {
            let at = MapPoint { x, y: round(self.y + size) };
            self.shapes.push(Shape::Text { at, text, size, bold, ink, rtl, struck: false });
            self.y += size * LEADING;
        }
    }

    fn figure(&mut self, figure: &Figure) {
        self.say(0.0, 18.0, &format!("{} {}", figure.value, figure.label), false, INK);
        if let Some(percent) = figure.percent {
            let bar = |share: f64, y| MapRect { x: MARGIN, y, width: ROOM * share, height: 5.0 };
            self.shapes.push(filled(bar(1.0, self.y), "line"));
            self.shapes.push(filled(bar(percent.min(100) as f64 / 100.0, self.y), "accent"));
            self.y += 12.0;
        }
    }

    /// A line for each row: what it is, and how many of each column there are.
    fn matrix(&mut self, matrix: &Matrix) {
        self.y += 6.0;
        self.say(0.0, BODY, &matrix.name, true, INK);
        for (name, cells) in &matrix.rows {
            let said = matrix.columns.iter().zip(cells).map(|(column, cell)| match cell {
                Cell::Held(n) => format!("{column} ● {n}"),
                Cell::Open => format!("{column} ○"),
                Cell::None => format!("{column} ·"),
            });
            let said = said.collect::<Vec<_>>().join(", ");
            self.line(0.0, &Line::new(name.clone(), said));
        }
        let [held, open, none] = &matrix.legend;
        self.say(0.0, 12.0, &format!("● {held}, ○ {open}, · {none}"), false, SOFT);
    }

    /// The line of what was measured, over what it says in words.
    fn course(&mut self, course: &Course) {
        const HEIGHT: f64 = 90.0;
        self.y += 6.0;
        self.say(0.0, BODY, &course.name, true, INK);
        let plot = course.plot();
        let place = |(x, y): &(f64, f64)| {
            format!(
                "{} {}",
                round(MARGIN + 6.0 + x * (ROOM - 12.0)),
                round(self.y + 8.0 + y * HEIGHT)
            )
        };
        if plot.points.len() > 1 {
            let d = format!("M{}", plot.points.iter().map(place).collect::<Vec<_>>().join("L"));
            let bounds = MapRect { x: MARGIN, y: self.y, width: ROOM, height: HEIGHT + 16.0 };
            self.shapes.push(Shape::Path {
                d,
                bounds,
                ink: "accent",
                width: Some(2.5),
                dash: None,
            });
            self.y += HEIGHT + 16.0;
        }
        self.say(0.0, 13.0, &course.alt, false, SOFT);
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::width;
    use super::*;

    fn said(picture: &Picture) -> Vec<(&str, f64, f64, f64)> {
        let shapes = picture.shapes.iter();
        let words = shapes.filter_map(|shape| match shape {
            Shape::Text { text, at, size, .. } => Some((text.as_str(), at.x, at.y, *size)),
            _ => None,
        });
        words.collect()
    }

    #[test]
    fn a_page_says_all_its_words_in_their_order_within_its_edges() {
        let long = "Managers call every client ninety days before the contract ends, write down what they hear, \
                    and bring it to the Monday round where the whole branch decides together what to change";
        let sheet = Sheet {
            title: "Sixty stores".into(),
            under: "Workshop on 3 May".into(),
            blocks: vec![
                Block::Heading("Decisions".into()),
                Block::List(vec![Line::new("Priority", long), Line::text("No date yet").gap(true)]),
                Block::Lead(vec![
                    Run { text: "We’ll do ".into(), mark: Mark::Plain },
                    Run { text: "videos ".into(), mark: Mark::Said },
                    Run { text: "which number moves?".into(), mark: Mark::Blank },
                ]),
            ],
        };
        let picture = page_picture(&sheet);
        let words = said(&picture);
        let text = words.iter().map(|it| it.0).collect::<Vec<_>>().join(" ");
        let all = format!(
            "Sixty stores Workshop on 3 May Decisions Priority {} No date yet We’ll do videos ____ (which number moves?)",
            long.split_whitespace().collect::<Vec<_>>().join(" ")
        );
        assert_eq!(text, all);
        for (word, x, y, size) in &words {
            assert!(
                *x >= MARGIN && x + width(word, *size, false) <= WIDTH - MARGIN + 1.0,
                "{word}"
            );
            assert!(*y < picture.area.height - MARGIN / 2.0, "{word}");
        }
        // Lines follow one another, and nothing is written beside anything else.
        assert!(words.windows(2).all(|pair| pair[0].2 < pair[1].2), "{words:?}");
    }

    #[test]
    fn writing_that_runs_to_the_left_begins_at_the_right() {
        let sheet = Sheet { title: "שלום עולם".into(), ..Sheet::default() };
        let picture = page_picture(&sheet);
        let words = said(&picture);
        assert_eq!((words.len(), words[0].1), (1, WIDTH - MARGIN));
    }
}
