//! The styles of the element, one file per component, in the order in which they override each other.

/// The text of the one style sheet that all elements of a page share.
pub const STYLES: &str = concat!(
    include_str!("../../styles/tokens.css"),
    include_str!("../../styles/base.css"),
    include_str!("../../styles/topbar.css"),
    include_str!("../../styles/start.css"),
    include_str!("../../styles/stage.css"),
    include_str!("../../styles/card.css"),
    include_str!("../../styles/outline.css"),
    include_str!("../../styles/panel.css"),
    include_str!("../../styles/questions.css"),
    include_str!("../../styles/sight.css"),
    include_str!("../../styles/overlay.css"),
    include_str!("../../styles/room.css"),
    include_str!("../../styles/live.css"),
);
