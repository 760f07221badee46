//! The bytes of an update (version 1), taken apart without trusting a single one: every count and length
//! is bounded before anything is kept. Knows the grammar, not what the operations mean.

use super::Refused;
use super::schema::MAX_DEPTH;
use crate::model::sort_by;

/// One past the last operation a client may ever write.
pub(super) const MAX_CLOCK: u32 = 1 << 30;
/// Client ids are whole numbers that JavaScript can hold.
const MAX_CLIENT: u64 = (1 << 53) - 1;
/// In bytes; local keys stay below [`super::schema::MAX_KEY`], an escape included.
const MAX_NAME: usize = 256;

/// How much of an update is looked at before it is refused as too large.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub bytes: usize,
    pub blocks: usize,
    /// Plain values, counting each item of a list: one byte of these can become forty in memory.
    pub values: usize,
    /// Bytes moved while it is merged, roughly: some small updates would keep a processor busy for hours.
    pub work: u64,
    /// Entries of the whole document afterwards.
    pub entries: usize,
    /// Keys of one map, removed cards among those of the cards.
    pub keys: usize,
    /// Nobody else may write under this replica's own client id.
    pub guarded: bool,
}

impl Limits {
    /// For what comes over a network.
    pub(super) const FOREIGN: Self = Self {
        bytes: 8 << 20,
        blocks: 400_000,
        values: 1_000_000,
        work: 5_000_000_000,
        entries: 1_000_000,
        keys: 50_000,
        guarded: true,
    };
    /// For what this browser kept itself: refusing it would lose somebody's work.
    pub(super) const KEPT: Self = Self {
        bytes: 256 << 20,
        blocks: 8_000_000,
        values: 32_000_000,
        work: u64::MAX,
        entries: usize::MAX,
        keys: usize::MAX,
        guarded: false,
    };
}

/// An operation's name: client and clock.
pub(super) type Id = (u64, u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Array,
    Map,
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing is left of it, not even where it was.
    Gone,
    /// Only its length and its place are left.
    Deleted,
    Letters,
    Values,
    Type(Kind),
}

/// Where an operation says it belongs. With a neighbour named, it belongs where the neighbour does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parent<'a> {
    OfNeighbour,
    Root(&'a str),
    Nested(Id),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    pub len: u32,
    pub left: Option<Id>,
    pub right: Option<Id>,
    pub parent: Parent<'a>,
    pub key: Option<&'a str>,
    pub content: Content,
}

/// Consecutive operations of one client.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub client: u64,
    pub clock: u32,
    pub blocks: Vec<Block<'a>>,
}

#[derive(Debug)]
pub(super) struct Update<'a> {
    /// No client twice.
    pub sections: Vec<Section<'a>>,
    /// Client, clock, length; each client's in order and apart from each other.
    pub deletions: Vec<(u64, u32, u32)>,
    /// Where in the bytes the deletions begin.
    pub deletions_at: usize,
}

/// Takes an update apart.
///
/// # Errors
/// [`Refused::TooLarge`] beyond the limits, [`Refused::NotAnUpdate`] for anything that is not in the grammar
/// or that no replica of ours writes (formatting, XML, sub-documents, weak links, binary, old JSON).
pub(super) fn parse(bytes: &[u8], limits: Limits) -> Result<Update<'_>, Refused> {
    if bytes.len() > limits.bytes {
        return Err(Refused::TooLarge);
    }
    let mut reader = Reader { rest: bytes, values: limits.values };
    let count = reader.count(3)?;
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut blocks = limits.blocks;
    for _ in 0..count {
        sections.push(reader.section(&mut blocks)?);
    }
    let mut clients: Vec<_> = sections.iter().map(|section| section.client).collect();
    sort_by(&mut clients, u64::cmp);
    if clients.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refused::NotAnUpdate);
    }
    let deletions_at = bytes.len() - reader.rest.len();
    let deletions = reader.deletions()?;
    if !reader.rest.is_empty() {
        return Err(Refused::NotAnUpdate);
    }
    Ok(Update { sections, deletions, deletions_at })
}

/// Takes a state vector apart: one past the last known operation, by client.
///
/// # Errors
/// [`Refused::NotAnUpdate`] for anything else.
pub(super) fn parse_state_vector(bytes: &[u8]) -> Result<Vec<(u64, u32)>, Refused> {
    let mut reader = Reader { rest: bytes, values: 0 };
    let count = reader.count(2)?;
    let all = (0..count).map(|_| reader.id()).collect::<Result<_, _>>()?;
    if reader.rest.is_empty() { Ok(all) } else { Err(Refused::NotAnUpdate) }
}

type Read<T> = Result<T, Refused>;

struct Reader<'a> {
    rest: &'a [u8],
    values: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Read<u8> {
        let (first, rest) = self.rest.split_first().ok_or(Refused::NotAnUpdate)?;
        self.rest = rest;
        Ok(*first)
    }

    fn take(&mut self, len: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Refused::NotAnUpdate)?;
        self.rest = rest;
        Ok(taken)
    }

    /// At most 53 bits, so at most eight bytes: longer spellings wrap around in the library.
    fn uint(&mut self) -> Read<u64> {
        let mut n = 0;
        for i in 0..8 {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << (7 * i);
            if byte < 0x80 {
                return if n <= MAX_CLIENT { Ok(n) } else { Err(Refused::NotAnUpdate) };
            }
        }
        Err(Refused::NotAnUpdate)
    }

    fn clock(&mut self) -> Read<u32> {
        let n = u32::try_from(self.uint()?).map_err(|_| Refused::NotAnUpdate)?;
        if n <= MAX_CLOCK { Ok(n) } else { Err(Refused::NotAnUpdate) }
    }

    fn len(&mut self) -> Read<u32> {
        match self.clock()? {
            0 => Err(Refused::NotAnUpdate),
            len => Ok(len),
        }
    }

    /// How many things follow, each of which takes at least `each` bytes.
    fn count(&mut self, each: usize) -> Read<usize> {
        let n = usize::try_from(self.uint()?).map_err(|_| Refused::NotAnUpdate)?;
        if n <= self.rest.len() / each { Ok(n) } else { Err(Refused::NotAnUpdate) }
    }

    fn id(&mut self) -> Read<Id> {
        Ok((self.uint()?, self.clock()?))
    }

    fn string(&mut self) -> Read<&'a str> {
        let len = self.count(1)?;
        std::str::from_utf8(self.take(len)?).map_err(|_| Refused::NotAnUpdate)
    }

    fn name(&mut self) -> Read<&'a str> {
        let name = self.string()?;
        if name.len() <= MAX_NAME { Ok(name) } else { Err(Refused::NotAnUpdate) }
    }

    fn section(&mut self, allowed: &mut usize) -> Read<Section<'a>> {
        let count = self.count(2)?;
        if count == 0 {
            return Err(Refused::NotAnUpdate);
        }
        *allowed = allowed.checked_sub(count).ok_or(Refused::TooLarge)?;
        let client = self.uint()?;
        let clock = self.clock()?;
        let mut end = clock;
        let mut blocks = Vec::with_capacity(count);
        for _ in 0..count {
            let block = self.block()?;
            // Both are at most 2^30, so the sum cannot overflow.
            end += block.len;
            if end > MAX_CLOCK {
                return Err(Refused::NotAnUpdate);
            }
            blocks.push(block);
        }
        Ok(Section { client, clock, blocks })
    }

    fn block(&mut self) -> Read<Block<'a>> {
        const HAS_LEFT: u8 = 0b1000_0000;
        const HAS_RIGHT: u8 = 0b0100_0000;
        const HAS_KEY: u8 = 0b0010_0000;
        let info = self.byte()?;
        if info == 0 {
            let (len, content) = (self.len()?, Content::Gone);
            let parent = Parent::OfNeighbour;
            return Ok(Block { len, left: None, right: None, parent, key: None, content });
        }
        let left = if info & HAS_LEFT == 0 { None } else { Some(self.id()?) };
        let right = if info & HAS_RIGHT == 0 { None } else { Some(self.id()?) };
        let (mut parent, mut key) = (Parent::OfNeighbour, None);
        if left.is_none() && right.is_none() {
            parent = match self.byte()? {
                0 => Parent::Nested(self.id()?),
                1 => Parent::Root(self.name()?),
                _ => return Err(Refused::NotAnUpdate),
            };
            if info & HAS_KEY != 0 {
                key = Some(self.name()?);
            }
        }
        let (len, content) = self.content(info & 0b0001_1111)?;
        Ok(Block { len, left, right, parent, key, content })
    }

    fn content(&mut self, tag: u8) -> Read<(u32, Content)> {
        match tag {
            1 => Ok((self.len()?, Content::Deleted)),
            4 => {
                let letters = self.string()?;
                match u32::try_from(super::text::units(letters)) {
                    Ok(len) if len > 0 => Ok((len, Content::Letters)),
                    _ => Err(Refused::NotAnUpdate),
                }
            }
            7 => {
                let kind = match self.byte()? {
                    0 => Kind::Array,
                    1 => Kind::Map,
                    2 => Kind::Text,
                    _ => return Err(Refused::NotAnUpdate),
                };
                Ok((1, Content::Type(kind)))
            }
            8 => {
                let count = self.count(1)?;
                for _ in 0..count {
                    self.value(0)?;
                }
                match u32::try_from(count) {
                    Ok(len) if len > 0 => Ok((len, Content::Values)),
                    _ => Err(Refused::NotAnUpdate),
                }
            }
            _ => Err(Refused::NotAnUpdate),
        }
    }

    fn value(&mut self, depth: usize) -> Read<()> {
        if depth > MAX_DEPTH {
            return Err(Refused::NotAnUpdate);
        }
        self.values = self.values.checked_sub(1).ok_or(Refused::TooLarge)?;
        match self.byte()? {
            // Undefined, null, true, false.
            127 | 126 | 121 | 120 => Ok(()),
            125 => self.int(),
            124 => self.take(4).map(drop),
            122 | 123 => self.take(8).map(drop),
            119 => self.string().map(drop),
            118 => {
                for _ in 0..self.count(2)? {
                    self.string()?;
                    self.value(depth + 1)?;
                }
                Ok(())
            }
            117 => {
                for _ in 0..self.count(1)? {
                    self.value(depth + 1)?;
                }
                Ok(())
            }
            _ => Err(Refused::NotAnUpdate),
        }
    }

    /// A signed number. The library shifts by what the bytes say, so their count is bounded here.
    fn int(&mut self) -> Read<()> {
        for _ in 0..8 {
            if self.byte()? < 0x80 {
                return Ok(());
            }
        }
        Err(Refused::NotAnUpdate)
    }

    fn deletions(&mut self) -> Read<Vec<(u64, u32, u32)>> {
        let mut all = Vec::new();
        let mut clients = Vec::new();
        for _ in 0..self.count(2)? {
            let client = self.uint()?;
            clients.push(client);
            let mut end = 0;
            for _ in 0..self.count(2)? {
                let (clock, len) = (self.clock()?, self.len()?);
                if clock < end || clock + len > MAX_CLOCK {
                    return Err(Refused::NotAnUpdate);
                }
                end = clock + len;
                all.push((client, clock, len));
            }
        }
        sort_by(&mut clients, u64::cmp);
        if clients.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Refused::NotAnUpdate);
        }
        Ok(all)
    }
}
