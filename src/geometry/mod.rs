//! Where things are drawn: points, the camera, lanes, routes of links, and what lies where.
//! Knows no DOM and no document.

mod camera;
mod grid;
mod group;
mod layout;
mod plan;
mod route;
mod scene;
mod shapes;

pub use camera::{Camera, MAX_ZOOM, MIN_ZOOM, Viewport};
pub use group::{GROUP_HEAD, are_near, frames, gathered};
pub use layout::{CARD, COLUMN_PAD, Layout, ROW_GAP, card_rect};
pub use plan::{
    Direction, box_slot, free_place, in_column, neighbour, next_slot, next_slots, tidy,
};
pub use route::{Curve, Route};
pub use scene::{Scene, Touched};
pub use shapes::{MapPoint, MapRect, ScreenPoint, Size};
