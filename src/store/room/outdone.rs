//! Two who lead may have erased somebody at once, of which one word stands. The other one is said again for whoever leads, who
//! may not have heard it and does it again: else whom it erased would be back as soon as whoever said it is gone.

use super::Erased;

const MOST: usize = 4;

#[derive(Default)]
pub(super) struct Outdone {
    /// What stands, as far as this page has heard, and the words that say so.
    stands: Option<(Erased, Vec<u8>)>,
    lost: Vec<(Erased, Vec<u8>)>,
}

impl Outdone {
    /// This stands from now on. True where what stood before has not been done.
    pub fn follow(&mut self, erased: Erased, message: Option<Vec<u8>>) -> bool {
        let is_lost = |it: &Erased| it.cards.iter().any(|id| !erased.cards.contains(id));
        self.lost.retain(|(it, _)| is_lost(it));
        let before = self.stands.take().filter(|(it, _)| is_lost(it));
        let any = before.is_some();
        self.lost.truncate(MOST - 1);
        self.lost.extend(before);
        self.stands = message.filter(|_| !erased.cards.is_empty()).map(|it| (erased, it));
        any
    }

    pub fn messages(&self) -> impl Iterator<Item = &[u8]> {
        self.lost.iter().map(|(_, message)| message.as_slice())
    }
}
