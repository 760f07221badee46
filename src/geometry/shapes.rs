//! Points and rectangles that say which space they live in.

/// A point of the map, in map units: CSS pixels at zoom 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MapPoint {
    pub x: f64,
    pub y: f64,
}

/// A point of the stage, in CSS pixels from its upper left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ScreenPoint {
    pub x: f64,
    pub y: f64,
}

/// A width and a height, in the units of where it is used.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

impl ScreenPoint {
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    #[must_use]
    pub fn middle(self, other: Self) -> Self {
        Self { x: f64::midpoint(self.x, other.x), y: f64::midpoint(self.y, other.y) }
    }
}

/// A rectangle of the map, in map units.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MapRect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl MapRect {
    /// The rectangle that has these two points as opposite corners.
    #[must_use]
    pub fn between(a: MapPoint, b: MapPoint) -> Self {
        let (x, y) = (a.x.min(b.x), a.y.min(b.y));
        Self { x, y, width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
    }

    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    #[must_use]
    pub fn center(&self) -> MapPoint {
        MapPoint { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// Grown by `by` map units on every side; a negative number shrinks.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self {
            x: self.x - by,
            y: self.y - by,
            width: (self.width + 2.0 * by).max(0.0),
            height: (self.height + 2.0 * by).max(0.0),
        }
    }

    #[must_use]
    pub fn moved_to(&self, to: MapPoint) -> Self {
        Self { x: to.x, y: to.y, ..*self }
    }

    #[must_use]
    pub fn contains(&self, p: MapPoint) -> bool {
        (self.x..=self.right()).contains(&p.x) && (self.y..=self.bottom()).contains(&p.y)
    }

    #[must_use]
    pub fn contains_rect(&self, other: &Self) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && self.right() >= other.right()
            && self.bottom() >= other.bottom()
    }

    #[must_use]
    pub fn touches(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            width: self.right().max(other.right()) - x,
            height: self.bottom().max(other.bottom()) - y,
        }
    }
}
