//! Alignment Canvas: a workshop canvas for alignment maps. This page is the map of the rooms.
