//! What can be asked of a document, and what it says has happened.

use crate::model::{Card, CardId, CardKind, Fields, Json, Link, LinkId, LinkKind, Place, Value};

/// A text that two people may type in at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextField {
    Title,
    Notes,
}

/// One thing to do. Several in one commit are one step of undo. Imperative; see [`Change`] for what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A new card; its id must be new to the document, deleted cards included.
    AddCard(Card),
    /// Replaces `remove` UTF-16 units at `at` by `insert`. Offsets beyond the end are cut to it.
    TypeText {
        id: CardId,
        field: TextField,
        at: u32,
        remove: u32,
        insert: String,
    },
    /// Makes the text become this, by the smallest edit between what is there and what is wanted.
    SetText {
        id: CardId,
        field: TextField,
        text: String,
    },
    /// Sets a field of the card's kind, or clears it.
    SetField {
        id: CardId,
        key: String,
        value: Option<Value>,
    },
    /// Another kind; fields that the new kind does not have stay in the document, unread.
    ChangeKind {
        id: CardId,
        kind: CardKind,
    },
    PlaceCard {
        id: CardId,
        place: Place,
    },
    /// Also lets go of the card's links.
    RemoveCard {
        id: CardId,
    },
    /// A new link between two different cards whose kinds allow it.
    AddLink(Link),
    SetLinkKind {
        id: LinkId,
        kind: LinkKind,
    },
    /// The same link the other way round, with a kind that allows it.
    TurnLink {
        id: LinkId,
        kind: LinkKind,
    },
    SetLinkField {
        id: LinkId,
        key: String,
        value: Option<Value>,
    },
    RemoveLink {
        id: LinkId,
    },
    /// The map's own title.
    SetMapTitle {
        text: String,
    },
    /// A single value of [`crate::model::Records::values`], or none.
    SetValue {
        key: String,
        value: Option<Json>,
    },
    /// Adds or replaces a session, or removes it.
    SetSession {
        id: String,
        fields: Option<Fields>,
    },
    /// Adds or replaces a record of one of [`crate::model::Records::LISTS`], or removes it.
    SetRecord {
        list: String,
        id: String,
        value: Option<Json>,
    },
}

/// What has happened to the map, whoever did it. Past tense; carries ids only: read the map for the rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    CardAdded(CardId),
    /// Title, notes, kind or fields.
    CardEdited(CardId),
    CardMoved(CardId),
    CardRemoved(CardId),
    LinkAdded(LinkId),
    LinkEdited(LinkId),
    LinkRemoved(LinkId),
    /// The map's title or one of its records.
    MapEdited,
}

/// Why a command was not carried out. A commit with one such command changes nothing at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    #[error("there is no such card")]
    NoSuchCard(CardId),
    #[error("there is no such link")]
    NoSuchLink(LinkId),
    #[error("this id is already taken")]
    IdTaken(String),
    #[error("cards of these two kinds cannot be linked like this")]
    LinkDoesNotFit { kind: LinkKind, from: CardKind, to: CardKind },
    #[error("a card cannot be linked with itself")]
    LinkToItself,
    #[error("this kind of card has no field named {key:?}, or the value does not fit it")]
    FieldDoesNotFit { key: String },
    #[error("a map holds at most {0} cards")]
    TooManyCards(usize),
}
