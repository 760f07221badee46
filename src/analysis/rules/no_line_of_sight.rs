//! **No line of sight** (high): an active initiative from which no path leads to an active priority.
//! Source: domain, rule 1; "which company goal does this help?" [S0, S4].

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Index, Said, leads};
use crate::analysis::{Finding, Severity, Step};
use crate::model::CardKind;
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "no_line_of_sight",
    severity: Severity::High,
    facilitator: false,
    reads: &["status"],
    looks: Looks::At { kind: Some(CardKind::Initiative), reach: Reach::Upstream, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    if index.reaches_priority(at) {
        return None;
    }
    let end = end_of_the_line(index, at);
    let title = index.card(at).name();
    let why = if end == at {
        Message::new("rule.no_line_of_sight.nowhere").with("title", title)
    } else {
        let end = index.card(end).name();
        Message::new("rule.no_line_of_sight.why").with("title", title).with("end", end)
    };
    let mut finding = Finding::about(&RULE, index, at, why).and([index.id(end)]);
    if let Some((link, kind)) = index.card(end).kind.so_that() {
        let step = Step::Add { beside: index.id(end), kind, link, with: &[] };
        finding = finding.fix("fix.next_step", step);
    }
    Some(finding.fix("fix.connect", Step::Connect(index.id(end))))
}

/// Where the way from a card ends: as far as it goes without turning back.
fn end_of_the_line(index: &Index<'_>, start: At) -> At {
    // Kinds stand in one order along a path, and only priorities form circles, where no lost line leads.
    let mut at = start;
    loop {
        let mut onward = index.links_from(at).filter(|(_, link)| leads(link.kind));
        match onward.find(|(next, _)| index.is_active(*next)) {
            Some((next, _)) => at = next,
            None => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{story, whole};
    use crate::model::{CardKind as K, Lane, LinkKind as L};

    #[test]
    fn support_that_leads_to_no_priority_is_asked_about_where_its_way_ends() {
        story()
            .add(K::Initiative, "Course")
            .asks("no_line_of_sight", &["Course"])
            .clone()
            .add(K::Performance, "Ask")
            .add(K::Outcome, "Sales")
            .link("Course", L::Enables, "Ask")
            .link("Ask", L::Moves, "Sales")
            .asks("no_line_of_sight", &["Course, Sales"]);
    }

    #[test]
    fn a_way_over_something_parked_is_no_way() {
        whole().asks("no_line_of_sight", &[]);
        whole().of("Sales").put(Lane::Parking).asks("no_line_of_sight", &["Guide, Ask"]);
        whole().of("Grow").set("status", "stopped").asks("no_line_of_sight", &["Guide, Sales"]);
    }

    #[test]
    fn what_is_stopped_is_not_asked_about_and_a_shortcut_is_a_way() {
        story().add(K::Initiative, "Old").set("status", "paused").asks("no_line_of_sight", &[]);
        story()
            .add(K::Priority, "Grow")
            .add(K::Initiative, "Course")
            .link("Course", L::Contributes, "Grow")
            .asks("no_line_of_sight", &[]);
    }
}
