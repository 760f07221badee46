//! What only this browser knows: whether it is on the screen, where it is kept, the ratings and notes of one person, and
//! the backup that only a password opens.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::context::{Ui, use_ui};
use super::super::icon::{Icon, icon};
use super::super::text_box::use_text_box;
use super::Shot;
use super::table::select_of;
use crate::model::CardId;
use crate::store::{
    Action, BackupState, PrivateAction, PrivateKept, PrivateScope, Rating, Secret, Trouble,
};

/// Fewer letters than this are tried out in no time.
const SHORTEST: usize = 8;
/// A file larger than this is no backup of ours.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

fn show(ui: &Ui, shown: bool) -> Callback<MouseEvent> {
    let ui = ui.clone();
    Callback::from(move |_| ui.does(Action::Private(PrivateAction::Show(shown))))
}

/// In the place of what is not shown.
pub(super) fn hidden(ui: &Ui, visiting: bool) -> Html {
    if visiting {
        return html! { <p class="register__blank">{ui.t("private.visiting")}</p> };
    }
    html! {
        <div class="register__blank">
            <p>{ui.t("private.hidden")}</p>
            <button type="button" class="button button--quiet" onclick={show(ui, true)}>{icon(Icon::Lock)}{ui.t("private.show")}</button>
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct PrivateBarProps {
    pub snapshot: Shot,
}

/// Says that something private is on the screen, where it is kept, and takes it off the screen.
#[component]
pub(super) fn PrivateBar(props: &PrivateBarProps) -> Html {
    let ui = use_ui();
    if props.snapshot.visiting {
        return html! {};
    }
    let scope = PrivateScope::of(&props.snapshot).filter(|scope| scope.shown);
    let shown = scope.is_some();
    // The button stays the same one, and with it the keyboard on it.
    html! {
        <div class={classes!("private", shown.then_some("private--shown"))} role="group" aria-label={ui.t("private.title")}>
            <div class="private__says">
                if let Some(scope) = scope {
                    <p>{icon(Icon::Lock)}{" "}{ui.t("private.about")}{" "}{kept(&ui, &scope.kept())}</p>
                }
            </div>
            <button type="button" class="button button--quiet" onclick={show(&ui, !shown)}>
                {ui.t(if shown { "private.hide" } else { "private.show" })}
            </button>
            <div class="private__backup">
                if let Some(scope) = scope { <Backup state={scope.backup.clone()} empty={scope.people().is_empty() || !scope.is_whole()} /> }
            </div>
        </div>
    }
}

/// Where the last safe copy of it is.
pub(in crate::ui) fn kept(ui: &Ui, kept: &PrivateKept) -> Html {
    let (key, class) = match kept {
        PrivateKept::Reading => ("private.reading", "private__kept"),
        PrivateKept::Writing => ("private.writing", "private__kept"),
        PrivateKept::Kept => ("private.kept", "private__kept private__kept--safe"),
        PrivateKept::Failed(Trouble::Full) => ("private.full", "private__kept private__kept--bad"),
        PrivateKept::Failed(_) => ("private.failed", "private__kept private__kept--bad"),
        PrivateKept::Nothing => ("private.nothing", "private__kept private__kept--bad"),
    };
    // What flips with every letter is not read out.
    let told = matches!(kept, PrivateKept::Failed(_) | PrivateKept::Nothing);
    html! { <strong {class} role={told.then_some("status")} data-kept={key}>{ui.t(key)}</strong> }
}

#[derive(PartialEq, Properties)]
pub(super) struct PrivatePartProps {
    pub snapshot: Shot,
    pub card: CardId,
    pub shown: bool,
}

/// Ratings and notes of one person.
#[component]
pub(super) fn PrivatePart(props: &PrivatePartProps) -> Html {
    let ui = use_ui();
    let held = use_state(|| None::<(usize, crate::store::Note)>);
    let scope = PrivateScope::of(&props.snapshot).filter(|_| props.shown);
    let card = props.snapshot.map.card(&props.card);
    let (Some(scope), Some(card)) = (scope, card) else {
        return html! {
            <section class="person__part person__part--private" aria-label={ui.t("private.title")}>
                <h3>{icon(Icon::Lock)}{ui.t("private.title")}</h3>
                { hidden(&ui, false) }
            </section>
        };
    };
    if props.snapshot.erasing {
        return html! {
            <section class="person__part person__part--private" aria-label={ui.t("private.title")}>
                <h3>{icon(Icon::Lock)}{ui.t("private.title")}</h3>
                <p role="status">{ui.t("erase.works")}</p>
            </section>
        };
    }
    let mut notes = scope.notes(&props.card);
    // A box that was emptied stays under the keyboard until that leaves it, though there is no note any more.
    if let Some((place, held)) = &*held
        && held.id != scope.next
        && notes.iter().all(|note| note.id != held.id)
    {
        notes.insert((*place).min(notes.len()), held.clone());
    }
    // The box for the next note is the first, until there is something in it.
    let blank = notes.iter().all(|note| note.id != scope.next);
    let others_have_it = blank
        && scope.people().iter().any(|id| {
            *id != props.card && scope.notes(id).iter().any(|note| note.id == scope.next)
        });
    let another = {
        let ui = ui.clone();
        move |_: MouseEvent| ui.does(Action::Private(PrivateAction::Another))
    };
    let enters = |place: usize, note: &crate::store::Note| {
        let (held, note) =
            (held.clone(), crate::store::Note { text: String::new(), ..note.clone() });
        // The box for the next note comes and goes at the top.
        let place = place.saturating_sub(usize::from(blank));
        Callback::from(move |_: FocusEvent| held.set(Some((place, note.clone()))))
    };
    let leaves = {
        let held = held.clone();
        Callback::from(move |_: FocusEvent| held.set(None))
    };
    if blank && !others_have_it {
        let (id, text) = (scope.next.clone(), String::new());
        notes.insert(0, crate::store::Note { id, text, made_ms: 0 });
    }
    html! {
        <section class="person__part person__part--private" aria-label={ui.t("private.title")}>
            <h3>{icon(Icon::Lock)}{ui.t("private.title")}</h3>
            <div class="person__fields">
                { for Rating::ALL.into_iter().map(|rating| html! {
                    <div class="field"><span class="field__label" aria-hidden="true">{ui.t(rating.key())}</span>
                        { select_of(&ui, card, rating, scope.rating(&card.id, rating)) }
                    </div>
                }) }
            </div>
            <div class="private__notes">
                { for notes.iter().enumerate().map(|(place, note)| html! {
                    <NoteBox key={note.id.clone()} card={props.card.clone()} id={note.id.clone()} text={note.text.clone()} made_ms={note.made_ms}
                        entered={enters(place, note)} left={leaves.clone()} />
                }) }
            </div>
            if !blank || others_have_it {
                <button type="button" class="button button--quiet" onclick={another}>{icon(Icon::Plus)}{ui.t("private.another")}</button>
            }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct NoteBoxProps {
    card: CardId,
    id: String,
    text: String,
    made_ms: u64,
    entered: Callback<FocusEvent>,
    left: Callback<FocusEvent>,
}

/// One note, kept as it is typed.
#[component]
fn NoteBox(props: &NoteBoxProps) -> Html {
    let ui = use_ui();
    let text_box = use_text_box(&props.text);
    let node = text_box.node.clone();
    let oninput = {
        let (ui, card, note) = (ui.clone(), props.card.clone(), props.id.clone());
        move |event: InputEvent| {
            let text = text_box.typed(&event);
            let (card, note) = (card.clone(), note.clone());
            ui.does(Action::Private(PrivateAction::Write { card, note, text }));
        }
    };
    let when = (props.made_ms > 0).then(|| ui.when(props.made_ms));
    let name = match &when {
        Some(when) => ui.say("private.note_of", &[("when", when)]),
        None => ui.t("private.new_note"),
    };
    html! {
        <label class="field"><span class="field__label">{name}</span>
            <textarea class="input" rows="3" dir="auto" maxlength="20000" ref={node} {oninput} placeholder={ui.t("private.note_hint")}
                onfocus={props.entered.clone()} onblur={props.left.clone()} />
        </label>
    }
}

#[derive(PartialEq, Properties)]
struct BackupProps {
    state: BackupState,
    /// There is nothing to back up.
    empty: bool,
}

/// The backup: made, and taken in again.
#[component]
fn Backup(props: &BackupProps) -> Html {
    let ui = use_ui();
    let (password, again) = (use_node_ref(), use_node_ref());
    let wrong = use_state(|| None::<&'static str>);
    let typed = |node: &NodeRef| node.cast::<HtmlInputElement>().map(|input| input.value());
    let make = {
        let (ui, password, again, wrong) =
            (ui.clone(), password.clone(), again.clone(), wrong.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(first), Some(second)) = (typed(&password), typed(&again)) else { return };
            wrong.set(match () {
                () if first.chars().count() < SHORTEST => Some("backup.short"),
                () if first != second => Some("backup.differ"),
                () => {
                    ui.does(Action::Private(PrivateAction::BackUp(Secret(first))));
                    None
                }
            });
        })
    };
    let open = {
        let (ui, password, wrong) = (ui.clone(), password.clone(), wrong.clone());
        move |_: MouseEvent| {
            let Some(password) = typed(&password).filter(|password| !password.is_empty()) else {
                return wrong.set(Some("backup.password_first"));
            };
            wrong.set(None);
            take_file(&ui, Secret(password));
        }
    };
    let busy = matches!(props.state, BackupState::Locking(_) | BackupState::Opening { .. });
    html! {
        <details class="backup">
            <summary>{ui.t("backup.title")}</summary>
            <form class="backup__form" onsubmit={make}>
                <p class="dialog__text dialog__text--small">{ui.t("backup.about")}</p>
                <label class="field"><span class="field__label">{ui.t("backup.password")}</span>
                    <input class="input" type="password" autocomplete="new-password" ref={password} /></label>
                <label class="field"><span class="field__label">{ui.t("backup.again")}</span>
                    <input class="input" type="password" autocomplete="new-password" ref={again} /></label>
                <div class="backup__do">
                    <button type="submit" class="button button--quiet" disabled={busy || props.empty}>{icon(Icon::Download)}{ui.t("backup.make")}</button>
                    <button type="button" class="button button--quiet" disabled={busy} onclick={open}>{icon(Icon::File)}{ui.t("backup.restore")}</button>
                </div>
                <p class="backup__says" role="status">{wrong.map_or_else(|| state_words(&ui, &props.state), |key| ui.t(key))}</p>
            </form>
        </details>
    }
}

fn state_words(ui: &Ui, state: &BackupState) -> AttrValue {
    match state {
        BackupState::None => AttrValue::default(),
        BackupState::Locking(_) | BackupState::Opening { .. } => ui.t("backup.works"),
        BackupState::Made => ui.t("backup.made"),
        BackupState::Restored { new, known, left } => {
            let (new, known, left) = (new.to_string(), known.to_string(), left.to_string());
            let key = if left == "0" { "backup.restored" } else { "backup.restored_some" };
            ui.say(key, &[("n", &new), ("m", &known), ("k", &left)])
        }
        BackupState::NoBackup => ui.t("backup.no_backup"),
        BackupState::WrongPassword => ui.t("backup.wrong_password"),
        BackupState::OtherMap => ui.t("backup.other_map"),
        BackupState::NoMemory => ui.t("unlock.no_memory"),
    }
}

fn take_file(ui: &Ui, password: Secret) {
    let ui = ui.clone();
    crate::browser::pick_files(".json,application/json", false, move |files| {
        let Some(file) = files.into_iter().next() else { return };
        crate::browser::spawn("private backup", async move {
            // What is no text is no backup either, and is said so by the store.
            let text = crate::browser::read_text(&file, MOST_BYTES).await.unwrap_or_default();
            ui.does(Action::Private(PrivateAction::Restore { text, password }));
            Ok::<(), std::convert::Infallible>(())
        });
    });
}
