//! What an alignment map is: cards, links, lanes, fields, and the rules that always hold.
//! Knows no screen, no storage and no CRDT.

mod align;
mod card;
mod compare;
mod date;
mod entries;
mod field;
mod form;
mod group;
mod id;
mod kind;
mod lane;
mod link;
mod map;
mod records;
mod renamed;
mod round;
mod sheet;
mod sorted;
pub mod splice;
pub mod text;

pub use align::aligned;
pub use card::{Card, MAX_NOTES, MAX_TITLE, Place, SHORT_TITLE};
pub use compare::{Difference, Part, changed_parts, compare, gone_records};
pub use date::Date;
pub use entries::with_changes;
pub use field::{FieldSpec, Fields, Json, JsonObject, MAX_ITEMS, Problem, Shape, Value};
pub use form::{Form, Odd};
pub use group::{GROUP, GROUPS, Group, group_of, group_title, groups};
pub use id::{BadId, CardId, LinkId, MapId};
pub use kind::{CardKind, PRIVATE_KEYS};
pub use lane::Lane;
pub use link::{Joint, Link, LinkKind, joints};
pub use map::Map;
pub use records::Records;
pub use renamed::with_fresh_ids;
pub use round::{RoundId, Task, WriterId, Written};
pub use sheet::{
    Block, CalendarDay, Cell, Course, CourseWords, Figure, Line, Mark, Matrix, PageOf, Plot, Run,
    Sheet,
};
pub use sorted::{Sorted, sort_and_dedup, sort_by};
