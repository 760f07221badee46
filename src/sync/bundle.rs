//! Frames that go from browser to browser in one message: what comes while the line is busy waits here, and then travels
//! together. Nothing waits for a clock, which a page in the background hardly has.

use std::collections::VecDeque;

/// The longest message, in bytes: one of this size holds up those behind it for a moment only. Browsers take sixteen times
/// as much.
pub const MESSAGE: usize = 16 * 1024;
/// The longest frame in one, behind its length.
pub const LONGEST: usize = MESSAGE - LENGTH;
const LENGTH: usize = 2;
/// What a slow line may have waiting before further frames are dropped.
const MOST_WAITING: usize = 4 << 20;

/// Frames that wait for a line.
#[derive(Default)]
pub struct Waiting {
    frames: VecDeque<Vec<u8>>,
    bytes: usize,
}

impl Waiting {
    /// False where it is too long, or too much waits already.
    pub fn push(&mut self, frame: &[u8]) -> bool {
        let bytes = self.bytes + LENGTH + frame.len();
        let fits = frame.len() <= LONGEST && bytes <= MOST_WAITING;
        if fits {
            self.bytes = bytes;
            self.frames.push_back(frame.to_vec());
        }
        fits
    }

    /// The next message: as many frames as go into one, in their order.
    pub fn message(&mut self) -> Option<Vec<u8>> {
        let mut message = Vec::new();
        while let Some(frame) = self.frames.front()
            && message.len() + LENGTH + frame.len() <= MESSAGE
            && let Ok(length) = u16::try_from(frame.len())
        {
            message.extend(length.to_le_bytes());
            message.extend(frame);
            self.frames.pop_front();
        }
        self.bytes -= message.len();
        (!message.is_empty()).then_some(message)
    }
}

/// The frames in a message; `None` where it is none of ours.
#[must_use]
pub fn frames_of(message: &[u8]) -> Option<Vec<&[u8]>> {
    let mut frames = Vec::new();
    let mut rest = (message.len() <= MESSAGE).then_some(message)?;
    while !rest.is_empty() {
        let (length, behind) = rest.split_first_chunk()?;
        let (frame, next) = behind.split_at_checked(u16::from_le_bytes(*length).into())?;
        frames.push(frame);
        rest = next;
    }
    Some(frames)
}
