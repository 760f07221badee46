//! One file for each thing that people rely on.

mod bad_input;
mod close_by;
mod copies;
mod crash;
mod edits;
mod element;
mod everyone;
mod example;
mod hand_in;
mod keyboard;
mod language;
mod late;
mod link;
mod one_card;
mod people;
mod phone;
mod policy;
mod privacy;
mod questions;
mod report;
mod room;
mod storage;
mod tabs;
mod take_home;
mod together;
mod workshop;
