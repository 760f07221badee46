//! Links: making, turning, removing.

use super::state::State;
use super::view::{NoticeStep, Overlay, Selection, Tone};
use crate::document::Command;
use crate::model::{CardId, Fields, Json, Link, LinkId, LinkKind, joints};
use crate::words::Message;

/// What is said of two cards is about those two: it goes with the next step.
pub(super) const CANNOT: &str = "notice.cannot_link";

impl State {
    /// Links two cards in the obvious way, or in the given one. Which of them comes first does not matter.
    pub(super) fn link(&mut self, first: &CardId, second: &CardId, kind: Option<LinkKind>) {
        self.view.overlay = Overlay::None;
        self.view.notices.retain(|notice| notice.message.key != CANNOT);
        self.touch();
        let map = self.map();
        let (Some(a), Some(b)) = (map.card(first), map.card(second)) else { return };
        if first == second {
            return;
        }
        let ways = joints(a.kind, b.kind);
        let wanted = ways.iter().find(|joint| kind.is_none_or(|kind| kind == joint.kind));
        let Some(joint) = wanted.copied() else {
            self.notify(Tone::Warning, Message::new(CANNOT));
            return;
        };
        let (from, to) = if joint.turned { (second, first) } else { (first, second) };
        let same = |link: &&std::rc::Rc<Link>| {
            let undirected = joint.kind.is_undirected() && link.from == *to && link.to == *from;
            link.kind == joint.kind && ((link.from == *from && link.to == *to) || undirected)
        };
        let there = map.links_of(from).find(same).map(|link| link.id.clone());
        if let Some(id) = there {
            self.select(Selection::Link(id));
            return;
        }
        let id = LinkId::random();
        let link = Link {
            id: id.clone(),
            kind: joint.kind,
            from: from.clone(),
            to: to.clone(),
            fields: Fields::default(),
        };
        self.replica.end_undo_step();
        if self.commit(vec![Command::AddLink(link)]) {
            self.select(Selection::Link(id));
        }
    }

    pub(super) fn set_link(&mut self, id: LinkId, kind: LinkKind, turned: bool) {
        let command =
            if turned { Command::TurnLink { id, kind } } else { Command::SetLinkKind { id, kind } };
        self.commit(vec![command]);
    }

    pub(super) fn set_link_field(&mut self, id: LinkId, key: &'static str, raw: &Json) {
        let Some(spec) = LinkKind::FIELDS.iter().find(|spec| spec.key == key) else { return };
        if let Some(value) = self.read_field(spec, raw) {
            self.commit(vec![Command::SetLinkField { id, key: key.to_owned(), value }]);
        }
    }

    pub(super) fn remove_link(&mut self, id: LinkId) {
        if self.commit(vec![Command::RemoveLink { id }]) {
            let step = Some((NoticeStep::Undo as fn(u64) -> NoticeStep, "action.undo"));
            self.notify_with(Tone::Plain, Message::new("notice.link_removed"), Vec::new(), step);
        }
    }
}
