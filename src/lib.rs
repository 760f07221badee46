//! Alignment Canvas: a workshop canvas for alignment maps. This page is the map of the rooms;
//! `ARCHITECTURE.md` says which may know which, and `tests/walls.rs` holds them to it.

pub mod document;
pub mod model;
pub mod words;
