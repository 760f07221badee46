//! Pictures of workshops, stage by stage: of whoever leads, of the wall, and of a participant's phone.

use serde_json::json;
use thirtyfour::WindowHandle;

use super::{Album, EXAMPLE, dressed};
use crate::harness::{Browser, Canvas, Options, Outcome, World, story, wait_for};
use crate::stories::room::{join, link_for};

/// A workshop on three screens: of whoever leads, on the wall, and on a participant's phone.
struct Led<'a> {
    desk: Album<'a>,
    hand: Album<'a>,
    canvas: Canvas<'a>,
    phone: Canvas<'a>,
    /// The link into the room.
    link: String,
    here: WindowHandle,
    wall: WindowHandle,
}

impl Led<'_> {
    fn bar(&self) -> Canvas<'_> {
        self.canvas.within("region", "Workshop")
    }

    async fn keep(&self, stage: &str) -> Outcome {
        self.desk.keep(&format!("{stage}-leads")).await?;
        self.desk.browser.driver.switch_to_window(self.wall.clone()).await?;
        self.desk.keep(&format!("{stage}-wall")).await?;
        self.desk.browser.driver.switch_to_window(self.here.clone()).await?;
        self.hand.keep(&format!("{stage}-phone")).await
    }

    /// Is about to leave the stage. False at the last one.
    async fn leaves(&self) -> Outcome<bool> {
        let next = self.bar().starting("button", "Next: ").await?;
        let Some(next) = next.first() else { return Ok(false) };
        self.bar().click("button", &next.name).await?;
        Ok(true)
    }

    async fn goes_on(&self) -> Outcome {
        self.bar().click("button", "On without it").await?;
        self.bar().is_gone("textbox", "Say back what you heard").await
    }
}

/// The example, as it is opened from the start screen.
async fn opened<'a>(desk: &Album<'a>, page: &str) -> Outcome<Canvas<'a>> {
    desk.browser.driver.goto(page).await?;
    let canvas = desk.browser.canvas();
    canvas.is_up().await?;
    canvas.click("button", EXAMPLE).await?;
    canvas.find("button", "Show the whole map").await?;
    Ok(canvas)
}

fn theme(look: &str) -> &'static str {
    if look.contains("dark") { "dark" } else { "light" }
}

/// A room with one participant, in which the plan of this name begins.
async fn led<'a>(
    desk: Album<'a>,
    hand: Album<'a>,
    canvas: Canvas<'a>,
    plan: &str,
) -> Outcome<Led<'a>> {
    let browser = desk.browser;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Work together live").await?;
    canvas.click("button", "Open a room").await?;
    let link = link_for(&canvas, "change the map").await?;
    browser.press("Escape").await?;
    let phone = join(hand.browser, &link, "Bo").await?;
    phone.find("region", "Outline of the map").await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Lead a workshop").await?;
    let plans = canvas.within("dialog", "Lead a workshop");
    let radio = plans.starting("radio", plan).await?;
    plans.click("radio", &radio.first().ok_or("no such plan")?.name).await?;
    desk.keep("stage-0-plans").await?;
    plans.click("button", "Begin").await?;
    let here = browser.driver.window().await?;
    let bar = canvas.within("region", "Workshop");
    bar.click("button", "Projector window").await?;
    let wall = wait_for("the wall", async || {
        Ok(browser.driver.windows().await?.into_iter().find(|window| *window != here))
    })
    .await?;
    browser.driver.switch_to_window(wall.clone()).await?;
    let size = json!({ "width": 1280, "height": 720, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await?;
    dressed(browser, theme(&desk.name)).await?;
    browser.driver.switch_to_window(here.clone()).await?;
    phone.find("region", "Workshop").await?;
    Ok(Led { desk, hand, canvas, phone, link, here, wall })
}

async fn prepares(desk: &Album<'_>, canvas: &Canvas<'_>) -> Outcome {
    let browser = desk.browser;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Prepare a workshop").await?;
    let prepare = canvas.within("dialog", "Prepare a workshop");
    let ask = "What do its leaders put first this year?";
    prepare.fill(&format!("Answer: {ask}"), "Every shop safe and fully staffed by summer").await?;
    prepare.fill(&format!("Source: {ask}"), "Annual report 2026, page 4").await?;
    browser.press("Tab").await?;
    browser.press("Enter").await?;
    desk.keep("prepare-1-strategy").await?;
    for (n, begins) in
        ["A department", "What we know", "Starters", "Drafts", "Before"].into_iter().enumerate()
    {
        let parts = prepare.within("group", "What to prepare");
        let found = parts.starting("button", begins).await?;
        let name = found.first().ok_or("no such part")?.name.clone();
        parts.click("button", &name).await?;
        desk.keep(&format!("prepare-{}-{}", n + 2, begins.to_lowercase().replace(' ', "-")))
            .await?;
    }
    browser.press("Escape").await
}

/// The room is asked for cards, and hands one in.
async fn asks(led: &Led<'_>) -> Outcome {
    led.bar().click("button", "Ask the room").await?;
    led.canvas.within("dialog", "Question to the room").click("button", "Ask the room").await?;
    led.canvas.find("textbox", "Link to write").await?;
    led.keep("stage-30").await?;
    led.phone.click("button", "Write").await?;
    led.phone.find("textbox", "Your thought").await?;
    led.hand.keep("stage-31-phone-writes").await?;
    led.hand.browser.types("Fewer accidents").await?;
    led.hand.browser.press("Enter").await?;
    led.phone.click("button", "Hand in 1 card").await?;
    led.hand.keep("stage-32-phone-handed-in").await?;
    led.hand.browser.driver.goto(&led.link).await?;
    led.phone.find("region", "Workshop").await?;
    led.canvas.click("button", "Put 1 card on the map").await?;
    led.desk.browser.press("Escape").await
}

/// A workshop of 45 minutes with one participant, prepared, stage by stage, and what is said at its end.
async fn workshop(desk: Album<'_>, hand: Album<'_>, page: &str) -> Outcome {
    let browser = desk.browser;
    let canvas = opened(&desk, page).await?;
    prepares(&desk, &canvas).await?;
    let led = led(desk, hand, canvas, "45 minutes").await?;
    for n in 1.. {
        led.keep(&format!("stage-{n}")).await?;
        if n == 2 {
            led.bar().click("button", "1 draft to put right").await?;
            led.desk.keep("stage-2-drafts").await?;
            browser.press("Escape").await?;
        }
        if n == 3 {
            asks(&led).await?;
        }
        if !led.leaves().await? {
            break;
        }
        if n == 1 {
            led.desk.keep("stage-1-leaving").await?;
        }
        led.goes_on().await?;
    }
    led.bar().click("button", "Closing words").await?;
    led.canvas.find("dialog", "Closing words").await?;
    led.desk.keep("stage-7-closing").await?;
    browser.press("Escape").await?;
    led.bar().click("button", "Recap").await?;
    led.canvas.find("dialog", "Recap").await?;
    led.desk.keep("stage-8-recap").await
}

/// Another plan with one participant, stage by stage.
async fn plan(desk: Album<'_>, hand: Album<'_>, page: &str, name: &str) -> Outcome {
    let canvas = opened(&desk, page).await?;
    let led = led(desk, hand, canvas, name).await?;
    let short = name.to_lowercase().replace([' ', ','], "-");
    for n in 1.. {
        led.keep(&format!("{short}-stage-{n}")).await?;
        if !led.leaves().await? {
            break;
        }
        led.goes_on().await?;
    }
    Ok(())
}

/// Whoever leads, and somebody with a phone, who see it light, dark, or with text of twice the size.
async fn pair(world: &World, look: &str) -> Outcome<(Browser, Browser)> {
    let large = json!({ "webkit": { "webprefs": { "default_font_size": 32 } } });
    let prefs = if look == "large-text" { large } else { json!({}) };
    let desk = Options { size: (1440, 1040), prefs: prefs.clone(), ..Options::default() };
    let desk = world.browser_with(desk).await?;
    let hand = world.browser_with(Options { prefs, ..Options::phone() }).await?;
    for browser in [&desk, &hand] {
        dressed(browser, theme(look)).await?;
    }
    Ok((desk, hand))
}

/// Looks at it with whoever leads and somebody with a phone, whose browsers look like this.
async fn with_a_pair(
    world: &World,
    look: &str,
    show: impl AsyncFnOnce(Album<'_>, Album<'_>, &str) -> Outcome,
) -> Outcome {
    let relay = world.relay()?;
    let (desk, hand) = pair(world, look).await?;
    let of = |browser, size: &str| Album { browser, name: format!("{size}-{look}") };
    show(of(&desk, "1440"), of(&hand, "390"), &world.site.app_with_relay(relay.port)).await?;
    drop(hand.quit().await?);
    drop(desk.quit().await?);
    Ok(())
}

#[test]
#[ignore = "pictures to look at: `cargo xtask screenshots`"]
fn screenshots_of_the_other_plans() {
    story(async |world: World| {
        for (name, look) in
            [("90 minutes", "dark"), ("Half a day", "light"), ("Check-in", "large-text")]
        {
            with_a_pair(&world, look, async |desk, hand, page| plan(desk, hand, page, name).await)
                .await?;
        }
        Ok(())
    });
}

#[test]
#[ignore = "pictures to look at: `cargo xtask screenshots`"]
fn screenshots_of_a_workshop_stage_by_stage() {
    story(async |world: World| {
        for look in ["light", "dark", "large-text"] {
            with_a_pair(&world, look, workshop).await?;
        }
        Ok(())
    });
}
