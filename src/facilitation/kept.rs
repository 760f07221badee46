//! A round as texts for this browser's private storage, and back.

use serde_json::json;

use super::gather::{Gathering, Handed, Writer};
use crate::crypto::OpeningKey;
use crate::model::{CardId, CardKind, Json, RoundId, Task, WriterId};

impl Gathering {
    /// The question and its key, without what was handed in.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let ask = match &self.ask {
            Task::Cards(kind) => json!({ "cards": kind.name() }),
            Task::Pick { options, dots } => json!({ "pick": options, "dots": dots }),
            Task::Scale => json!("scale"),
            Task::Drafts(drafts) => json!({ "drafts": drafts }),
        };
        let about: Vec<_> = self.about.iter().map(CardId::as_str).collect();
        json!({
            "round": self.round.to_string(),
            "seed": self.key.seed(),
            "ask": ask,
            "about": about,
            "prompt": self.prompt,
            "typed": self.typed,
            "revealed": self.revealed,
        })
    }

    /// Reads what [`Self::to_json`] wrote; `None` for something else.
    #[must_use]
    pub fn from_json(json: &Json) -> Option<Self> {
        let seed = json["seed"].as_array()?.iter().filter_map(|b| b.as_u64()?.try_into().ok());
        let seed: Vec<u8> = seed.collect();
        let about =
            json["about"].as_array()?.iter().filter_map(|id| CardId::parse(id.as_str()?).ok());
        let prompt = json["prompt"].as_str()?.to_owned();
        let mut kept = Self::new(ask(&json["ask"])?, about.collect(), prompt);
        kept.round = RoundId::parse(json["round"].as_str()?)?;
        kept.key = OpeningKey::from_seed(seed.try_into().ok()?);
        let typed = json["typed"].as_array()?.iter();
        for (slot, count) in kept.typed.iter_mut().zip(typed) {
            *slot = count.as_u64()?.try_into().ok()?;
        }
        kept.revealed = json["revealed"].as_bool()?;
        Some(kept)
    }
}

fn ask(json: &Json) -> Option<Task> {
    if json == "scale" {
        return Some(Task::Scale);
    }
    if let Some(kind) = json["cards"].as_str() {
        return Some(Task::Cards(CardKind::parse(kind)?));
    }
    let texts = |key: &str| {
        let texts = json[key].as_array()?.iter().map(|text| text.as_str().map(str::to_owned));
        texts.collect::<Option<Vec<_>>>()
    };
    if let Some(drafts) = texts("drafts") {
        return Some(Task::Drafts(drafts));
    }
    Some(Task::Pick { options: texts("pick")?, dots: json["dots"].as_u64()?.try_into().ok()? })
}

impl Writer {
    #[must_use]
    pub fn to_json(&self) -> Json {
        let cards = self.cards.iter().map(|card| {
            let Handed { number, turn, text, placed } = card;
            json!({ "number": number, "turn": turn, "text": text, "placed": placed })
        });
        let cards: Vec<_> = cards.collect();
        json!({ "writer": self.id.to_string(), "name": self.name, "cards": cards })
    }

    /// Reads what [`Self::to_json`] wrote; `None` for something else.
    #[must_use]
    pub fn from_json(json: &Json) -> Option<Self> {
        let id = WriterId::parse(json["writer"].as_str()?)?;
        let name = json["name"].as_str()?.to_owned();
        let cards = json["cards"].as_array()?.iter().filter_map(|card| {
            let whole = |key: &str| u32::try_from(card[key].as_u64()?).ok();
            let word = |key: &str| card[key].as_str().map(str::to_owned);
            let (number, turn) = (whole("number")?, whole("turn")?);
            Some(Handed { number, turn, text: word("text")?, placed: word("placed") })
        });
        Some(Self { id, name, cards: cards.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Written;

    #[test]
    fn a_round_comes_back_from_the_storage_as_it_was() {
        let options = vec!["A".to_owned(), "B".to_owned()];
        let drafts = Task::Drafts(options.clone());
        let pick = Task::Pick { options, dots: 1 };
        for ask in [Task::Cards(CardKind::Barrier), pick, Task::Scale, drafts] {
            let mut round = Gathering::new(ask, vec![CardId::random()], "Why?".to_owned());
            round.typed.iter_mut().for_each(|count| *count += 3);
            round.revealed = true;
            let card = Written { number: 1, text: "1".to_owned() };
            round.take(WriterId::random(), 4, "Ann", vec![card]);
            let text = round.to_json().to_string();
            let mut back =
                Gathering::from_json(&serde_json::from_str(&text).expect("JSON")).expect("a round");
            for writer in round.writers() {
                back.restore(Writer::from_json(&writer.to_json()).expect("a writer"));
            }
            assert_eq!(back, round);
        }
        assert_eq!(Gathering::from_json(&json!({})), None);
        assert_eq!(Writer::from_json(&json!({ "writer": "x" })), None);
    }
}
