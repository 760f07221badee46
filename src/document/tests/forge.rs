//! Updates spelled out byte by byte, as no sound replica would write them.

use super::super::wire::Id;

/// What an operation says about itself.
#[derive(Debug, Clone)]
pub(super) struct Forged {
    pub left: Option<Id>,
    pub right: Option<Id>,
    pub parent: Parent,
    pub key: Option<String>,
    pub content: Content,
}

#[derive(Debug, Clone)]
pub(super) enum Parent {
    Root(String),
    Nested(Id),
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Gone(u32),
    Deleted(u32),
    Letters(String),
    /// Whole numbers.
    Values(Vec<i64>),
    Type(u8),
    /// A tag and the bytes behind it.
    Raw(u8, Vec<u8>),
}

impl Content {
    pub(super) fn len(&self) -> u32 {
        match self {
            Self::Gone(len) | Self::Deleted(len) => *len,
            Self::Letters(letters) => letters.encode_utf16().count() as u32,
            Self::Values(values) => values.len() as u32,
            Self::Type(_) | Self::Raw(..) => 1,
        }
    }
}

pub(super) fn root(name: &str, key: &str, content: Content) -> Forged {
    let parent = Parent::Root(name.into());
    Forged { left: None, right: None, parent, key: Some(key.into()), content }
}

pub(super) fn inside(id: Id, key: Option<&str>, content: Content) -> Forged {
    let key = key.map(str::to_owned);
    Forged { left: None, right: None, parent: Parent::Nested(id), key, content }
}

pub(super) fn between(left: Option<Id>, right: Option<Id>, content: Content) -> Forged {
    let parent = Parent::Root(String::new());
    Forged { left, right, parent, key: None, content }
}

/// Operations of several clients, each from a clock on, and removals.
#[derive(Debug, Clone, Default)]
pub(super) struct Letter {
    pub sections: Vec<(u64, u32, Vec<Forged>)>,
    pub removals: Vec<(u64, Vec<(u32, u32)>)>,
}

pub(super) fn letter(client: u64, clock: u32, blocks: Vec<Forged>) -> Vec<u8> {
    Letter { sections: vec![(client, clock, blocks)], removals: vec![] }.spell()
}

impl Letter {
    pub(super) fn spell(&self) -> Vec<u8> {
        let mut out = Vec::new();
        uint(&mut out, self.sections.len() as u64);
        for (client, clock, blocks) in &self.sections {
            uint(&mut out, blocks.len() as u64);
            uint(&mut out, *client);
            uint(&mut out, (*clock).into());
            blocks.iter().for_each(|block| spell(&mut out, block));
        }
        uint(&mut out, self.removals.len() as u64);
        for (client, ranges) in &self.removals {
            uint(&mut out, *client);
            uint(&mut out, ranges.len() as u64);
            for (clock, len) in ranges {
                uint(&mut out, (*clock).into());
                uint(&mut out, (*len).into());
            }
        }
        out
    }
}

fn spell(out: &mut Vec<u8>, block: &Forged) {
    if let Content::Gone(len) = &block.content {
        out.push(0);
        uint(out, (*len).into());
        return;
    }
    let tag = match &block.content {
        Content::Gone(_) => 0,
        Content::Deleted(_) => 1,
        Content::Letters(_) => 4,
        Content::Type(_) => 7,
        Content::Values(_) => 8,
        Content::Raw(tag, _) => *tag,
    };
    let flag = |flag, set| if set { flag } else { 0 };
    out.push(
        tag | flag(0x80, block.left.is_some())
            | flag(0x40, block.right.is_some())
            | flag(0x20, block.key.is_some()),
    );
    for (client, clock) in [block.left, block.right].into_iter().flatten() {
        uint(out, client);
        uint(out, clock.into());
    }
    if block.left.is_none() && block.right.is_none() {
        match &block.parent {
            Parent::Root(name) => {
                out.push(1);
                string(out, name);
            }
            Parent::Nested((client, clock)) => {
                out.push(0);
                uint(out, *client);
                uint(out, (*clock).into());
            }
        }
        block.key.iter().for_each(|key| string(out, key));
    }
    match &block.content {
        Content::Gone(_) => {}
        Content::Deleted(len) => uint(out, (*len).into()),
        Content::Letters(letters) => string(out, letters),
        Content::Type(kind) => out.push(*kind),
        Content::Values(values) => {
            uint(out, values.len() as u64);
            for value in values {
                out.push(122);
                out.extend(value.to_be_bytes());
            }
        }
        Content::Raw(_, bytes) => out.extend(bytes),
    }
}

fn uint(out: &mut Vec<u8>, mut n: u64) {
    while n > 0x7f {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn string(out: &mut Vec<u8>, text: &str) {
    uint(out, text.len() as u64);
    out.extend(text.as_bytes());
}
