//! A canvas that is taken off its page and put back, a hundred times: it keeps the map, and nothing of it stays behind.

use serde_json::json;

use super::element::write;
use crate::harness::{Browser, Outcome, World, story};

/// Knows what lives as long as the page: its own listeners, and the memory of its programs.
const WATCH: &str = "
    const heard = new Map();
    const lasts = (it) => it === window || it === document || it === visualViewport || it?.localName === 'alignment-canvas';
    const name = (type, how) => `${type} ${typeof how === 'object' ? !!how?.capture : !!how}`;
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    const of = (it, key) => {
        const all = heard.get(it) ?? heard.set(it, new Map()).get(it);
        return all.get(key) ?? all.set(key, new Set()).get(key);
    };
    EventTarget.prototype.addEventListener = function (type, run, how) {
        if (lasts(this ?? window)) of(this ?? window, name(type, how)).add(run);
        return add.call(this, type, run, how);
    };
    EventTarget.prototype.removeEventListener = function (type, run, how) {
        if (lasts(this ?? window)) of(this ?? window, name(type, how)).delete(run);
        return remove.call(this, type, run, how);
    };
    const known = new WeakSet(), seen = [];
    window.look = (canvas) => {
        for (const node of canvas.shadowRoot.querySelectorAll('*')) {
            if (!known.has(node)) { known.add(node); seen.push(new WeakRef(node)); }
        }
    };
    window.held = () => ({
        seen: seen.length,
        // Nobody may hold what is on the page no more.
        nodes: seen.filter((node) => node.deref()?.isConnected === false).length,
        listeners: [...heard.values()].flatMap((all) => [...all.values()]).reduce((sum, all) => sum + all.size, 0),
        memory: programs.reduce((sum, { memory }) => sum + memory.buffer.byteLength, 0),
    });";

/// Memory comes in pages of 64 kB, and saving may take one more for a moment: two kilobytes each time are noticed.
const SLACK: u64 = 2 * 65_536;

#[derive(Debug)]
struct Held {
    /// Of those that are on the page no more.
    nodes: u64,
    listeners: u64,
    memory: u64,
    /// As Chromium itself counts them on all of the page.
    counted: Option<(u64, u64)>,
}

/// What the page holds, after everything that can be let go was let go.
async fn held(browser: &Browser) -> Outcome<Held> {
    browser.driver.collect_garbage().await?;
    let told = browser.read("return held()", vec![]).await?;
    assert!(told["seen"].as_u64() > Some(50), "so many elements there are at least: {told}");
    let number = |key: &str| told[key].as_u64().ok_or("no count");
    let counted = match browser.devtools("Memory.getDOMCounters", json!({})).await {
        Ok(told) => Some((
            told["nodes"].as_u64().ok_or("no count")?,
            told["jsEventListeners"].as_u64().ok_or("no count")?,
        )),
        Err(_) => None,
    };
    Ok(Held {
        nodes: number("nodes")?,
        listeners: number("listeners")?,
        memory: number("memory")?,
        counted,
    })
}

pub async fn put_back_it_leaks_nothing(browser: &Browser) -> Outcome {
    browser.driver.watch_programs().await?;
    browser.driver.before_each_page(WATCH).await?;
    browser.driver.goto(browser.site.two()).await?;
    let canvas = browser.canvas_at(0);
    canvas.is_up().await?;
    // The part of the program that comes late brings memory along.
    browser.promised("document.getElementById('left').ready.then(() => 1)", vec![]).await?;
    canvas.click("button", "New map").await?;
    write(browser, 0, "Stays").await?;
    let off_and_on = "(async () => {
        const canvas = document.getElementById('left'), home = canvas.parentNode, next = canvas.nextSibling;
        look(canvas);
        canvas.remove();
        await new Promise((done) => setTimeout(done));
        home.insertBefore(canvas, next);
        while (!canvas.shadowRoot.querySelector('button')) await new Promise(requestAnimationFrame);
    })()";
    let mut counted = Vec::new();
    for time in 0..102 {
        browser.promised(off_and_on, vec![]).await?;
        if time == 1 || time == 101 {
            canvas.card("Priority: Stays").await?;
            counted.push(held(browser).await?);
        }
    }
    println!("put back 100 times: {counted:?}");
    let [then, now] = &counted[..] else { return Err("two counts".into()) };
    assert!(now.nodes <= then.nodes, "elements stay: {then:?} to {now:?}");
    assert!(now.listeners <= then.listeners, "listeners stay: {then:?} to {now:?}");
    assert!(then.memory > 0 && now.memory <= then.memory + SLACK, "memory: {then:?} to {now:?}");
    if let (Some((nodes, listeners)), Some((nodes_now, listeners_now))) =
        (then.counted, now.counted)
    {
        assert!(nodes_now <= nodes + 60, "nodes grew from {nodes} to {nodes_now}");
        assert!(
            listeners_now <= listeners + 10,
            "listeners grew from {listeners} to {listeners_now}"
        );
    }
    canvas.titles_become(&["Stays"]).await?;
    write(browser, 0, "Goes on").await?;
    canvas.titles_become(&["Goes on", "Stays"]).await?;
    canvas.says_saved("Saved in this browser").await?;
    // Moved within one task it is not even taken down.
    let moved = "document.getElementById('all').append(document.getElementById('left'))";
    browser.read(moved, vec![]).await?;
    browser.canvas_at(1).titles_become(&["Goes on", "Stays"]).await?;
    write(browser, 1, "After the move").await?;
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    Ok(())
}

#[test]
fn taken_off_the_page_and_put_back_it_keeps_the_map_and_leaks_nothing() {
    story(async |world: World| {
        let browser = world.browser().await?;
        put_back_it_leaks_nothing(&browser).await?;
        browser.quit().await?;
        Ok(())
    });
}
