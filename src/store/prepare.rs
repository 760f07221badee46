//! Before a workshop: what was found out becomes cards, drafts that others put right, and what L&D notes of the business for
//! itself. Part of what comes late.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::action::Origin;
use super::edit::new_card;
use super::state::State;
use super::view::Tone;
use crate::document::{Change, Command};
use crate::exchange;
use crate::facilitation::deck::{self, Starter};
use crate::facilitation::{Gathering, SaidToDraft};
use crate::geometry::next_slot;
use crate::model::text::clean_line;
use crate::model::{Card, CardId, CardKind, Json, Map, Value};
use crate::words::Message;

/// The list of records that holds what was said to drafts.
pub const CORRECTIONS: &str = "corrections";
/// The longest word about a draft, in letters.
const LONGEST: usize = 400;

/// What somebody says to a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Right,
    Wrong,
    Missing,
}

impl Verdict {
    pub const ALL: [Self; 3] = [Self::Right, Self::Wrong, Self::Missing];

    /// The key of its words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Right => "draft.right",
            Self::Wrong => "draft.wrong",
            Self::Missing => "draft.missing",
        }
    }

    /// The name in files, and in what is handed in.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Missing => "missing",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

/// What one person said to one draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub id: String,
    /// Empty for somebody who gave no name.
    pub who: String,
    pub verdict: Verdict,
    pub words: String,
}

/// Whose word it is: that of whoever sits at this browser, or of somebody else who says it here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voice {
    /// Stands beside what they say, and no more: two may bear one name, and one may give it later.
    pub name: String,
    /// A number that stands for this browser.
    pub browser: String,
    /// The screen goes around: here each name is somebody.
    pub other: bool,
}

impl Voice {
    /// The record that holds what they say to a card. It is another one for each card, so that nobody is followed by it from
    /// one card or map to the next.
    #[must_use]
    pub fn record(&self, card: &CardId) -> String {
        let who = match self.other {
            true => format!("\n{}", self.name.trim().to_lowercase()),
            false => String::new(),
        };
        let hash = Sha256::digest(format!("{card}\n{}{who}", self.browser));
        let mut bits = [0; 16];
        bits.copy_from_slice(&hash[..16]);
        format!("{card}.{}", CardId::from_bits(u128::from_le_bytes(bits)))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum PrepareAction {
    /// The answer to a question of a deck, as a card.
    Answer { prompt: &'static str, text: String, source: String, department: String, draft: bool },
    /// A draft begins with one of the starters, in these words.
    Start { starter: &'static Starter, title: String },
    /// Somebody says that a draft is right, or not; saying the same again takes it back.
    Say { card: CardId, by: Voice, verdict: Verdict },
    /// What they say about it: the whole text of a box as it stands now.
    Words { card: CardId, by: Voice, text: String },
    /// The draft is put right, and no draft any more. For whoever leads, where there is a room.
    Settle(CardId),
    /// Support was added.
    Look,
    /// Shows what one department has on the map; an empty name shows all again.
    Department(String),
}

/// What was said to a draft, in the order of the records.
#[must_use]
pub fn corrections(map: &Map, card: &CardId) -> Vec<Correction> {
    let all = map.records.lists.get(CORRECTIONS).into_iter().flatten();
    let here = all.filter(|(_, record)| record["card"].as_str() == Some(card.as_str()));
    here.filter_map(|(id, record)| {
        let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let verdict = Verdict::parse(record["says"].as_str()?)?;
        Some(Correction { id: id.clone(), who: text("who"), verdict, words: text("words") })
    })
    .collect()
}

/// How many said it is right, wrong, and not all.
#[must_use]
pub fn counted(corrections: &[Correction]) -> [usize; 3] {
    Verdict::ALL.map(|verdict| corrections.iter().filter(|it| it.verdict == verdict).count())
}

/// The drafts of a map, lane by lane from above.
#[must_use]
pub fn drafts(map: &Map) -> Vec<std::rc::Rc<Card>> {
    let cards = map.cards.values().filter(|card| card.fields.flag("draft") && card.is_active());
    let mut all: Vec<_> = cards.cloned().collect();
    let place = |card: &Card| (card.place.lane as usize, card.place.y, card.place.x);
    crate::model::sort_by(&mut all, |a, b| {
        place(a).partial_cmp(&place(b)).unwrap_or(std::cmp::Ordering::Equal)
    });
    all
}

impl State {
    pub(super) fn prepare(&mut self, action: PrepareAction) {
        match action {
            PrepareAction::Look => self.ask_what_for(),
            PrepareAction::Department(name) if name.is_empty() => {
                self.view.sight = None;
                self.touch();
            }
            PrepareAction::Department(name) => self.light_department(&name),
            _ if self.is_readonly() => {}
            PrepareAction::Answer { prompt, text, source, department, draft } => {
                self.answer_prompt(prompt, &text, &source, &department, draft);
            }
            PrepareAction::Start { starter, title } => {
                let card = new_card(starter.kind, next_slot(self.map(), starter.kind.home()));
                self.put_one(Card { title: clean_line(&title), ..starter.begin(card) });
            }
            PrepareAction::Say { card, by, verdict } => self.say_to_draft(&card, &by, verdict),
            PrepareAction::Words { card, by, text } => self.word_to_draft(&card, &by, &text),
            PrepareAction::Settle(card) => self.settle_draft(&card),
        }
    }

    /// One card as one step of undo. What is selected stays, as the box for the next one has the keyboard.
    fn put_one(&mut self, card: Card) -> bool {
        self.end_edit();
        self.replica.end_undo_step();
        let put = self.commit(vec![Command::AddCard(card)]);
        self.replica.end_undo_step();
        put
    }

    fn answer_prompt(&mut self, id: &str, text: &str, source: &str, department: &str, draft: bool) {
        let Some(prompt) = deck::prompt(id).filter(|_| !text.trim().is_empty()) else { return };
        let (title, notes) = exchange::title_and_notes(text.trim(), "");
        let card = new_card(prompt.kind, next_slot(self.map(), prompt.kind.home()));
        let card = prompt.answer(Card { title, notes, ..card }, source, department, draft);
        if self.put_one(card) {
            let (id, department) = (prompt.id, department.to_owned());
            self.private_step(super::PrivateAction::Found { id, department, found: None });
        }
    }

    fn set_correction(&self, card: &CardId, by: &Voice, said: Option<(Verdict, &str)>) -> Command {
        let (id, on) = (by.record(card), self.today().to_string());
        let value = said.map(|(verdict, words)| {
            json!({ "id": id, "card": card.as_str(), "who": by.name.trim(), "says": verdict.name(), "words": words, "on": on })
        });
        Command::SetRecord { list: CORRECTIONS.to_owned(), id, value }
    }

    /// What was handed in to drafts that are still some, as it is to stand on the map.
    pub(super) fn corrected(&self, gathering: &Gathering) -> Vec<Command> {
        let on = self.today().to_string();
        let is_draft =
            |id: &CardId| self.map().card(id).is_some_and(|card| card.fields.flag("draft"));
        let said = gathering.said_to_drafts().filter(|said| is_draft(said.draft));
        let records = said.map(|SaidToDraft { draft, voice, who, verdict, words }| {
            let id = format!("{draft}.{voice}");
            let words: String = words.chars().take(LONGEST).collect();
            let value = Verdict::parse(&verdict).map(|verdict| {
                json!({ "id": id, "card": draft.as_str(), "who": who, "says": verdict.name(), "words": words, "on": on })
            });
            (id, value)
        });
        let known = self.map().records.lists.get(CORRECTIONS);
        let there = |id: &String| known.and_then(|known| known.get(id));
        let same = |then: &Json, now: &Json| {
            ["who", "says", "words"].iter().all(|key| then[*key] == now[*key])
        };
        let is_news = |(id, value): &(String, Option<Json>)| match (there(id), value) {
            (Some(then), Some(now)) => !same(then, now),
            (then, now) => then.is_some() != now.is_some(),
        };
        let news = records.filter(is_news);
        news.map(|(id, value)| Command::SetRecord { list: CORRECTIONS.to_owned(), id, value })
            .collect()
    }

    fn said_to_draft(&self, card: &CardId, by: &Voice) -> Option<Correction> {
        let id = by.record(card);
        corrections(self.map(), card).into_iter().find(|known| known.id == id)
    }

    fn say_to_draft(&mut self, card: &CardId, by: &Voice, verdict: Verdict) {
        if self.map().card(card).is_none() {
            return;
        }
        let known = self.said_to_draft(card, by);
        let again = known.as_ref().is_some_and(|it| it.verdict == verdict);
        let words = known.map(|it| it.words).unwrap_or_default();
        let said = (!again).then_some((verdict, words.as_str()));
        let command = self.set_correction(card, by, said);
        self.replica.end_undo_step();
        self.commit(vec![command]);
        self.replica.end_undo_step();
    }

    /// Kept letter by letter, and one step of undo.
    fn word_to_draft(&mut self, card: &CardId, by: &Voice, text: &str) {
        let Some(known) = self.said_to_draft(card, by) else { return };
        let words: String = text.chars().take(LONGEST).collect();
        let command = self.set_correction(card, by, Some((known.verdict, &words)));
        self.commit(vec![command]);
    }

    /// A draft that people only called right is confirmed by those who did, today.
    fn settle_draft(&mut self, id: &CardId) {
        // It says who confirmed it: those who lead say that, and alone whoever sits here.
        if self.room.as_ref().is_some_and(|room| !room.may_lead()) {
            return;
        }
        let Some(card) = self.map().card(id).filter(|card| card.fields.flag("draft")).cloned()
        else {
            return;
        };
        let set =
            |key: &str, value| Command::SetField { id: id.clone(), key: key.to_owned(), value };
        let mut commands = vec![set("draft", None)];
        let said = corrections(self.map(), id);
        if let [agreed, 0, 0] = counted(&said)
            && agreed > 0
        {
            let mut names = match card.fields.get("confirmed_by") {
                Some(Value::List(names)) => names.clone(),
                _ => Vec::new(),
            };
            let new = said.iter().map(|it| it.who.clone()).filter(|who| !who.is_empty());
            new.for_each(|who| {
                if !names.contains(&who) {
                    names.push(who)
                }
            });
            commands.push(set("confirmed_on", Some(Value::Date(self.today()))));
            if !names.is_empty() {
                commands.push(set("confirmed_by", Some(Value::List(names))));
            }
            commands.extend(self.as_confirmed(&card));
        }
        self.replica.end_undo_step();
        self.commit(commands);
        self.replica.end_undo_step();
    }

    /// A card becomes a draft anew: what was said to the one before is past.
    pub(super) fn forget_corrections(&self, card: &CardId) -> Vec<Command> {
        let said = corrections(self.map(), card).into_iter();
        said.map(|it| Command::SetRecord { list: CORRECTIONS.to_owned(), id: it.id, value: None })
            .collect()
    }

    /// Support was added where no priority is: said once for a map, and nobody is held back.
    fn ask_what_for(&mut self) {
        let mut cards = self.map().cards.values();
        let priority =
            |card: &Card| card.kind == CardKind::Priority && !card.title.trim().is_empty();
        if self.nudged == Some(self.opening) || cards.any(|card| priority(card) && card.is_active())
        {
            return;
        }
        self.nudged = Some(self.opening);
        self.notify(Tone::Plain, Message::new("prepare.nudge"));
    }
}

impl State {
    /// Looks whether support came before any priority. The one piece of this that is not late.
    pub(super) fn support_added(&mut self, changes: &[Change], origin: Origin) {
        let map = self.map();
        let is_support = |change: &Change| {
            let Change::CardAdded(id) = change else { return false };
            map.card(id).is_some_and(|card| card.kind == CardKind::Initiative && card.is_active())
        };
        if origin == Origin::Local && self.room.is_none() && changes.iter().any(is_support) {
            self.carry_out_seldom(super::Action::Prepare(PrepareAction::Look));
        }
    }
}

/// What L&D has found out and not put on the map: half-written answers, and what it knows of the business. In the private
/// store of this browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub text: String,
    pub source: String,
    pub known: Option<Known>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    Known,
    Unknown,
    Ask,
}

impl Known {
    pub const ALL: [Self; 3] = [Self::Known, Self::Unknown, Self::Ask];

    /// The name in a row; its words are `basics.<name>`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Unknown => "unknown",
            Self::Ask => "ask",
        }
    }
}

impl Found {
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.text.is_empty() && self.source.is_empty() && self.known.is_none()
    }

    pub(super) fn to_row(&self) -> Option<String> {
        let Self { text, source, known } = self;
        let known = known.map(Known::name);
        (!self.is_nothing())
            .then(|| json!({ "text": text, "source": source, "known": known }).to_string())
    }

    pub(super) fn read(row: &str) -> Option<Self> {
        let row: Json = serde_json::from_str(row).ok()?;
        row.as_object()?;
        // What two tabs wrote apart is longer than a box takes, and is nobody's to cut.
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let known = Known::ALL.into_iter().find(|known| row["known"] == known.name());
        Some(Self { text: text("text"), source: text("source"), known })
    }

    /// What two tabs wrote apart, one after the other; nothing twice.
    pub(super) fn both(mine: Option<String>, there: Option<String>) -> Option<String> {
        let read = |row: &Option<String>| row.as_deref().and_then(Self::read).unwrap_or_default();
        let (ours, theirs) = (read(&mine), read(&there));
        let joined = |a: String, b: String, by: &str| match (a.contains(&b), b.contains(&a)) {
            (true, _) => a,
            (_, true) => b,
            _ => format!("{b}{by}{a}"),
        };
        let (text, source) =
            (joined(ours.text, theirs.text, "\n"), joined(ours.source, theirs.source, ", "));
        Self { text, source, known: ours.known.or(theirs.known) }.to_row()
    }
}
