//! What becomes of the time that is left when the clock of the device leaps. Somebody has set it: nothing, as the page counts by
//! itself. The device slept: it went on for everybody else. Which of the two it was a page can guess at best, so whoever leads
//! is told what was taken for true, and puts it right with one press.

use super::super::state::State;
use crate::facilitation::Leap;

/// Less than this is worth no question.
const WORTH_ASKING_MS: i64 = 20_000;

impl State {
    pub(super) fn clocks_leapt(&mut self, leap: Leap) {
        let mut shop = self.shop();
        if let Some(led) = &mut shop.led {
            let runs = led.clock.runs();
            if leap.slept {
                led.passes(leap.ms);
            }
            shop.leapt = (runs && leap.ms >= WORTH_ASKING_MS).then_some(leap).or(shop.leapt);
            // Where it stands is kept with the device's clock, which reads another time now. It is no new step: whoever else
            // leads may have made one meanwhile.
            self.write_session(shop);
        } else if let Some(following) = &mut shop.following
            && leap.slept
        {
            following.clock.passes(leap.ms);
            following.talk.iter_mut().for_each(|talk| talk.clock.passes(leap.ms));
            // Until whoever leads says it again.
            following.sure = false;
            self.keep_shop(shop);
        }
    }

    pub(super) fn said_slept(&mut self, slept: bool) {
        let mut shop = self.shop();
        let (Some(led), Some(leap)) = (&mut shop.led, shop.leapt.take()) else { return };
        if slept == leap.slept {
            return self.keep_shop(shop);
        }
        led.passes(if slept { leap.ms } else { -leap.ms });
        led.rev += 1;
        shop.drives = true;
        self.write_session(shop);
    }
}
