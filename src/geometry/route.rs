//! The line a link takes from one card to another: out at a side, through the gaps between the cards
//! of the lanes it crosses, and in at a side. Kernels: rectangles in, curves out.

use super::shapes::{MapPoint, MapRect};

/// A cubic Bézier curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    pub from: MapPoint,
    pub bend: [MapPoint; 2],
    pub to: MapPoint,
}

impl Curve {
    /// A curve that leaves and arrives level.
    fn level(from: MapPoint, to: MapPoint) -> Self {
        let half = (to.x - from.x) / 2.0;
        let bend = [MapPoint { x: from.x + half, y: from.y }, MapPoint { x: to.x - half, y: to.y }];
        Self { from, bend, to }
    }

    /// The point at `t` of the way, 0 to 1.
    #[must_use]
    pub fn at(&self, t: f64) -> MapPoint {
        let u = 1.0 - t;
        let mix = |a: f64, b: f64, c: f64, d: f64| {
            u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
        };
        MapPoint {
            x: mix(self.from.x, self.bend[0].x, self.bend[1].x, self.to.x),
            y: mix(self.from.y, self.bend[0].y, self.bend[1].y, self.to.y),
        }
    }
}

/// The whole line, and the direction in which it arrives (a unit vector).
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    pub curves: Vec<Curve>,
    pub arrival: (f64, f64),
}

/// A column of cards that a line crosses: its sides, and the stretches of height taken by cards, merged and ascending.
pub(super) struct Crossing<'a> {
    pub left: f64,
    pub right: f64,
    pub taken: &'a [(f64, f64)],
}

/// Where a line may touch a card: its height on the side it leaves or enters by.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub rect: MapRect,
    /// Height at which the line touches the side.
    pub y: f64,
}

/// The side by which two cards are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Left,
    Right,
}

/// The sides by which a line leaves `from` and enters `to`. Cards of one column are joined around their left.
pub(super) fn sides(from: &MapRect, to: &MapRect) -> (Side, Side) {
    if to.right() <= from.x {
        (Side::Left, Side::Right)
    } else if to.x >= from.right() {
        (Side::Right, Side::Left)
    } else {
        (Side::Left, Side::Left)
    }
}

fn edge(end: &End, side: Side) -> MapPoint {
    let x = if side == Side::Left { end.rect.x } else { end.rect.right() };
    MapPoint { x, y: end.y }
}

/// Room left between a line and the cards it passes.
const CLEARANCE: f64 = 11.0;
/// The least distance that a line around one column keeps from it.
const LOOP: f64 = 26.0;

/// The line from one end to the other. `crossings` are the columns between the two, in the order of travel;
/// `nudge` (map units) keeps lines that share a gap apart.
pub(super) fn route(from: End, to: End, crossings: &[Crossing<'_>], nudge: f64) -> Route {
    let (leave, enter) = sides(&from.rect, &to.rect);
    let (start, end) = (edge(&from, leave), edge(&to, enter));
    if leave == enter {
        return around(start, end);
    }
    let mut curves = Vec::new();
    let mut at = start;
    for crossing in crossings {
        let (first, second) = if leave == Side::Left {
            (crossing.right, crossing.left)
        } else {
            (crossing.left, crossing.right)
        };
        // Head for the far end: straight on where nothing is in the way.
        let share = ((first + second) / 2.0 - at.x) / (end.x - at.x);
        let wanted = at.y + (end.y - at.y) * share.clamp(0.0, 1.0);
        let y = nearest_gap(crossing.taken, wanted, nudge);
        let (gate, exit) = (MapPoint { x: first, y }, MapPoint { x: second, y });
        curves.push(Curve::level(at, gate));
        curves.push(Curve::level(gate, exit));
        at = exit;
    }
    curves.push(Curve::level(at, end));
    let arrival = if leave == Side::Left { (-1.0, 0.0) } else { (1.0, 0.0) };
    Route { curves, arrival }
}

/// A bow along the left of one column.
fn around(start: MapPoint, end: MapPoint) -> Route {
    let x = start.x.min(end.x) - LOOP - (start.y - end.y).abs().min(600.0) / 20.0;
    let bend = [MapPoint { x, y: start.y }, MapPoint { x, y: end.y }];
    Route { curves: vec![Curve { from: start, bend, to: end }], arrival: (1.0, 0.0) }
}

/// The free height nearest to `wanted`; `wanted` itself where it is free.
fn nearest_gap(taken: &[(f64, f64)], wanted: f64, nudge: f64) -> f64 {
    let is_free = |y: f64| {
        let next = taken.partition_point(|(_, bottom)| bottom + CLEARANCE <= y);
        taken.get(next).is_none_or(|(top, _)| y <= top - CLEARANCE)
    };
    if is_free(wanted) {
        return wanted;
    }
    let i = taken.partition_point(|(_, bottom)| bottom + CLEARANCE <= wanted).min(taken.len() - 1);
    // The gap above card i, and the one below it; a gap too narrow for a line is passed over.
    let fits = |above: usize| above == 0 || taken[above].0 - taken[above - 1].1 >= 2.0 * CLEARANCE;
    let up = (0..=i).rev().find(|above| fits(*above)).unwrap_or(0);
    let down = (i + 1..taken.len()).find(|above| fits(*above));
    let over = taken[up].0 - CLEARANCE;
    let under = taken[down.map_or(taken.len() - 1, |d| d - 1)].1 + CLEARANCE;
    let (edge, sign) =
        if (wanted - over).abs() <= (wanted - under).abs() { (over, -1.0) } else { (under, 1.0) };
    let nudged = edge + sign * nudge;
    if is_free(nudged) { nudged } else { edge }
}

impl Route {
    /// Around the whole line, bends included.
    #[must_use]
    pub fn bounds(&self) -> MapRect {
        let points = self.curves.iter().flat_map(|c| [c.from, c.bend[0], c.bend[1], c.to]);
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for p in points {
            low = (low.0.min(p.x), low.1.min(p.y));
            high = (high.0.max(p.x), high.1.max(p.y));
        }
        MapRect::between(MapPoint { x: low.0, y: low.1 }, MapPoint { x: high.0, y: high.1 })
    }

    /// Distance in map units between a point and the line, to within a unit or two.
    #[must_use]
    pub fn distance(&self, p: MapPoint) -> f64 {
        const STEPS: u32 = 14;
        let mut least = f64::MAX;
        for curve in &self.curves {
            let mut a = curve.from;
            for step in 1..=STEPS {
                let b = curve.at(f64::from(step) / f64::from(STEPS));
                least = least.min(to_segment(p, a, b));
                a = b;
            }
        }
        least
    }

    /// A point on the line near its middle, for a label.
    #[must_use]
    pub fn middle(&self) -> MapPoint {
        let n = self.curves.len();
        if n % 2 == 1 { self.curves[n / 2].at(0.5) } else { self.curves[n / 2].from }
    }

    #[must_use]
    pub fn end(&self) -> MapPoint {
        self.curves.last().map_or_else(MapPoint::default, |curve| curve.to)
    }
}

fn to_segment(p: MapPoint, a: MapPoint, b: MapPoint) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let long = dx * dx + dy * dy;
    let t = if long == 0.0 { 0.0 } else { ((p.x - a.x) * dx + (p.y - a.y) * dy) / long };
    let t = t.clamp(0.0, 1.0);
    (p.x - a.x - t * dx).hypot(p.y - a.y - t * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f64, y: f64) -> End {
        let rect = MapRect { x, y, width: 200.0, height: 100.0 };
        End { rect, y: y + 50.0 }
    }

    #[test]
    fn a_link_to_the_left_leaves_by_the_left_and_arrives_by_the_right() {
        let line = route(card(600.0, 0.0), card(0.0, 300.0), &[], 0.0);
        assert_eq!(line.curves[0].from, MapPoint { x: 600.0, y: 50.0 });
        assert_eq!(line.end(), MapPoint { x: 200.0, y: 350.0 });
        assert_eq!(line.arrival, (-1.0, 0.0));
    }

    #[test]
    fn a_line_goes_through_the_gap_between_the_cards_in_its_way() {
        let taken = [(0.0, 100.0), (130.0, 230.0), (240.0, 340.0)];
        let crossing = Crossing { left: 300.0, right: 500.0, taken: &taken };
        let line = route(card(600.0, 130.0), card(0.0, 130.0), &[crossing], 0.0);
        let through = line.curves[1];
        assert_eq!(through.from.y, through.to.y);
        let y = through.from.y;
        assert!(taken.iter().all(|(top, bottom)| y < *top || y > *bottom), "{y} is behind a card");
    }

    #[test]
    fn cards_of_one_column_are_joined_around_their_left() {
        let line = route(card(0.0, 0.0), card(0.0, 200.0), &[], 0.0);
        assert!(line.bounds().x < -LOOP);
        assert!(line.distance(MapPoint { x: 100.0, y: 150.0 }) > 80.0);
    }
}
