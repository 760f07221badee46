//! **Skipped step** (medium): an active initiative that "contributes" straight to an outcome or a priority, without
//! anybody having said what people will do differently. Source: domain, rule 3; S4.

use super::{Look, Looks, Reach, Rule};
use crate::analysis::index::{At, Said};
use crate::analysis::{Finding, Severity, Step};
use crate::model::{CardKind, LinkKind};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "skipped_step",
    severity: Severity::Medium,
    facilitator: false,
    reads: &["status"],
    looks: Looks::At { kind: Some(CardKind::Initiative), reach: Reach::Near, facts: &[], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let shortcuts: Vec<_> = index.from(at, LinkKind::Contributes).collect();
    let (first, link) = shortcuts.first()?;
    let why = Message::new("rule.skipped_step.why")
        .with("title", index.card(at).name())
        .with("end", index.card(*first).name());
    let kinds: &[CardKind] = match index.card(*first).kind {
        CardKind::Outcome => &[CardKind::Performance],
        _ => &[CardKind::Performance, CardKind::Outcome],
    };
    let finding = Finding::about(&RULE, index, at, why)
        .and(shortcuts.iter().map(|(end, _)| index.id(*end)))
        .by(shortcuts.iter().map(|(_, link)| link.id.clone()))
        .fix("fix.between", Step::Between { link: link.id.clone(), kinds })
        .fix("fix.open_link", Step::Open(link.id.clone()));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::analysis::Step;
    use crate::analysis::story::whole;
    use crate::model::{CardKind as K, LinkKind as L};

    #[test]
    fn a_shortcut_is_asked_about_even_beside_a_proper_way() {
        whole().asks("skipped_step", &[]);
        whole().link("Guide", L::Contributes, "Sales").asks("skipped_step", &["Guide, Sales"]);
        whole()
            .link("Guide", L::Contributes, "Sales")
            .of("Guide")
            .set("status", "stopped")
            .asks("skipped_step", &[]);
    }

    #[test]
    fn what_goes_between_depends_on_where_the_shortcut_ends() {
        let found = whole().link("Guide", L::Contributes, "Grow").found("skipped_step");
        let Step::Between { kinds, .. } = &found[0].fixes[0].step else { panic!("{found:?}") };
        assert_eq!(*kinds, [K::Performance, K::Outcome]);
    }
}
