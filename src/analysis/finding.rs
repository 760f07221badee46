//! A finding: one question about some cards, why it is asked, and what would settle it.
//! Knows no rule in particular.

use super::Rule;
use super::index::{At, Index};
use crate::model::{CardId, CardKind, Date, Json, LinkId, LinkKind};
use crate::words::Message;

/// How much hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Low,
    Medium,
    High,
}

impl Severity {
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    /// What tells it from others of its rule, and stays the same while its cards come and go: for most the id of
    /// the card it is about.
    pub subject: String,
    /// The cards and stakeholders it is about, the main one first.
    pub about: Vec<CardId>,
    pub links: Vec<LinkId>,
    /// The path, the field or the numbers that it rests on.
    pub why: Message,
    /// Fields of the main card that are empty and should not be.
    pub empty: Vec<&'static str>,
    /// One or two things that would settle it.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// A finding about one card, as weighty as its rule says.
    pub(super) fn about(rule: &'static Rule, index: &Index<'_>, at: At, why: Message) -> Self {
        let id = index.id(at);
        let subject = id.as_str().to_owned();
        Self { about: vec![id], ..Self::of_the_map(rule, subject, why) }
    }

    /// A finding about no card in particular.
    pub(super) fn of_the_map(rule: &'static Rule, subject: String, why: Message) -> Self {
        let (about, links, empty, fixes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { rule, severity: rule.severity, subject, about, links, why, empty, fixes }
    }

    /// About these and no others, each once: lists of hundreds are not searched for doubles.
    pub(super) fn over(mut self, all: impl IntoIterator<Item = CardId>) -> Self {
        self.about = all.into_iter().collect();
        self
    }

    pub(super) fn and(mut self, more: impl IntoIterator<Item = CardId>) -> Self {
        for id in more {
            if !self.about.contains(&id) {
                self.about.push(id);
            }
        }
        self
    }

    pub(super) fn by(mut self, links: impl IntoIterator<Item = LinkId>) -> Self {
        self.links.extend(links);
        self
    }

    pub(super) fn empty(mut self, keys: &[&'static str]) -> Self {
        self.empty.extend(keys);
        self
    }

    pub(super) fn weighs(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    pub(super) fn fix(mut self, label: &'static str, step: Step) -> Self {
        self.fixes.push(Fix { label: Message::new(label), step });
        self
    }

    /// The name under which an answer to it is kept.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.rule.name, self.subject)
    }
}

/// Something that settles a finding, or leads to where it is settled.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    pub label: Message,
    pub step: Step,
}

/// What a fix does. The store makes commands or a way out of it; here it is only said.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Gives a field of a card this value.
    Set { card: CardId, key: &'static str, value: Json },
    /// Adds a card of a kind, linked with this one, and lets it be written.
    Add {
        beside: CardId,
        kind: CardKind,
        link: LinkKind,
        with: &'static [(&'static str, &'static str)],
    },
    /// Adds a card of a kind by itself, and lets it be written.
    Write { kind: CardKind, with: &'static [(&'static str, &'static str)] },
    /// Links two cards that are there.
    Link { from: CardId, kind: LinkKind, to: CardId },
    /// Puts new cards of these kinds where a link cut a corner.
    Between { link: LinkId, kinds: &'static [CardKind] },
    /// Puts other words on a card; what stood there is kept with its notes.
    Reword { card: CardId, title: String },
    /// Puts a card into the Stopped tray.
    Stop(CardId),
    /// Leads to a field of a card, to be filled in.
    Fill { card: CardId, key: &'static str },
    /// Leads to the choice of what this card is linked with.
    Connect(CardId),
    /// Leads to a link.
    Open(LinkId),
}

impl Step {
    /// It changes the map by itself, in one step of undo; the others lead to where somebody does.
    #[must_use]
    pub fn is_command(&self) -> bool {
        !matches!(self, Self::Fill { .. } | Self::Connect(_) | Self::Open(_))
    }

    pub(super) fn set_date(card: CardId, key: &'static str, date: Date) -> Self {
        Self::Set { card, key, value: Json::from(date.to_string()) }
    }
}
