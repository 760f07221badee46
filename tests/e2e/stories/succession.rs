//! Whoever leads is gone from one moment to the next: somebody else with the same link goes on, and nobody waits.

use super::room::{join, link_for, open_room, says_room};
use super::workshop::{says_back, stage_is};
use crate::harness::{Options, World, kill_the_browser_of, soon, story, wait_for};

#[test]
fn when_the_facilitators_browser_is_killed_another_holder_of_the_link_goes_on_and_hands_back() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        let desk = world.browser().await?;
        let (fay, link) = open_room(&desk, &page, "Led on").await?;
        let lead = link_for(&fay, "lead the room").await?;
        desk.press("Escape").await?;
        let second = world.browser().await?;
        let gil = join(&second, &lead, "Gil").await?;
        let phone = world.browser_with(Options::phone()).await?;
        let bo = join(&phone, &link, "Bo").await?;
        says_room(&fay, "2 others here").await?;
        fay.click("button", "Lead a workshop").await?;
        fay.within("dialog", "Lead a workshop").click("button", "Begin").await?;
        fay.within("region", "Workshop").click("button", "Next: Why we are here").await?;
        says_back(&fay, "All here").await?;
        for screen in [&gil, &bo] {
            stage_is(screen, "Why we are here, 2 of 6").await?;
        }
        fay.click("button", "Question to the room").await?;
        let asks = fay.within("dialog", "Question to the room");
        asks.fill("Question", "What should we stop doing?").await?;
        asks.click("button", "Ask the room").await?;
        bo.says("What should we stop doing?").await?;
        fay.says_saved("Saved in this browser").await?;

        // In the middle of it.
        assert!(kill_the_browser_of(desk.profile()) > 0, "a browser to kill");
        let profile = desk.bury().await?;
        bo.click("button", "Write").await?;
        bo.click("textbox", "Your thought").await?;
        phone.types("The monthly newsletter").await?;
        phone.press("Enter").await?;
        bo.says_saved("Kept on this device").await?;

        // Gil has the same question, opens what comes for it, and leads on.
        gil.click("button", "Question to the room").await?;
        let dialog = gil.within("dialog", "Question to the room");
        dialog.says("Everybody in the room is asked").await?;
        bo.click("button", "Hand in 1 card").await?;
        dialog.says("1 person handed in 1 card").await?;
        bo.says("Handed in").await?;
        dialog.click("button", "Put 1 card on the map").await?;
        second.press("Escape").await?;
        gil.within("region", "Workshop").click("button", "Next: Priorities").await?;
        says_back(&gil, "One number by summer").await?;
        stage_is(&gil, "Priorities, 3 of 6").await?;
        bo.click("button", "Back to the map").await?;
        stage_is(&bo, "Priorities, 3 of 6").await?;
        bo.titles_become(&["Safe stores", "The monthly newsletter"]).await?;

        // Fay is back, where the room is by now, and leads again.
        let desk = world.browser_again(profile).await?;
        desk.driver.goto(&page).await?;
        let fay = desk.canvas();
        let start = fay.within("main", "Start");
        let kept = wait_for("the kept map", async || {
            Ok(start.starting("button", "Led on").await?.into_iter().next())
        })
        .await?;
        start.click("button", &kept.name).await?;
        stage_is(&fay, "Priorities, 3 of 6").await?;
        fay.titles_become(&["Safe stores", "The monthly newsletter"]).await?;
        fay.within("region", "Workshop").click("button", "Next: Outcomes").await?;
        says_back(&fay, "Safe stores first").await?;
        for screen in [&gil, &bo] {
            stage_is(screen, "Outcomes, 4 of 6").await?;
        }
        soon("equal maps", async || {
            let text = fay.text().await?;
            Ok(gil.text().await? == text && bo.text().await? == text)
        })
        .await?;
        for browser in [desk, second, phone] {
            assert_eq!(browser.complaints().await?, Vec::<String>::new());
            browser.quit().await?;
        }
        Ok(())
    });
}
