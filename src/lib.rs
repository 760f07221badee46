//! Alignment Canvas: a workshop canvas for alignment maps. This page is the map of the rooms;
//! `ARCHITECTURE.md` says which may know which, and `tests/walls.rs` holds them to it.

pub mod analysis;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod crypto;
pub mod document;
#[cfg(target_arch = "wasm32")]
pub mod embed;
pub mod exchange;
pub mod facilitation;
pub mod geometry;
pub mod model;
pub mod store;
pub mod sync;
#[cfg(target_arch = "wasm32")]
pub mod ui;
pub mod words;
