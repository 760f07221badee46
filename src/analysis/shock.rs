//! What a shock to one card shakes: all that is done for its sake. A card that only says something about others, or a person
//! who stands behind them, shakes those, and all that is done for their sake. Where that ends is ours.

use crate::model::{CardId, CardKind, LinkKind, Map};

/// Cards that deserve another look when something happens to this one, itself not among them; sorted.
#[must_use]
pub fn shaken(map: &Map, id: &CardId) -> Vec<CardId> {
    let mut seen = vec![id.clone()];
    // What it speaks for, against or about.
    let says = map.links.values().filter(|link| link.from == *id && speaks(link.kind));
    seen.extend(says.map(|link| link.to.clone()));
    let mut at = 0;
    while let Some(next) = seen.get(at).cloned() {
        at += 1;
        let serves = map.links.values().filter(|link| link.to == next && serves(link.kind));
        for link in serves {
            if !seen.contains(&link.from) {
                seen.push(link.from.clone());
            }
        }
    }
    let counts = |id: &CardId| {
        map.card(id).is_some_and(|card| card.is_active() && card.kind != CardKind::Stakeholder)
    };
    let mut shaken: Vec<_> = seen.into_iter().skip(1).filter(counts).collect();
    shaken.sort();
    shaken.dedup();
    shaken
}

/// The start is done for the sake of the end.
fn serves(kind: LinkKind) -> bool {
    use LinkKind as L;
    matches!(
        kind,
        L::LaddersUp
            | L::Advances
            | L::Moves
            | L::Enables
            | L::Contributes
            | L::Removes
            | L::CommitsTo
    )
}

fn speaks(kind: LinkKind) -> bool {
    use LinkKind as L;
    matches!(
        kind,
        L::Threatens
            | L::Blocks
            | L::EvidenceFor
            | L::Raised
            | L::ReframedAs
            | L::Sponsors
            | L::Champions
            | L::Owns
            | L::Performs
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::whole;
    use crate::model::{CardKind as K, LinkKind as L};

    fn ids(all: &[CardId]) -> Vec<&str> {
        all.iter().map(CardId::as_str).collect()
    }

    #[test]
    fn a_shock_to_a_priority_shakes_all_that_is_done_for_it_and_nothing_beside() {
        let story = whole().add(K::Priority, "Hold").add(K::Challenge, "Rival");
        let map = story.link("Rival", L::Threatens, "Grow").map;
        let of = |title: &str| {
            let id = CardId::parse(title).expect("stories name cards by their titles");
            shaken(&map, &id)
        };
        assert_eq!(ids(&of("Grow")), ["Ask", "Guide", "Ours", "Sales", "Theirs"]);
        let rival = of("Rival");
        assert_eq!(ids(&rival), ["Ask", "Grow", "Guide", "Ours", "Sales", "Theirs"]);
        assert_eq!(ids(&of("Guide")), ["Ours", "Theirs"], "what was promised for it");
        assert_eq!(
            ids(&of("Bob")),
            ["Ask", "Guide", "Ours", "Sales", "Theirs"],
            "who stands behind"
        );
        assert!(of("Hold").is_empty(), "nothing rests on it");
    }
}
