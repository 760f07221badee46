//! From the opening of a link to the first card: open, name, type. On a phone that is four times slower than this machine.

use serde_json::json;

use super::room::open_here;
use super::workshop::says_back;
use crate::harness::{Options, Outcome, World, story_alone, wait_for};

/// In milliseconds, from the opening of the link; a person's own typing included, as fast as it is typed here.
const LONGEST: f64 = 10_000.0;
const SLOWER: u32 = 4;

/// The page looks itself, once a frame: when the box for a name takes typing, when the one for a card does, and when the
/// first letter of a card has been drawn.
const WATCH: &str = "window.marks = {};
  const deepest = () => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at; };
  const look = () => {
    const at = deepest();
    if (at?.tagName === 'INPUT' || at?.tagName === 'TEXTAREA') {
      const what = at.closest('.phone, .writing__box') ? 'card' : 'name';
      window.marks[what] ??= performance.now();
      if (what === 'card' && at.value) window.marks.letter ??= performance.now();
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);";

#[test]
fn from_the_link_to_the_first_card_it_is_open_name_and_type_and_never_ten_seconds() {
    story_alone(async |world: World| {
        let relay = world.relay()?;
        let desk = world.browser().await?;
        desk.driver.goto(world.site.app_with_relay(relay.port)).await?;
        let fay = desk.canvas();
        fay.is_up().await?;
        fay.click("button", "New map").await?;
        fay.fill("Title of the map", "Nordwind 2027").await?;
        let link = open_here(&fay).await?;
        desk.press("Escape").await?;
        fay.click("button", "Lead a workshop").await?;
        fay.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        for (next, heard) in [("Why we are here", "All here"), ("Priorities", "One number")] {
            let bar = fay.within("region", "Workshop");
            bar.click("button", &format!("Next: {next}")).await?;
            says_back(&fay, heard).await?;
        }

        let hand = world.browser_with(Options::phone()).await?;
        hand.driver.before_each_page(WATCH).await?;
        hand.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWER })).await?;
        hand.driver.goto(&link).await?;
        let mark = async |name: &str| -> Outcome<f64> {
            wait_for(name, async || {
                Ok(hand.read("return window.marks", vec![]).await?[name].as_f64())
            })
            .await
        };
        // Open; name; type. Nothing is tapped in between.
        let asked = mark("name").await?;
        hand.types("Bo").await?;
        hand.press("Enter").await?;
        let takes = mark("card").await?;
        hand.types("Fewer accidents").await?;
        let letter = mark("letter").await?;
        hand.press("Enter").await?;
        fay.card("Priority: Fewer accidents").await?;
        println!(
            "  {SLOWER}x slower: the name is asked for after {asked:.0} ms, a card can be typed after {takes:.0} ms, its first letter is there after {letter:.0} ms"
        );
        assert!(letter < LONGEST, "{letter} ms");
        hand.quit().await?;
        desk.quit().await?;
        Ok(())
    });
}
