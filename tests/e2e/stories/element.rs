//! The element on other people's pages: two of them, taken off and put back, and everything it can be asked.

use serde_json::{Value, json};

use crate::harness::{Browser, Outcome, World, soon, story};

const MAP: &str = r#"{"format":"alignment-map","version":1,"id":"hosted","title":"Hosted","cards":[
{"id":"p1","kind":"priority","title":"Safe stores","position":{"x":20,"y":20}}],"links":[]}"#;

pub async fn write(browser: &Browser, index: usize, title: &str) -> Outcome {
    let canvas = browser.canvas_at(index);
    canvas.click("textbox", "Write a card into Priorities").await?;
    browser.types(title).await?;
    browser.press("Enter").await?;
    canvas.card(&format!("Priority: {title}")).await?;
    Ok(())
}

pub async fn two_never_touch(browser: &Browser) -> Outcome {
    browser.driver.goto(browser.site.two()).await?;
    let (left, right) = (browser.canvas_at(0), browser.canvas_at(1));
    for canvas in [&left, &right] {
        canvas.is_up().await?;
        canvas.click("button", "New map").await?;
        canvas.click("button", "Canvas").await?;
    }
    write(browser, 0, "Left one").await?;
    write(browser, 1, "Right one").await?;
    write(browser, 0, "Left two").await?;
    left.titles_become(&["Left one", "Left two"]).await?;
    right.titles_become(&["Right one"]).await?;
    // Keys go to the canvas that has the keyboard, and to no other.
    left.pick("Priority: Left one").await?;
    browser.press("Delete").await?;
    left.titles_become(&["Left two"]).await?;
    right.pick("Priority: Right one").await?;
    browser.press("Control+z").await?;
    right.titles_become(&[]).await?;
    left.titles_become(&["Left two"]).await?;
    browser.press("Control+Shift+z").await?;
    right.titles_become(&["Right one"]).await?;
    left.says_saved("Saved in this browser").await?;
    right.says_saved("Saved in this browser").await?;
    // Tab leads out of the one into the other, and back.
    left.pick("Priority: Left two").await?;
    let at = async || browser.read("return document.activeElement.id", vec![]).await;
    let mut tabs = 0;
    while at().await? == "left" {
        browser.press("Tab").await?;
        tabs += 1;
        assert!(tabs < 60, "Tab never leads out of a canvas");
    }
    assert_eq!(at().await?, "right");
    browser.press("Shift+Tab").await?;
    assert_eq!(at().await?, "left");
    // Each comes back with its own.
    browser.driver.refresh().await?;
    left.is_up().await?;
    right.is_up().await?;
    left.titles_become(&["Left two"]).await?;
    right.titles_become(&["Right one"]).await?;
    // A window beside another one is one of them: the other is what it always is.
    browser.driver.goto(browser.site.empty()).await?;
    browser.driver.goto(format!("{}#projector.nowhere.at-all", browser.site.two())).await?;
    left.says("The map shows here as soon as").await?;
    right.titles_become(&["Right one"]).await?;
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    Ok(())
}

#[test]
fn two_canvases_on_one_page_never_touch_each_others_map() {
    story(async |world: World| {
        let browser = world.browser().await?;
        two_never_touch(&browser).await?;
        browser.quit().await?;
        Ok(())
    });
}

const LISTEN: &str = "window.told = [];
    for (const name of ['map-change', 'selection-change', 'camera-change'])
        document.addEventListener(name, (event) => window.told.push({ name, ...event.detail }));";

async fn told(browser: &Browser, name: &str, origin: &str) -> Outcome<bool> {
    let script =
        "return window.told.some((t) => t.name === arguments[0] && t.origin === arguments[1])";
    Ok(browser.read(script, vec![json!(name), json!(origin)]).await? == json!(true))
}

#[test]
fn everything_the_element_promises_a_host_page_is_so() {
    story(async |world: World| {
        let browser = world.browser().await?;
        browser.driver.goto(world.site.two()).await?;
        let canvas = browser.canvas();
        canvas.is_up().await?;
        browser.read(LISTEN, vec![]).await?;
        let ask = async |call: &str, args: Vec<Value>| -> Outcome<Value> {
            browser.promised(&format!("document.getElementById('left').{call}"), args).await
        };
        assert_eq!(ask("ready.then((c) => c.id)", vec![]).await?, "left");
        assert_eq!(ask("importJson(args[0])", vec![json!(MAP)]).await?, json!({ "warnings": [] }));
        assert!(told(&browser, "map-change", "host").await?);
        let before = canvas.text().await?;

        // What is no map is refused in plain words and changes nothing.
        for (junk, words) in [
            ("", "nothing in this file"),
            ("{\"format\":\"alignment-map\",", "breaks off"),
            ("[1, 2, 3]", "no list of cards"),
            ("<p>Hello</p>", "web page"),
            ("{\"type\":\"excalidraw\",\"version\":2,\"elements\":[]}", "Excalidraw"),
        ] {
            let refused = ask("importJson(args[0])", vec![json!(junk)]).await;
            let why = refused.err().ok_or(format!("{junk:?} was taken for a map"))?.to_string();
            assert!(why.contains(words), "{junk:?} is refused with {why:?}");
            assert_eq!(canvas.text().await?, before);
        }

        let card = json!({ "kind": "outcome", "title": "Fewer accidents", "position": { "x": 20, "y": 20 } });
        let id = ask("addCard(args[0])", vec![card]).await?;
        ask(
            "updateCard(args[0], args[1])",
            vec![id.clone(), json!({ "direction": "decrease", "title": "Far fewer" })],
        )
        .await?;
        ask("connect(args[0], 'p1')", vec![id.clone()]).await?;
        assert_eq!(canvas.links().await?, ["Far fewer advances Safe stores"]);
        for (call, args) in [
            ("addCard(args[0])", vec![json!({ "kind": "dragon" })]),
            ("connect('p1', 'nowhere')", vec![]),
            ("connect('p1', args[0], 'blocks')", vec![id.clone()]),
            ("updateCard('nowhere', {})", vec![]),
            ("updateCard('p1', { nonsense: 1 })", vec![]),
            ("removeCard('nowhere')", vec![]),
        ] {
            let before = canvas.text().await?;
            assert!(ask(call, args).await.is_err(), "{call} was not refused");
            assert_eq!(canvas.text().await?, before, "{call} changed something");
        }
        ask("undo()", vec![]).await?;
        assert_eq!(canvas.links().await?, Vec::<String>::new());
        ask("redo()", vec![]).await?;
        assert_eq!(canvas.links().await?.len(), 1);
        ask("select([args[0]])", vec![id.clone()]).await?;
        assert!(told(&browser, "selection-change", "host").await?);
        // The bar may still become higher for what it says of the edits: what is seen then stays where it is on the screen.
        let set = json!({ "x": -50, "y": -60, "zoom": 0.5 });
        soon("the camera to be set", async || {
            ask("setCamera({ x: -50, y: -60, zoom: 0.5 })", vec![]).await?;
            Ok(canvas.camera().await? == set)
        })
        .await?;
        assert!(told(&browser, "camera-change", "host").await?);
        let rect = ask("getCardRect('p1')", vec![]).await?;
        assert!(rect["width"].as_f64().is_some_and(|width| width > 100.0), "{rect}");
        assert_eq!(ask("getCardRect('nowhere')", vec![]).await?, Value::Null);
        ask("zoomToFit()", vec![]).await?;
        assert_ne!(canvas.camera().await?["zoom"], json!(0.5));
        assert_eq!(ask("map.title", vec![]).await?, "Hosted");
        ask("removeCard(args[0])", vec![id]).await?;
        canvas.titles_become(&["Safe stores"]).await?;

        // What a person does is told as such. The map rests: what the bar says no longer changes.
        canvas.says_saved("Saved in this browser").await?;
        browser.read("window.told = []", vec![]).await?;
        canvas.click("button", "Canvas").await?;
        canvas.pick("Priority: Safe stores").await?;
        assert!(told(&browser, "selection-change", "local").await?);
        browser.press("Control+d").await?;
        soon("the event", async || told(&browser, "map-change", "local").await).await?;
        browser.press("-").await?;
        soon("the event", async || told(&browser, "camera-change", "local").await).await?;
        assert!(!told(&browser, "map-change", "host").await?);

        // And the property opens a map.
        let other = json!({ "format": "alignment-map", "version": 1, "title": "Set", "cards": [], "links": [] });
        browser.read("document.getElementById('left').map = arguments[0]", vec![other]).await?;
        soon("the map to be set", async || Ok(canvas.map().await?["title"] == "Set")).await?;
        browser.quit().await?;
        Ok(())
    });
}

pub async fn hostile_page_reaches_nothing(browser: &Browser) -> Outcome {
    browser.driver.goto(browser.site.hostile()).await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    canvas.click("button", "New map").await?;
    canvas.click("button", "Canvas").await?;
    // The page lies askew, so what is clicked is where it is seen, or nothing of this works.
    write(browser, 0, "slow news / no").await?;
    write(browser, 0, "Second").await?;
    canvas.titles_become(&["Second", "slow news / no"]).await?;
    canvas.pick("Priority: Second").await?;
    browser.press("Delete").await?;
    canvas.titles_become(&["slow news / no"]).await?;
    let stolen = browser.read("return window.stolen.join(' ')", vec![]).await?;
    assert_eq!(stolen, "", "keys that the page took for its own");
    let looks = "const app = document.querySelector('alignment-canvas').shadowRoot.querySelector('.app');
        const style = getComputedStyle(app);
        return [style.letterSpacing, style.wordSpacing, style.textTransform, style.textIndent, style.whiteSpace,
                style.cursor, style.fontStyle, style.fontSize].join()";
    let expected = "normal,0px,none,0px,normal,auto,normal,15px";
    assert_eq!(browser.read(looks, vec![]).await?, expected);

    // Taken elsewhere on the page, and into another document and back, it is the same canvas with the same map.
    browser
        .read("document.querySelector('aside').append(document.getElementById('left'))", vec![])
        .await?;
    write(browser, 0, "Moved").await?;
    let adopted = "(async () => {
        const canvas = document.getElementById('left'), other = document.querySelector('iframe').contentDocument;
        other.body.append(canvas);
        await canvas.addCard({ kind: 'priority', title: 'Adopted' });
        await new Promise((done) => setTimeout(done, 100));
        const app = canvas.shadowRoot.querySelector('.app');
        const display = other.defaultView.getComputedStyle(app).display;
        document.querySelector('main').append(canvas);
        return display;
    })()";
    assert_eq!(browser.promised(adopted, vec![]).await?, "flex");
    canvas.titles_become(&["Adopted", "Moved", "slow news / no"]).await?;
    write(browser, 0, "Back again").await?;
    assert_eq!(browser.read(looks, vec![]).await?, expected);
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_hostile_page_reaches_neither_the_looks_nor_the_keys_of_a_canvas() {
    story(async |world: World| {
        let browser = world.browser().await?;
        hostile_page_reaches_nothing(&browser).await?;
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn a_canvas_that_may_wait_loads_nothing_until_it_is_nearly_seen_or_asked() {
    story(async |world: World| {
        let browser = world.browser().await?;
        browser.driver.goto(world.site.lazy()).await?;
        let loaded = "return performance.getEntriesByType('resource').filter((it) => it.name.endsWith('.wasm')).length";
        let defined = "return !!customElements.get('alignment-canvas')";
        soon("the element", async || Ok(browser.read(defined, vec![]).await? == true)).await?;
        // Two frames later an observer has told what can be seen.
        browser.promised("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))", vec![]).await?;
        assert_eq!(browser.read(loaded, vec![]).await?, 0);
        // Asked for something, it does not wait to be seen.
        let asked = "document.getElementById('right').importJson(args[0])";
        browser.promised(asked, vec![json!(MAP)]).await?;
        assert_eq!(browser.read(loaded, vec![]).await?, 3);
        let first = "return !!document.getElementById('left').shadowRoot.querySelector('button')";
        assert_eq!(browser.read(first, vec![]).await?, false);
        browser.read("document.getElementById('left').scrollIntoView()", vec![]).await?;
        browser.canvas().is_up().await?;
        browser.canvas_at(1).titles_become(&["Safe stores"]).await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn moments_are_written_as_the_page_asks_and_the_words_say_that_they_are_english() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        canvas.click("textbox", "Write a card into Priorities").await?;
        browser.types("Grow").await?;
        browser.press("Enter").await?;
        canvas.says_saved("Saved in this browser").await?;
        canvas.click("button", "All maps").await?;
        canvas.find("main", "Start").await?;
        // (what the page says, the day as it is then written)
        for (locale, options) in [
            ("de-DE", "'de-DE'"),
            ("ja", "'ja'"),
            ("no tag at all", "undefined"),
            ("en-GB", "'en-GB'"),
        ] {
            let set = "document.querySelector('alignment-canvas').locale = arguments[0]";
            browser.read(set, vec![json!(locale)]).await?;
            let shown = format!(
                "const element = document.querySelector('alignment-canvas');
                 const day = new Date().toLocaleDateString({options});
                 return element.getAttribute('locale') === arguments[0]
                   && element.shadowRoot.querySelector('.kept__meta').textContent.includes(day)"
            );
            soon(&format!("a day as {locale} writes it"), async || {
                Ok(browser.read(&shown, vec![json!(locale)]).await? == true)
            })
            .await?;
        }
        let lang = "return document.querySelector('alignment-canvas').shadowRoot.querySelector('h1').closest('[lang]').lang";
        assert_eq!(browser.read(lang, vec![]).await?, "en");
        // Where a page reads from right to left they stand as there, and their full stops behind them all the same.
        let stands = "document.dir = 'rtl';
            const start = document.querySelector('alignment-canvas').shadowRoot.querySelector('main');
            const words = [...start.querySelectorAll('p')].map((it) => it.lastChild).find((it) => it?.data?.endsWith('.'));
            const [before, stop] = [2, 1].map((n) => {
                const range = document.createRange();
                range.setStart(words, words.length - n);
                range.setEnd(words, words.length - n + 1);
                return range.getBoundingClientRect().right;
            });
            return [stop > before, getComputedStyle(words.parentNode).direction]";
        assert_eq!(browser.read(stands, vec![]).await?, json!([true, "rtl"]));
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;
        Ok(())
    });
}

#[test]
fn a_page_hides_what_it_does_not_offer_and_styles_what_it_names() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "Sixty stores").await?;
        canvas.card("Outcome: Increase conversion").await?;
        canvas.find("button", "Share as a link").await?;
        let hide =
            "document.querySelector('alignment-canvas').setAttribute('hide', 'share files zoom')";
        browser.read(hide, vec![]).await?;
        canvas.is_gone("button", "Share as a link").await?;
        assert!(!canvas.has("button", "Zoom in").await? && canvas.has("button", "People").await?);
        canvas.click("button", "Menu").await?;
        let menu = canvas.within("dialog", "Menu");
        menu.find("button", "Report").await?;
        for hidden in ["Share as a link", "Open a file", "Merge files into this map"] {
            assert!(!menu.has("button", hidden).await?, "{hidden}");
        }
        // From the page's own style sheet.
        let style = "const sheet = new CSSStyleSheet();
            sheet.replaceSync('alignment-canvas::part(dialog) { border-radius: 7px; }');
            document.adoptedStyleSheets = [sheet];
            const root = document.querySelector('alignment-canvas').shadowRoot;
            return getComputedStyle(root.querySelector('[role=dialog]')).borderTopLeftRadius";
        assert_eq!(browser.read(style, vec![]).await?, "7px");
        browser.quit().await?;
        Ok(())
    });
}
