//! What a participant's device keeps of a question's answers: a row for each card, and one for the rest.

use super::writing::OpenWriting;
use crate::facilitation::Mine;
use crate::model::{Json, WriterId};

impl OpenWriting {
    pub(super) fn prefix(&self) -> String {
        format!("write.{}.", self.invitation.round)
    }

    /// The card that a key of ours is for; `None` for the row of the rest.
    pub(super) fn number_in(&self, key: &str) -> Option<u32> {
        let digits = key.strip_prefix(&self.prefix())?.strip_prefix('c')?;
        u32::from_str_radix(digits, 16).ok()
    }

    /// Key and text of a card's row, or of the row of the rest.
    pub(super) fn row(&self, number: Option<u32>) -> (String, Option<String>) {
        let writing = &self.writing;
        let Some(number) = number else {
            let text = serde_json::json!({
                "writer": writing.writer.to_string(),
                "name": writing.name,
                "turn": writing.turn,
                "arrived": self.arrived,
                "room": self.of_room,
                "draft": writing.draft,
            });
            return (self.prefix() + "me", Some(text.to_string()));
        };
        let card = writing.cards.iter().find(|card| card.number == number);
        let text = card.map(|card| {
            let Mine { text, handed, gone, .. } = card;
            serde_json::json!({ "text": text, "handed": handed, "gone": gone }).to_string()
        });
        (format!("{}c{number:08x}", self.prefix()), text)
    }

    pub(super) fn restore(&mut self, rows: &[(String, String)]) {
        let prefix = self.prefix();
        let writing = &mut self.writing;
        for (key, text) in rows {
            let Ok(json) = serde_json::from_str::<Json>(text) else { continue };
            let Some(key) = key.strip_prefix(&prefix) else { continue };
            let word = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
            if key == "me" {
                writing.writer = WriterId::parse(&word("writer")).unwrap_or(writing.writer);
                let turn = json["turn"].as_u64().and_then(|turn| u32::try_from(turn).ok());
                writing.turn = writing.turn.max(turn.unwrap_or_default());
                let arrived = json["arrived"].as_u64().and_then(|turn| u32::try_from(turn).ok());
                self.arrived = self.arrived.max(arrived.unwrap_or_default());
                self.of_room |= json["room"].as_bool().unwrap_or_default();
                if writing.name.is_empty() {
                    writing.name = word("name");
                }
                // Somebody may have begun anew before it was read: then both stay.
                let draft = word("draft");
                if writing.draft.is_empty() {
                    writing.draft = draft;
                } else if !draft.is_empty() {
                    writing.add(draft);
                }
            } else if let Some(number) =
                key.strip_prefix('c').and_then(|digits| u32::from_str_radix(digits, 16).ok())
                && writing.card_mut(number).is_none()
            {
                let handed = json["handed"].as_str().map(str::to_owned);
                let gone = json["gone"].as_bool().unwrap_or_default();
                writing.cards.push(Mine { number, text: word("text"), handed, gone });
            }
        }
        crate::model::sort_by(&mut writing.cards, |a, b| a.number.cmp(&b.number));
    }
}
