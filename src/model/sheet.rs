//! A page to read at a glance, to print or to send: what it says, in no format yet. Knows no screen and no map.

use super::{CardId, Date};

/// What a page is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageOf {
    /// The whole map, for somebody who has two minutes.
    Map,
    /// A case, retold.
    Case(CardId),
    /// What a stakeholder asked for, stands for and gets.
    Recap(CardId),
    /// The line of sight of a card.
    Sight(CardId),
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub title: String,
    /// One line under the title.
    pub under: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Heading(String),
    /// A heading within a part.
    Part(String),
    /// The one sentence that matters most.
    Lead(Vec<Run>),
    Text(Line),
    List(Vec<Line>),
    Figures(Vec<Figure>),
    Matrix(Matrix),
    Course(Course),
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub text: String,
    pub mark: Mark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Plain,
    /// Somebody's own words.
    Said,
    /// What nobody has said yet: a blank that shows.
    Blank,
}

/// One thing said: what it is about, and what there is to say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    pub lead: String,
    pub rest: String,
    /// It says that something is missing.
    pub gap: bool,
}

impl Line {
    #[must_use]
    pub fn new(lead: impl Into<String>, rest: impl Into<String>) -> Self {
        Self { lead: lead.into(), rest: rest.into(), gap: false }
    }

    #[must_use]
    pub fn text(rest: impl Into<String>) -> Self {
        Self::new("", rest)
    }

    #[must_use]
    pub fn gap(mut self, gap: bool) -> Self {
        self.gap = gap;
        self
    }
}

/// A day to put into a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    /// Tells it from all others, today and when it is made again.
    pub name: String,
    pub date: Date,
    pub summary: String,
    pub notes: String,
}

/// A number to see first.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    pub value: String,
    pub label: String,
    /// As a share of a hundred, where it is one.
    pub percent: Option<usize>,
}

/// Rows against columns: where something is there, where it is missing, and where nothing is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    pub name: String,
    /// What the rows are.
    pub corner: String,
    pub columns: Vec<String>,
    pub rows: Vec<(String, Vec<Cell>)>,
    /// What the three kinds of cell mean, in the order of [`Cell::ALL`].
    pub legend: [String; 3],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// So many.
    Held(usize),
    /// There should be some.
    Open,
    None,
}

impl Cell {
    pub const ALL: [Self; 3] = [Self::Held(1), Self::Open, Self::None];

    /// Its place in [`Matrix::legend`].
    #[must_use]
    pub fn kind(self) -> usize {
        match self {
            Self::Held(_) => 0,
            Self::Open => 1,
            Self::None => 2,
        }
    }
}

/// A number over time: from where, to where, and what was measured on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    pub name: String,
    pub points: Vec<(Date, f64)>,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    pub due: Option<Date>,
    /// Values as they are written beside the picture.
    pub says: CourseWords,
    /// Everything the picture shows, as a sentence.
    pub alt: String,
}

/// What stands around the picture of a course; empty where there is nothing to say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CourseWords {
    pub baseline: String,
    pub target: String,
    pub first: String,
    pub last: String,
}

/// A course in a box of one by one, from the upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub points: Vec<(f64, f64)>,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
}

impl Course {
    #[must_use]
    pub fn plot(&self) -> Plot {
        let days = self.points.iter().map(|(day, _)| *day).chain(self.due);
        let days: Vec<f64> = days.map(|day| f64::from(day.day_number())).collect();
        let values = self.points.iter().map(|(_, value)| *value);
        let values: Vec<f64> = values.chain(self.baseline).chain(self.target).collect();
        let x = scale(&days);
        let y = scale(&values);
        let upright = |value: f64| 1.0 - y(value);
        let place = |(day, value): &(Date, f64)| (x(f64::from(day.day_number())), upright(*value));
        Plot {
            points: self.points.iter().map(place).collect(),
            baseline: self.baseline.map(upright),
            target: self.target.map(upright),
        }
    }
}

/// Puts the smallest of some numbers at 0 and the largest at 1; where they are all the same, in the middle.
fn scale(all: &[f64]) -> impl Fn(f64) -> f64 + use<> {
    let least = all.iter().copied().fold(f64::INFINITY, f64::min);
    let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Halved, so that the span of the largest numbers there are is a number too.
    let span = most / 2.0 - least / 2.0;
    move |value| match span > 0.0 {
        true => (value / 2.0 - least / 2.0) / span,
        false => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(points: &[(&str, f64)], due: Option<&str>) -> Course {
        let day = |text: &str| Date::parse(text).expect("a day");
        Course {
            name: String::new(),
            points: points.iter().map(|(when, value)| (day(when), *value)).collect(),
            baseline: Some(30.0),
            target: Some(20.0),
            due: due.map(day),
            says: CourseWords::default(),
            alt: String::new(),
        }
    }

    #[test]
    fn a_course_fills_its_box_from_the_first_day_to_the_day_it_is_due() {
        let plot = course(&[("2026-01-01", 30.0), ("2026-01-06", 25.0)], Some("2026-01-11")).plot();
        assert_eq!(plot.points, [(0.0, 0.0), (0.5, 0.5)]);
        assert_eq!((plot.baseline, plot.target), (Some(0.0), Some(1.0)));
    }

    #[test]
    fn one_point_and_numbers_as_large_as_there_are_stay_in_the_box() {
        assert_eq!(course(&[("2026-01-01", 25.0)], None).plot().points, [(0.5, 0.5)]);
        let wild = course(&[("2026-01-01", f64::MAX), ("2026-01-02", f64::MIN)], None).plot();
        assert_eq!(wild.points, [(0.0, 0.0), (1.0, 1.0)]);
    }
}
