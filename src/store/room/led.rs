//! How a room is led, as one signed text: the question that is asked to everybody, and behind it what the workshop says.
//! The whole of it is said each time, so that a late joiner needs the last one only.

use std::rc::Rc;

const FORMAT: u8 = 1;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Led {
    /// The fragment of a link to the question that is asked to the room.
    pub invitation: Option<Rc<str>>,
    /// What leads through the workshop; its meaning is `facilitation`'s.
    pub workshop: Rc<[u8]>,
}

impl Led {
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let invitation = self.invitation.as_deref().unwrap_or_default().as_bytes();
        let length = u16::try_from(invitation.len()).unwrap_or(u16::MAX);
        let invitation = &invitation[..usize::from(length)];
        [&[FORMAT], &length.to_le_bytes()[..], invitation, &self.workshop].concat()
    }

    /// `None` for what a later version says.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&[FORMAT])?;
        let (length, rest) = rest.split_first_chunk()?;
        let (text, workshop) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let text = std::str::from_utf8(text).ok()?;
        let invitation = (!text.is_empty()).then(|| text.into());
        Some(Self { invitation, workshop: workshop.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_come_back_and_neither_needs_the_other() {
        for (invitation, workshop) in
            [(None, &b""[..]), (Some("#write.x"), b""), (None, b"stage 2"), (Some("#w"), b"two")]
        {
            let led = Led { invitation: invitation.map(Rc::from), workshop: workshop.into() };
            assert_eq!(Led::read(&led.to_bytes()), Some(led));
        }
        for bad in [&[][..], &[2, 0, 0], &[1, 9, 0, b'x'], &[1, 1, 0, 0xff]] {
            assert_eq!(Led::read(bad), None, "{bad:?}");
        }
    }
}
