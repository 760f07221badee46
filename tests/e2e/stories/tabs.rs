//! Two tabs on one map.

use crate::harness::{Canvas, Outcome, World, soon, story, wait_for};

async fn write_into(canvas: &Canvas<'_>, lane: &str, titles: &[&str]) -> Outcome {
    canvas.click("textbox", &format!("Write a card into {lane}")).await?;
    for title in titles {
        canvas.browser.types(title).await?;
        canvas.browser.press("Enter").await?;
    }
    Ok(())
}

#[test]
fn two_tabs_on_one_map_both_keep_all_their_edits() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.fill("Title of the map", "Shared").await?;
        write_into(&canvas, "Priorities", &["Both know this"]).await?;
        canvas.card("Priority: Both know this").await?;
        canvas.says_saved("Saved in this browser").await?;

        let first = browser.driver.window().await?;
        let second = browser.driver.new_tab().await?;
        browser.driver.switch_to_window(second.clone()).await?;
        browser.open_app().await?;
        let start = canvas.within("main", "Start");
        let kept = wait_for("the kept map", async || {
            Ok(start.starting("button", "Shared").await?.into_iter().next())
        })
        .await?;
        start.click("button", &kept.name).await?;
        canvas.card("Priority: Both know this").await?;

        // In turn and without waiting for each other.
        let mut all = vec!["Both know this".to_owned()];
        let turns = [
            ("People and pressures", "Business outcomes"),
            ("On the job", "What’s in the way"),
            ("Our support", "Commitments and proof"),
        ];
        for lanes in turns {
            for (window, lane) in [(&first, lanes.0), (&second, lanes.1)] {
                browser.driver.switch_to_window(window.clone()).await?;
                let titles = ["one", "two", "three"].map(|number| format!("{lane} {number}"));
                write_into(&canvas, lane, &titles.each_ref().map(String::as_str)).await?;
                all.extend(titles);
            }
        }
        all.sort();
        let mut texts = Vec::new();
        for window in [&first, &second] {
            browser.driver.switch_to_window(window.clone()).await?;
            soon("all edits in this tab", async || Ok(canvas.titles().await? == all)).await?;
            canvas.says_saved("Saved in this browser").await?;
            texts.push(canvas.text().await?);
        }
        assert_eq!(texts[0], texts[1], "both tabs hold the same map");

        // What one tab removes, the other loses; and a reload brings back the same.
        browser.driver.switch_to_window(first.clone()).await?;
        canvas.pick("Priority: Both know this").await?;
        browser.press("Delete").await?;
        all.retain(|title| title != "Both know this");
        browser.driver.switch_to_window(second).await?;
        soon("the deletion in the other tab", async || Ok(canvas.titles().await? == all)).await?;
        browser.driver.refresh().await?;
        canvas.is_up().await?;
        soon("the same after a reload", async || Ok(canvas.titles().await? == all)).await?;
        browser.quit().await?;
        Ok(())
    });
}
