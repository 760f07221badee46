//! What can happen to a canvas, and what it then asks of the world.

use std::rc::Rc;

use super::example::Example;
use super::gather::GatherAction;
use super::grouping::GroupAction;
use super::merging::MergeAction;
use super::take_home::TakeHomeAction;
use super::view::{Beside, Mode, NoticeStep, Overlay, Selection};
use super::writing::WriteAction;
use crate::document::TextField;
use crate::exchange::BadLink;
use crate::geometry::{Camera, Direction, MapPoint, ScreenPoint, Viewport};
use crate::model::{CardId, CardKind, Json, Lane, LinkId, LinkKind, Place};

/// A map kept in this browser.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The key under which this browser keeps it; not the map's own id, of which it may keep several copies.
    pub slot: String,
    pub title: String,
    pub cards: u32,
    /// Milliseconds since 1970.
    pub changed_ms: u64,
    /// It only lies aside in this page, or its last words do.
    pub unkept: bool,
}

/// Why this browser did not keep something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The storage of this browser is full.
    Full,
    /// This browser keeps nothing for this page.
    Refused,
    /// Another tab removed this map from the storage.
    Gone,
    Other(String),
}

/// Who caused a change, as the host page is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Local,
    Remote,
    Host,
}

/// A step among the questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    Next,
    Previous,
    /// The finding of this key.
    Open(String),
    /// With those that are for the facilitator alone, or without.
    Facilitator(bool),
    /// The next one about a card in this lane.
    Lane(Lane),
    /// With marks on the cards that are asked about, or without.
    Marks(bool),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    // Cards
    /// A new card that is edited at once. Without a place it goes to the foot of its kind's home.
    AddCard {
        kind: CardKind,
        place: Option<Place>,
    },
    /// A new card in the next free slot of a lane, with its title; the focus stays where it is.
    WriteInLane {
        lane: Lane,
        text: String,
    },
    /// The next card of the story, linked from an existing one, placed beside it.
    AddNext {
        from: CardId,
        kind: CardKind,
        title: String,
    },
    /// A new card dropped at the end of a link drawn into empty space.
    AddLinked {
        from: CardId,
        place: Place,
    },
    /// The whole text as it stands in its box now.
    Type {
        id: CardId,
        field: TextField,
        text: String,
    },
    /// Plain data from a form; null clears. What does not fit is refused with a notice.
    SetField {
        id: CardId,
        key: &'static str,
        value: Json,
    },
    /// Several at once, as one step of undo.
    SetFields {
        id: CardId,
        fields: Vec<(&'static str, Json)>,
    },
    ChangeKind {
        id: CardId,
        kind: CardKind,
    },
    /// Cards were put somewhere. Their kinds and links follow.
    MoveCards {
        moves: Vec<(CardId, Place)>,
    },
    /// Cards that belong together.
    Group(GroupAction),
    /// Moves the selected cards one step: within the lane, or to the lane beside it.
    Nudge(Direction),
    RemoveCards {
        ids: Vec<CardId>,
    },
    RemoveSelected,
    /// A card that somebody else deleted, with what was meanwhile written in its title, its notes or a field of this key.
    BringBack {
        id: CardId,
        words: Option<(String, Json)>,
    },
    Duplicate,
    Tidy,
    // Links
    Link {
        from: CardId,
        to: CardId,
        kind: Option<LinkKind>,
    },
    /// Another kind, or the other way round.
    SetLink {
        id: LinkId,
        kind: LinkKind,
        turned: bool,
    },
    SetLinkField {
        id: LinkId,
        key: &'static str,
        value: Json,
    },
    RemoveLink {
        id: LinkId,
    },
    // The map
    SetMapTitle {
        text: String,
    },
    Undo,
    Redo,
    Cut,
    /// What the clipboard held: our own cards, or lines of text. `at` is where the pointer is, if over the map.
    Paste {
        cards: Option<String>,
        text: Option<String>,
        at: Option<Place>,
    },
    // Looking
    Select(Selection),
    Toggle(CardId),
    SelectAll,
    /// Goes to the neighbour of the selected card.
    Step(Direction),
    Edit(CardId),
    EndEdit,
    SetMode(Mode),
    /// This window stands beside the one that leads, and shows the map of this place in the storage.
    Stand(Beside, String),
    Panel(bool),
    /// Opens or closes the questions.
    Questions(bool),
    /// Goes through the questions.
    Ask(Ask),
    /// Answers a question, or takes the answer back. `key` is the finding's, here and below.
    Answer {
        key: String,
        because: Option<String>,
        by: String,
    },
    /// The reason for an answer as it stands in its box now, so that it is there again when the box is.
    Draft {
        key: String,
        text: String,
    },
    /// Does what one of a finding's fixes says.
    Settle {
        key: String,
        fix: usize,
    },
    /// Lights up the line of sight of the selected card, or lets it go.
    Sight(bool),
    /// Lights up what all priorities rest on.
    Lens,
    /// Leads to where a blank of its sentence is filled, counted from 0.
    FillBlank(usize),
    /// What stands for a word from now on; `None` takes the word away.
    Term {
        term: String,
        say: Option<String>,
    },
    /// Lines of `word: what to say instead`.
    Terms {
        text: String,
    },
    /// How many days there are for what runs.
    Capacity(Option<f64>),
    /// A threshold of the questions; `None` is the usual one.
    Threshold {
        key: &'static str,
        value: Option<i32>,
    },
    /// Other words on a card; what stood there is kept with it.
    Reword {
        card: CardId,
        title: String,
    },
    /// Typing rests: what is asked and lit is worked out anew.
    LookAgain,
    Overlay(Overlay),
    /// Selects a card and brings it into view.
    FlyTo(CardId),
    SetCamera(Camera),
    /// The stage has this size; text is so many times its usual size.
    Measured {
        viewport: Viewport,
        text_scale: f64,
    },
    /// The element is as narrow as a phone, or no longer.
    Narrow(bool),
    /// Times a factor, about a point of the stage or its middle.
    ZoomBy {
        factor: f64,
        at: Option<ScreenPoint>,
    },
    Fit,
    ZoomToSelection,
    ZoomTo(f64),
    Notice(NoticeStep),
    /// A sentence for screen readers and for everybody.
    Say(crate::words::Message),
    // Maps and files
    ShowStart,
    /// From the start screen back to the map that is open.
    ShowMap,
    NewMap,
    /// A file, a pasted text or an example. `name` is the file's name.
    OpenText {
        text: String,
        name: String,
        keep: bool,
    },
    OpenExample {
        example: Example,
        name: String,
    },
    OpenStored {
        slot: String,
    },
    RemoveStored {
        slot: String,
    },
    /// Goes on with a large file that was read and is not shown yet.
    OpenTheRest,
    Export,
    /// The map as a file that carries its history, so that it merges by itself when it comes back.
    ExportCopy,
    /// Copies of the map that come back.
    Merge(MergeAction),
    /// Files that hold the program, too, and maps that a page brings.
    TakeHome(TakeHomeAction),
    /// Shows the map as a link.
    Share,
    /// A table that somebody chose or pasted.
    Import(super::importing::ImportAction),
    /// Links that only a password opens.
    Lock(super::locked_link::LockAction),
    /// A link to a map that was followed or pasted, with whatever stands around it.
    OpenLink {
        text: String,
    },
    /// Keeps a map that came in a link.
    MakeMine,
    /// Away from a map that came in a link, to the one before.
    LeaveLink,
    /// Cards from people in the room.
    Gather(GatherAction),
    /// Cards for a map that is elsewhere.
    Write(WriteAction),
    /// Nothing is to be kept in this browser, or again.
    KeepNothing(bool),
    // Results
    Listed(Result<Vec<Stored>, Trouble>),
    Loaded {
        slot: String,
        entries: Result<Vec<(u64, Vec<u8>)>, Trouble>,
    },
    Appended {
        slot: String,
        result: Result<u64, Trouble>,
    },
    /// Looks after the maps that lie aside and are not kept, and says so.
    LookAside {
        tell: bool,
    },
    /// The address of the page and the map compressed; `None` where the browser cannot.
    Packed(Option<(String, Vec<u8>)>),
    Unpacked {
        fragment: Rc<str>,
        result: Result<Vec<u8>, BadLink>,
    },
    /// What this browser keeps privately under keys that begin like this.
    PrivateRead {
        prefix: String,
        rows: Result<Vec<(String, String)>, Trouble>,
    },
    PrivateKept {
        key: String,
        result: Result<(), Trouble>,
    },
    /// Boxes that hand over nothing until somebody says so.
    HalfWritten(super::half_written::HalfWrittenAction),
    /// What only this browser knows about the people of the map.
    Private(super::private::PrivateAction),
    /// The people of the map.
    Register(super::register::RegisterAction),
    /// Another tab has written to the map that is open here.
    Rang,
    /// Time to write what is not yet written; all of it, or at once what was written here.
    Flush,
    FlushOwn,
    /// The page may go away now: what would have to wait for its turn does not.
    FlushAll,
    /// The program broke down and was started again. `frame`: what somebody sent and it was taking in then.
    Recovered {
        frame: Option<Vec<u8>>,
    },
    /// Where nothing is kept: the map that the page held in its memory meanwhile.
    Reopen {
        slot: String,
        entries: Vec<Vec<u8>>,
    },
    /// What this browser keeps was opened again after that; `heard`: somebody's words were the reason.
    GoneOn {
        heard: bool,
    },
    /// What the program broke down over becomes a file.
    SavePutAside,
    /// The pointer is here on the map, or not on it; for others in the room. While a card is dragged, its corner is.
    PointAt {
        at: Option<MapPoint>,
        dragged: Option<CardId>,
    },
    /// Time to show who is in the room.
    ShowRoom,
    /// What happens in a room that the map is built in together.
    Room(super::room::RoomStep),
    /// What happens in a workshop that is led on the map.
    Workshop(super::workshop::WorkshopAction),
    /// What is done before one.
    Prepare(super::prepare::PrepareAction),
    Rehearse(super::rehearsal::RehearsalAction),
    /// What the page says of itself.
    Offline(super::offline::Offline),
    /// The newer version of the page is to begin.
    Renew,
}

/// What the store asks of the world. Its result, where there is one, comes back as an [`Action`].
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The camera moved: nothing else did.
    Camera(Camera),
    Emit(HostEvent),
    List,
    Load {
        slot: String,
        after: Option<u64>,
    },
    /// `whole`: this entry begins a log, the others only go on with one.
    Append {
        bytes: Vec<u8>,
        stored: Stored,
        whole: bool,
    },
    /// Replaces the log entries up to a key by one that says the same.
    Compact {
        slot: String,
        upto: u64,
        merged: Vec<u8>,
    },
    /// With private texts whose keys begin like these, unless another map whose slot begins with `kin` is kept.
    Forget {
        slot: String,
        kin: String,
        private: Vec<String>,
    },
    /// One map in the place of others, all at once, for [`super::RegisterAction::Succeeded`].
    Succeed(Box<super::register::Succession>),
    /// Read what belongs to one person and no map, for [`Action::PrivateRead`].
    ReadPrivate {
        prefix: String,
    },
    /// Keep it, or remove it, for [`Action::PrivateKept`].
    KeepPrivate {
        key: String,
        text: Option<String>,
    },
    /// Keep it, or remove it, where `known` is what is kept now, for [`super::PrivateAction::Swapped`].
    SwapPrivate {
        key: String,
        known: Option<String>,
        text: Option<String>,
    },
    /// Fetch the late part; the answer is [`super::State::arrived`] or [`super::State::did_not_arrive`].
    FetchLate,
    /// Send this once a frame was drawn.
    Later(Action),
    /// Send [`Action::Flush`] in so many milliseconds.
    FlushIn(u32),
    /// Listen to other tabs of this map from now on; `None` to none.
    Watch {
        slot: Option<String>,
    },
    /// Tell other tabs that there is something to read.
    Ring,
    Download {
        name: String,
        text: String,
    },
    /// Fetch the page with the program, for [`TakeHomeAction::Framed`].
    Frame,
    /// Compress, for [`Action::Packed`].
    Pack {
        text: String,
    },
    /// Decompress at most so many bytes, for [`Action::Unpacked`].
    Unpack {
        fragment: Rc<str>,
        bytes: Vec<u8>,
        most: usize,
    },
    Room(super::room::RoomEffect),
    /// People who are made up come into the room by this link; `None`: they go.
    Rehearse(Option<super::room::RoomLink>),
    /// Write this behind what is on its way. It is written again in its turn, if there is one: twice does no harm.
    AppendToo {
        bytes: Vec<u8>,
        stored: Stored,
    },
    /// Hold this in the page's memory, apart from the program's: `whole` in place of all that is held.
    Hold {
        slot: String,
        bytes: Vec<u8>,
        whole: bool,
    },
    /// Nothing is to be held there any more.
    LetGo,
    /// Remember across a reload of this page which map is open.
    Remember {
        slot: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum HostEvent {
    MapChange(Origin),
    /// The fragment of the link whose map or invitation is looked at; `None` once it no longer is.
    LinkChange(Option<Rc<str>>),
    SelectionChange {
        cards: Vec<CardId>,
        link: Option<LinkId>,
        origin: Origin,
    },
    CameraChange(Camera, Origin),
    /// Somebody wants the newer version of the page.
    UpdateWanted,
}
