//! **Stale check-in** (medium; high at double): a running initiative that nobody has looked at for 30 days. It was last
//! looked at when it was reviewed or confirmed, and before that when it began. Source: domain, rule 11; S2, S4.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::CardKind;
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "stale_checkin",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["status", "reviewed_on", "confirmed_on", "live_since", "start"],
    looks: Looks::At { kind: Some(CardKind::Initiative), reach: Reach::Own, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    if !index.is_running(at) {
        return None;
    }
    let card = index.card(at);
    let days = ["reviewed_on", "confirmed_on", "live_since", "start"];
    let last = days.into_iter().filter_map(|key| card.date(key)).max();
    let (why, severity) = match last {
        Some(last) => {
            let days = look.today.day_number() - last.day_number();
            // Whoever has looked today has looked, however often one is to.
            let often = look.settings.review_days.max(1);
            if days < often {
                return None;
            }
            let high = days >= 2 * often;
            let severity = if high { Severity::High } else { Severity::Medium };
            let why = Message::new("rule.stale_checkin.why").with("days", days.to_string());
            (why.with("day", last.to_string()), severity)
        }
        // What is approved may not have begun; what runs has, and nobody has said when.
        None if card.fields.text("status") == "approved" => return None,
        None => (Message::new("rule.stale_checkin.never"), Severity::Medium),
    };
    let today = Step::set_date(index.id(at), "reviewed_on", look.today);
    let finding = Finding::about(&RULE, index, at, why.with("title", card.name()))
        .weighs(severity)
        .fix("fix.reviewed_today", today)
        .fix("fix.stop", Step::Stop(index.id(at)));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::Severity;
    use crate::analysis::story::whole;

    #[test]
    fn it_is_asked_after_thirty_days_and_weighs_more_after_sixty() {
        let reviewed =
            |day: &str| whole().of("Guide").set("live_since", ()).set("reviewed_on", day);
        reviewed("2026-10-24").asks("stale_checkin", &[]);
        reviewed("2026-10-23").asks("stale_checkin", &["Guide"]);
        let severity = |day: &str| reviewed(day).found("stale_checkin")[0].severity;
        assert_eq!(severity("2026-09-24"), Severity::Medium);
        assert_eq!(severity("2026-09-23"), Severity::High);
    }

    #[test]
    fn a_confirmation_is_a_look_and_what_has_no_dates_was_never_looked_at() {
        let old = whole().of("Guide").set("reviewed_on", "2026-01-01");
        old.clone().set("confirmed_on", "2026-11-01").asks("stale_checkin", &[]);
        let bare = old.set("reviewed_on", ()).set("live_since", ());
        bare.asks("stale_checkin", &["Guide"]);
        bare.set("status", "approved").asks("stale_checkin", &[]);
    }
}
