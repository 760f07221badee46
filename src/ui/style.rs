//! The styles of the element, one file per component, in the order in which they override each other: those of the
//! first picture, and those that only the late part needs.

/// The text of the one style sheet that all elements of a page share.
pub(super) const STYLES: &str = concat!(
    include_str!("../../styles/tokens.css"),
    include_str!("../../styles/base.css"),
    include_str!("../../styles/topbar.css"),
    include_str!("../../styles/hide.css"),
    include_str!("../../styles/start.css"),
    include_str!("../../styles/stage.css"),
    include_str!("../../styles/card.css"),
    include_str!("../../styles/notices.css"),
);

/// The styles of what comes late, which follow those of the first picture. Named by the late part alone, as naming it
/// carries it.
pub(super) const LATE_STYLES: &str = concat!(
    include_str!("../../styles/outline.css"),
    include_str!("../../styles/panel.css"),
    include_str!("../../styles/questions.css"),
    include_str!("../../styles/sight.css"),
    include_str!("../../styles/overlay.css"),
    include_str!("../../styles/room.css"),
    include_str!("../../styles/live.css"),
    include_str!("../../styles/register.css"),
    include_str!("../../styles/sheet.css"),
    include_str!("../../styles/export.css"),
    include_str!("../../styles/workshop.css"),
    include_str!("../../styles/groups.css"),
    include_str!("../../styles/request.css"),
    include_str!("../../styles/prepare.css"),
    include_str!("../../styles/rtl.css"),
);
