//! The camera: which part of the map the stage shows. `screen = (map - camera) * zoom`.

use super::shapes::{MapPoint, MapRect, ScreenPoint, Size};

pub const MIN_ZOOM: f64 = 0.02;
pub const MAX_ZOOM: f64 = 4.0;

/// The stage and how much of its edges is covered by headings and tools, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    pub size: Size,
    pub top: f64,
    pub bottom: f64,
}

impl Default for Viewport {
    /// What we assume before anything was measured.
    fn default() -> Self {
        Self { size: Size { width: 1280.0, height: 720.0 }, top: 56.0, bottom: 64.0 }
    }
}

/// The map point at the stage's upper left corner, and CSS pixels per map unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    pub x: f64,
    pub y: f64,
    pub zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { x: -40.0, y: -72.0, zoom: 1.0 }
    }
}

impl Camera {
    /// A camera from numbers of unknown origin: the zoom within its bounds, nothing infinite.
    #[must_use]
    pub fn new(x: f64, y: f64, zoom: f64) -> Self {
        let tame = |v: f64| if v.is_finite() { v.clamp(-1e7, 1e7) } else { 0.0 };
        let zoom = if zoom.is_finite() { zoom.clamp(MIN_ZOOM, MAX_ZOOM) } else { 1.0 };
        Self { x: tame(x), y: tame(y), zoom }
    }

    #[must_use]
    pub fn to_map(&self, p: ScreenPoint) -> MapPoint {
        MapPoint { x: self.x + p.x / self.zoom, y: self.y + p.y / self.zoom }
    }

    #[must_use]
    pub fn to_screen(&self, p: MapPoint) -> ScreenPoint {
        ScreenPoint { x: (p.x - self.x) * self.zoom, y: (p.y - self.y) * self.zoom }
    }

    /// The part of the map that a stage of this size shows.
    #[must_use]
    pub fn view(&self, stage: Size) -> MapRect {
        MapRect {
            x: self.x,
            y: self.y,
            width: stage.width / self.zoom,
            height: stage.height / self.zoom,
        }
    }

    /// Moved by so many CSS pixels.
    #[must_use]
    pub fn panned(&self, dx: f64, dy: f64) -> Self {
        Self::new(self.x + dx / self.zoom, self.y + dy / self.zoom, self.zoom)
    }

    /// Another zoom, with the map point under `at` staying under it.
    #[must_use]
    pub fn zoomed_at(&self, at: ScreenPoint, zoom: f64) -> Self {
        let zoom = Self::new(0.0, 0.0, zoom).zoom;
        let p = self.to_map(at);
        Self::new(p.x - at.x / zoom, p.y - at.y / zoom, zoom)
    }

    /// Shows all of `rect`, as large as it goes up to `most`, in the middle of what is free.
    #[must_use]
    pub fn fitting(rect: MapRect, viewport: Viewport, most: f64) -> Self {
        const AIR: f64 = 24.0;
        let free = Size {
            width: (viewport.size.width - 2.0 * AIR).max(40.0),
            height: (viewport.size.height - viewport.top - viewport.bottom).max(40.0),
        };
        let zoom = (free.width / rect.width.max(1.0)).min(free.height / rect.height.max(1.0));
        let zoom = zoom.min(most).max(MIN_ZOOM);
        let c = rect.center();
        Self::new(
            c.x - viewport.size.width / 2.0 / zoom,
            c.y - (viewport.top + free.height / 2.0) / zoom,
            zoom,
        )
    }

    /// The nearest camera of the same zoom that shows all of `rect` clear of the edges; this one if it does already.
    #[must_use]
    pub fn revealing(&self, rect: MapRect, viewport: Viewport) -> Self {
        const AIR: f64 = 24.0;
        let view = self.view(viewport.size);
        let (air, top, bottom) = (
            AIR / self.zoom,
            (viewport.top + 8.0) / self.zoom,
            (viewport.bottom + 8.0) / self.zoom,
        );
        let slide = |from: f64, to: f64, low: f64, high: f64| {
            if from < low || to - from > high - low {
                from - low
            } else if to > high {
                to - high
            } else {
                0.0
            }
        };
        let dx = slide(rect.x, rect.right(), view.x + air, view.right() - air);
        let dy = slide(rect.y, rect.bottom(), view.y + top, view.bottom() - bottom);
        Self::new(self.x + dx, self.y + dy, self.zoom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let camera = Camera::new(120.0, -40.0, 0.7);
        let at = ScreenPoint { x: 333.0, y: 90.0 };
        let before = camera.to_map(at);
        let after = camera.zoomed_at(at, 1.9).to_map(at);
        assert!((before.x - after.x).abs() < 1e-9 && (before.y - after.y).abs() < 1e-9);
    }

    #[test]
    fn fitting_shows_the_whole_rectangle_clear_of_the_headings() {
        let viewport = Viewport::default();
        let rect = MapRect { x: 500.0, y: 900.0, width: 4000.0, height: 800.0 };
        let camera = Camera::fitting(rect, viewport, 1.0);
        assert!(camera.view(viewport.size).contains_rect(&rect));
        assert!(camera.to_screen(MapPoint { x: rect.x, y: rect.y }).y >= viewport.top);
        assert_eq!(camera.revealing(rect.grown(-10.0), viewport), camera);
    }

    #[test]
    fn numbers_that_no_screen_can_show_are_tamed() {
        let camera = Camera::new(f64::NAN, f64::INFINITY, 0.0);
        assert_eq!(camera, Camera { x: 0.0, y: 0.0, zoom: MIN_ZOOM });
    }
}
