//! What this browser shows of a map. Never leaves this browser, never part of the map.

use std::rc::Rc;

use crate::model::{Card, CardId, Lane, LinkId, PageOf, sort_and_dedup};
use crate::words::Message;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Start,
    Map,
    /// Somebody was invited to write cards for a map that is elsewhere.
    Write,
    /// Somebody followed a link to a room and is not in it yet.
    Join,
}

/// A window beside the one that leads a workshop, of the same map: it shows, and changes nothing of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// For everybody to see: the stage, its question, the time, the map.
    Projector,
    /// For whoever leads alone: notes, who has gone quiet, what nobody else is asked.
    Notes,
}

impl Beside {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Projector => "projector",
            Self::Notes => "notes",
        }
    }

    /// What stands behind the address of such a window; `slot` is where the storage has the map.
    #[must_use]
    pub fn fragment(self, slot: &str) -> String {
        format!("#{}.{slot}", self.name())
    }

    /// Which window an address is of, and of which map.
    #[must_use]
    pub fn read(fragment: &str) -> Option<(Self, &str)> {
        let (name, slot) = fragment.strip_prefix('#')?.split_once('.')?;
        let all = [Self::Projector, Self::Notes];
        let beside = all.into_iter().find(|it| it.name() == name)?;
        Some((beside, slot))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Canvas,
    Outline,
    Both,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Selection {
    #[default]
    None,
    /// One card or more, sorted, none twice.
    Cards(Vec<CardId>),
    Link(LinkId),
}

impl Selection {
    #[must_use]
    pub fn card(id: CardId) -> Self {
        Self::Cards(vec![id])
    }

    #[must_use]
    pub fn cards(ids: impl IntoIterator<Item = CardId>) -> Self {
        let mut ids: Vec<_> = ids.into_iter().collect();
        sort_and_dedup(&mut ids);
        if ids.is_empty() { Self::None } else { Self::Cards(ids) }
    }

    #[must_use]
    pub fn ids(&self) -> Vec<CardId> {
        match self {
            Self::Cards(ids) => ids.clone(),
            Self::None | Self::Link(_) => Vec::new(),
        }
    }

    #[must_use]
    pub fn has(&self, id: &CardId) -> bool {
        matches!(self, Self::Cards(ids) if ids.binary_search(id).is_ok())
    }

    /// The card, where exactly one is selected.
    #[must_use]
    pub fn single(&self) -> Option<&CardId> {
        match self {
            Self::Cards(ids) if ids.len() == 1 => ids.first(),
            _ => None,
        }
    }
}

/// What lights up while the rest fades: the line of sight of a card, or what all priorities rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lit {
    /// The card whose line it is; `None` for all priorities.
    pub start: Option<CardId>,
    /// It is two lanes that light up, with all that is in them.
    pub lanes: Option<(Lane, Lane)>,
    /// It is all that one department has on the map.
    pub department: Option<Rc<str>>,
    /// Sorted, the start among them.
    pub cards: Vec<CardId>,
    /// Those of them that nothing leads to; sorted.
    pub missing: Vec<CardId>,
    /// Sorted.
    pub links: Vec<LinkId>,
}

impl Lit {
    #[must_use]
    pub fn has(&self, id: &CardId) -> bool {
        self.cards.binary_search(id).is_ok()
    }

    /// The same for a card that may be newer than this.
    #[must_use]
    pub fn shows(&self, card: &Card) -> bool {
        let lies = |(a, b)| card.place.lane == a || card.place.lane == b;
        self.lanes.map_or_else(|| self.has(&card.id), lies)
    }

    #[must_use]
    pub fn lacks(&self, id: &CardId) -> bool {
        self.missing.binary_search(id).is_ok()
    }

    #[must_use]
    pub fn has_link(&self, id: &LinkId) -> bool {
        self.links.binary_search(id).is_ok()
    }
}

/// What lies over the map and takes the keyboard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Overlay {
    #[default]
    None,
    Search,
    /// "So that…": choose or write the card that comes next after this one.
    Connect(CardId),
    Help,
    Menu,
    /// The map as a link.
    Share,
    /// The formats in which the map leaves.
    Export,
    /// What the columns of a table hold.
    Import,
    /// The password of a link.
    Unlock,
    /// A link that its reader pastes; did this page come from one that got lost on the way?
    Link {
        lost: bool,
    },
    /// What can be carried, and what matters most.
    Capacity,
    /// The words to avoid.
    Glossary,
    /// A page to take along.
    Report(PageOf),
    /// Copies of the map, to be merged.
    Merge,
    /// Who builds this map together, and how others come in.
    Room,
    /// The plans for a workshop, to begin one.
    Agenda,
    /// What is done before a workshop.
    Prepare,
    /// Drafts, for everybody to put right.
    Drafts,
    /// What is said at the end of a workshop.
    Close,
    /// What came of a workshop, to take along.
    Recap,
    /// Sessions along a time line, and what has become of the map since.
    Since,
    /// Cards that seem to belong together.
    Alike,
    /// The requests of the map, and one of them.
    Requests(Option<CardId>),
    /// Cards from people in the room.
    Gather,
    /// What was written for another map, to be taken there.
    HandIn,
    /// The people of the map, and one of them.
    Register(Option<CardId>),
    /// The card that somebody may be writing in was deleted by somebody else; their name, where it is known.
    TakenAway(CardId, Option<Rc<str>>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Warning,
    Error,
}

/// Something the person should know. Stays until it is put away or the next one of its kind comes.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub number: u64,
    pub tone: Tone,
    pub message: Message,
    pub details: Vec<Message>,
    /// A way back that goes with it.
    pub step: Option<(NoticeStep, &'static str)>,
}

/// What a notice offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeStep {
    Dismiss(u64),
    Undo(u64),
    /// Back to the map that was open before.
    GoBack(u64),
    Export(u64),
    /// Saves what the program broke down over.
    PutAside(u64),
    /// What seems to belong together.
    Alike(u64),
    /// The newer version of the page.
    Renew(u64),
}

#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub page: Page,
    pub mode: Mode,
    /// The stage is as narrow as a phone's.
    pub narrow: bool,
    pub selection: Selection,
    pub editing: Option<CardId>,
    /// The details of what is selected; never together with the questions, which take the same place.
    pub panel: bool,
    /// The field of the selected card to which somebody was led.
    pub wanted: Option<&'static str>,
    /// The questions that the map gives reason to ask.
    pub questions: bool,
    /// The cards that the open questions are about, sorted; they have a mark while the questions are open.
    pub marks: Rc<[CardId]>,
    pub sight: Option<Rc<Lit>>,
    /// Proposals to group cards that somebody passed over, by their names.
    pub passed_over: Rc<[String]>,
    pub overlay: Overlay,
    pub notices: Vec<Notice>,
    /// This window stands beside another one; never changes while it is open.
    pub beside: Option<Beside>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            page: Page::Start,
            mode: Mode::Canvas,
            narrow: false,
            selection: Selection::None,
            editing: None,
            panel: false,
            wanted: None,
            questions: false,
            marks: Rc::default(),
            sight: None,
            passed_over: Rc::default(),
            overlay: Overlay::None,
            notices: Vec::new(),
            beside: None,
        }
    }
}

impl View {
    /// An open question is about this card, and the marks are shown.
    #[must_use]
    pub fn is_asked(&self, id: &CardId) -> bool {
        self.questions && self.marks.binary_search(id).is_ok()
    }
}
