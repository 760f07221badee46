//! A page to take along as a picture: for a chat or a slide, where nobody opens a file.

use super::draw::round;
use super::measure::{is_rtl, width};
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

/// Words of one look.
struct Piece<'a> {
    text: &'a str,
    bold: bool,
    ink: Token,
}

/// The page, as high as what it says.
#[must_use]
pub fn page_picture(sheet: &Sheet) -> Picture {
    let mut desk = Desk { shapes: Vec::new(), y: MARGIN };
    desk.say(0.0, 26.0, &[plain(&sheet.title, true)]);
    desk.say(0.0, 14.0, &[soft(&sheet.under)]);
    sheet.blocks.iter().for_each(|block| desk.block(block));
    let area = MapRect { x: 0.0, y: 0.0, width: WIDTH, height: desk.y + MARGIN };
    desk.shapes.insert(0, filled(area, "raised", None));
    Picture { title: sheet.title.clone(), area, shapes: desk.shapes }
}

fn plain(text: &str, bold: bool) -> Piece<'_> {
    Piece { text, bold, ink: "ink" }
}

fn soft(text: &str) -> Piece<'_> {
    Piece { text, bold: false, ink: "ink-soft" }
}

fn filled(rect: MapRect, fill: Token, line: Option<Token>) -> Shape {
    Shape::Box { rect, round: 0.0, fill, strength: 1.0, line, about: None }
}

fn pieces(line: &Line) -> [Piece<'_>; 2] {
    let rest = if line.gap { soft(&line.rest) } else { plain(&line.rest, false) };
    [plain(&line.lead, true), rest]
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
                self.say(0.0, 19.0, &[plain(name, true)]);
                let rect = MapRect { x: MARGIN, y: self.y, width: ROOM, height: 1.0 };
                self.shapes.push(filled(rect, "line-strong", None));
                self.y += 8.0;
            }
            Block::Part(name) => {
                self.y += 8.0;
                self.say(0.0, BODY, &[plain(name, true)]);
            }
            Block::Lead(runs) => {
                let texts: Vec<_> = runs.iter().map(in_full).collect();
                let said = runs.iter().zip(&texts).map(|(run, text)| match run.mark {
                    Mark::Plain => plain(text, false),
                    Mark::Said => plain(text, true),
                    Mark::Blank => soft(text),
                });
                self.say(0.0, 18.0, &said.collect::<Vec<_>>());
                self.y += 6.0;
            }
            Block::Text(line) => self.say(0.0, BODY, &pieces(line)),
            Block::List(all) => {
                for line in all {
                    let y = self.y + BODY * LEADING * 0.45;
                    let dot = MapRect { x: MARGIN + 4.0, y, width: 5.0, height: 5.0 };
                    self.shapes.push(filled(dot, "ink-soft", None));
                    self.say(18.0, BODY, &pieces(line));
                    self.y += 3.0;
                }
            }
            Block::Figures(all) => all.iter().for_each(|figure| self.figure(figure)),
            Block::Matrix(matrix) => self.matrix(matrix),
            Block::Course(course) => self.course(course),
        }
    }

    /// Words one behind the other, in as many lines as they take.
    fn say(&mut self, indent: f64, size: f64, pieces: &[Piece]) {
        let rtl = pieces.iter().any(|piece| is_rtl(piece.text));
        let room = ROOM - indent;
        let gap = width(" ", size, false);
        let mut x = 0.0;
        for (piece, word) in
            pieces.iter().flat_map(|piece| piece.text.split_whitespace().map(move |it| (piece, it)))
        {
            let wide = width(word, size, piece.bold);
            // A full stop or a comma behind a name belongs to it.
            let gap = if word.starts_with(['.', ',', ';', ':', '!', '?']) { 0.0 } else { gap };
            if x > 0.0 && x + gap + wide > room {
                self.y += size * LEADING;
                x = 0.0;
            }
            let at = if x > 0.0 { x + gap } else { 0.0 };
            let left = MARGIN + indent + at;
            let x_at = if rtl { WIDTH - left } else { left };
            let at_point = MapPoint { x: round(x_at), y: round(self.y + size) };
            self.shapes.push(Shape::Text {
                at: at_point,
                text: word.to_owned(),
                size,
                bold: piece.bold,
                ink: piece.ink,
                rtl,
                struck: false,
            });
            x = at + wide;
        }
        if x > 0.0 {
            self.y += size * LEADING;
        }
    }

    fn figure(&mut self, figure: &Figure) {
        self.say(0.0, 20.0, &[plain(&figure.value, true), soft(&figure.label)]);
        if let Some(percent) = figure.percent {
            let bar = |share: f64, y| MapRect { x: MARGIN, y, width: ROOM * share, height: 5.0 };
            self.shapes.push(filled(bar(1.0, self.y), "line", None));
            self.shapes.push(filled(bar(percent.min(100) as f64 / 100.0, self.y), "accent", None));
            self.y += 12.0;
        }
    }

    /// A line for each row: what it is, and how many of each column there are.
    fn matrix(&mut self, matrix: &Matrix) {
        self.y += 6.0;
        self.say(0.0, BODY, &[plain(&matrix.name, true)]);
        for (name, cells) in &matrix.rows {
            let said = matrix.columns.iter().zip(cells).map(|(column, cell)| match cell {
                Cell::Held(n) => format!("{column}\u{a0}●\u{a0}{n}"),
                Cell::Open => format!("{column}\u{a0}○"),
                Cell::None => format!("{column}\u{a0}·"),
            });
            let said = said.collect::<Vec<_>>().join("   ");
            self.say(0.0, BODY, &[plain(name, true), plain(&said, false)]);
        }
        let [held, open, none] = &matrix.legend;
        self.say(0.0, 12.0, &[soft(&format!("● {held}   ○ {open}   · {none}"))]);
    }

    /// The line of what was measured, over what it says in words.
    fn course(&mut self, course: &Course) {
        const HEIGHT: f64 = 90.0;
        self.y += 6.0;
        self.say(0.0, BODY, &[plain(&course.name, true)]);
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
        self.say(0.0, 13.0, &[soft(&course.alt)]);
    }
}

#[cfg(test)]
mod tests {
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
                    Run { text: "We’ll do".into(), mark: Mark::Plain },
                    Run { text: "videos".into(), mark: Mark::Said },
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
        // Lines follow one another, and nothing is written over anything else.
        let mut last = (0.0, 0.0);
        for (word, x, y, size) in words {
            assert!(y > last.0 || x >= last.1, "{word} lies on what is before it");
            last = (y, x + width(word, size, false));
        }
    }

    #[test]
    fn writing_that_runs_to_the_left_begins_at_the_right() {
        let sheet = Sheet { title: "שלום עולם".into(), ..Sheet::default() };
        let picture = page_picture(&sheet);
        let words = said(&picture);
        assert_eq!(words[0].1, WIDTH - MARGIN);
        assert!(words[1].1 < words[0].1);
    }
}
