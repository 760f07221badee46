//! The one box of a phone in a workshop, and which cards were written in it: kept by this browser under the map's id, so that
//! one that was killed has both again.

use serde_json::json;

use super::super::action::{Effect, Trouble};
use super::super::state::State;
use super::Workshop;
use crate::model::{CardId, CardKind, Json};

/// What the keys of these rows begin with; the map's id follows.
pub(in crate::store) const PREFIX: &str = "pocket.";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pocket {
    /// What is half written, and what it is to become.
    pub draft: Option<(CardKind, String)>,
    /// The cards that were written here, the latest last.
    pub mine: Vec<CardId>,
    /// The storage has said what it has.
    pub answered: bool,
}

impl Pocket {
    fn to_text(&self) -> Option<String> {
        let mine: Vec<_> = self.mine.iter().map(CardId::as_str).collect();
        let (kind, text) = self.draft.as_ref().map(|(kind, text)| (kind.name(), text)).unzip();
        (self.draft.is_some() || !mine.is_empty())
            .then(|| json!({ "kind": kind, "text": text, "mine": mine }).to_string())
    }

    fn read(text: &str) -> Option<Self> {
        let json: Json = serde_json::from_str(text).ok()?;
        let mine = json["mine"].as_array()?.iter();
        let mine = mine.filter_map(|id| CardId::parse(id.as_str()?).ok()).collect();
        let kind = json["kind"].as_str().and_then(CardKind::parse);
        let draft = kind.zip(json["text"].as_str().map(str::to_owned));
        Some(Self { draft, mine, answered: true })
    }

    /// What was there before comes before what was written while it was read.
    fn after(self, before: Self) -> Self {
        let mut mine = before.mine;
        mine.extend(self.mine);
        let draft = match (before.draft, self.draft) {
            (Some((_, before)), Some((kind, now))) => Some((kind, format!("{before} {now}"))),
            (before, now) => now.or(before),
        };
        Self { draft, mine, answered: true }
    }
}

impl State {
    fn pocket_prefix(&self) -> String {
        format!("{PREFIX}{}.", self.map().id)
    }

    pub(super) fn open_pocket(&mut self) {
        let mut shop = self.shop();
        if shop.pocket.is_some() {
            return;
        }
        let answered = self.saving.keeps_nothing;
        shop.pocket = Some(Pocket { answered, ..Pocket::default() });
        self.keep_shop(shop);
        if !answered {
            self.effect(Effect::ReadPrivate { prefix: self.pocket_prefix() });
        }
    }

    /// The box as it stands now; without words nothing is half written.
    pub(super) fn draft_on_phone(&mut self, kind: CardKind, text: &str) {
        let mut shop = self.shop();
        let pocket = shop.pocket.get_or_insert_default();
        pocket.draft = (!text.trim().is_empty()).then(|| (kind, text.to_owned()));
        self.keep_pocket(shop);
    }

    /// What was in the box is a card.
    pub(super) fn wrote_on_phone(&mut self, id: CardId) {
        let mut shop = self.shop();
        let pocket = shop.pocket.get_or_insert_default();
        pocket.mine.push(id);
        pocket.draft = None;
        self.keep_pocket(shop);
    }

    fn keep_pocket(&mut self, shop: Workshop) {
        // Written before it was read, it would be taken for all there is.
        let text = shop.pocket.as_ref().filter(|it| it.answered).map(Pocket::to_text);
        self.keep_shop(shop);
        if let Some(text) = text.filter(|_| !self.saving.keeps_nothing) {
            let key = format!("{}box", self.pocket_prefix());
            self.effect(Effect::KeepPrivate { key, text });
        }
    }

    /// The storage has answered.
    pub(in crate::store) fn pocket_read(
        &mut self,
        prefix: &str,
        rows: Result<Vec<(String, String)>, Trouble>,
    ) {
        let mut shop = self.shop();
        if prefix != self.pocket_prefix() {
            return;
        }
        let Some(now) = shop.pocket.take().filter(|pocket| !pocket.answered) else { return };
        let rows = rows.unwrap_or_default();
        let before = rows.iter().find_map(|(key, text)| {
            // Beside it lies what is half written elsewhere.
            Pocket::read(text).filter(|_| key.ends_with(".box"))
        });
        let is_new = now.to_text().is_some();
        shop.pocket = Some(now.after(before.unwrap_or_default()));
        match is_new {
            true => self.keep_pocket(shop),
            false => self.keep_shop(shop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_before_stays_beside_what_was_written_while_it_was_read() {
        let [one, two] = [CardId::random(), CardId::random()];
        let kind = CardKind::Priority;
        let before =
            Pocket { draft: Some((kind, "Fewer".into())), mine: vec![one.clone()], answered: true };
        let read = Pocket::read(&before.to_text().expect("something to keep"));
        assert_eq!(read.as_ref(), Some(&before));
        let draft = Some((CardKind::Outcome, "accidents".into()));
        let now = Pocket { draft, mine: vec![two.clone()], answered: false };
        let both = now.after(before);
        assert_eq!(both.mine, [one, two]);
        assert_eq!(both.draft, Some((CardKind::Outcome, "Fewer accidents".into())));
        assert_eq!(Pocket::default().to_text(), None, "nothing is no row");
        assert_eq!(Pocket::read("[]"), None);
    }
}
