//! Every plan, led in a room: who comes late, who leaves, a table of six with one device, a second person who leads.

use super::led::{agree, begins, joins, leads, shop, shows, skewed};
use super::*;
use crate::facilitation::{Agenda, Playback};
use crate::store::{Aside, WorkshopAction};

const MINUTE: u64 = 60_000;

#[test]
fn every_plan_shows_everybody_each_stage_whoever_comes_late_leaves_or_sits_at_a_table_of_six() {
    for plan in Agenda::BUILT_IN {
        let mut story = Story::begin();
        let fay = story.page();
        let link = story.found(fay, Capability::Edit);
        let (bo, table) = (skewed(&mut story, 5 * 60_000), skewed(&mut story, -90_000));
        joins(&mut story, bo, &link);
        joins(&mut story, table, &link);
        let about = story.view(table).about;
        story.does(table, Action::Room(RoomStep::About(About { people: 6, ..about })));
        begins(&mut story, fay, plan);
        let agenda = shop(&story, fay).led.expect("a workshop").agenda;
        let of = agenda.stages.len();
        let (mut here, late) = (vec![bo, table], skewed(&mut story, 40_000));
        for at in 0..of {
            if at == of / 2 {
                // Somebody leaves, and somebody comes, with a clock of their own.
                story.does(bo, Action::Room(RoomStep::Leave));
                assert!(shop(&story, bo).following.is_none(), "{plan}: who left is led no more");
                joins(&mut story, late, &link);
                here = vec![table, late];
            }
            story.pass(2 * MINUTE);
            for who in &here {
                agree(&story, fay, *who);
                let told = shop(&story, *who).following.expect("is led").told;
                let now = (told.at, told.of, &told.stage);
                assert_eq!(now, (at, of, &agenda.stages[at]), "{plan}");
                assert_eq!(told.next.as_ref(), agenda.stages.get(at + 1), "{plan}");
            }
            if at + 1 < of {
                leads(&mut story, fay, WorkshopAction::Played(Playback::Right));
            }
        }
        assert!(agenda.stages[of - 1].kind.closes(), "{plan} ends with promises and a date");
        story.pass(3_000);
        let snapshot = story.pages[fay].snapshot.clone().expect("something is shown");
        let people: u32 = Aside::of(&snapshot, "desk")
            .people
            .iter()
            .filter(|it| it.here)
            .map(|it| u32::from(it.people))
            .sum();
        assert_eq!(people, 7, "{plan}: a table of six and somebody who came late");
        leads(&mut story, fay, WorkshopAction::End);
        for who in here {
            assert!(shop(&story, who).following.is_none(), "{plan}: it is over for all");
        }
    }
}

#[test]
fn in_every_plan_another_who_leads_goes_on_where_whoever_led_was_cut_off() {
    for plan in Agenda::BUILT_IN {
        let mut story = Story::begin();
        let fay = story.page();
        story.found(fay, Capability::Lead);
        let (lead, edit) = (story.link(fay, Capability::Lead), story.link(fay, Capability::Edit));
        let (gil, bo) = (skewed(&mut story, 4 * 60_000), skewed(&mut story, 0));
        begins(&mut story, fay, plan);
        joins(&mut story, gil, &lead);
        joins(&mut story, bo, &edit);
        leads(&mut story, fay, WorkshopAction::Go(1));
        story.wire(fay, WireState::Reconnecting);
        story.pass(MINUTE);
        let last = shop(&story, gil).led.expect("a workshop").agenda.stages.len() - 1;
        leads(&mut story, gil, WorkshopAction::Go(last));
        agree(&story, gil, bo);
        story.wire(fay, WireState::Open);
        story.pass(15_000);
        leads(&mut story, gil, WorkshopAction::Beat);
        assert_eq!(shows(&story, fay).0, last, "{plan}");
        agree(&story, gil, fay);
    }
}
