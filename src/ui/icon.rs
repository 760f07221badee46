//! Line icons on a 20 x 20 grid, drawn by us, coloured by the text around them.

use yew::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Icon {
    Undo,
    Redo,
    Plus,
    Minus,
    Search,
    Close,
    Fit,
    Canvas,
    Outline,
    Download,
    More,
    Home,
    Trash,
    Panel,
    Arrow,
    Tidy,
    File,
    Check,
    Alert,
    Link,
    Help,
    Both,
    People,
    Camera,
    Inbox,
    /// A question: in a bubble, as somebody asks it.
    Ask,
    Sight,
    Clock,
    Play,
    Pause,
    Back,
    /// A page with lines on it.
    Page,
    /// One of those whom the map is about.
    Person,
    Lock,
    /// Letters.
    Words,
    /// Bars, the tallest first.
    Few,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Undo => "M7.5 5 4 8.5 7.5 12M4.5 8.5H12a4 4 0 0 1 0 8H9",
            Self::Redo => "M12.5 5 16 8.5 12.5 12M15.5 8.5H8a4 4 0 0 0 0 8h3",
            Self::Plus => "M10 4v12M4 10h12",
            Self::Minus => "M4 10h12",
            Self::Search => "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM13 13l3.5 3.5",
            Self::Close => "m5 5 10 10M15 5 5 15",
            Self::Fit => "M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4",
            Self::Canvas => "M3.5 4.5h3.5v11H3.5zM8.3 4.5h3.5v7H8.3zM13 4.5h3.5v9H13z",
            Self::Outline => "M3.5 5h2M8 5h8.5M3.5 10h2M8 10h8.5M3.5 15h2M8 15h8.5",
            Self::Both => "M3.5 4h5v12h-5zM11 5h5.5M11 10h5.5M11 15h5.5",
            Self::People => {
                "M7.5 10a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM2.5 16c0-2.5 2-4 5-4s5 1.5 5 4M13 5a2.5 2.5 0 0 1 0 5M14.5 12.2c2 .5 3 1.8 3 3.8"
            }
            Self::Person => {
                "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c0-2.8 2.4-4.5 6-4.5s6 1.7 6 4.5"
            }
            Self::Lock => "M5 9h10v7.5H5zM7 9V6.8a3 3 0 0 1 6 0V9",
            Self::Inbox => "M3.5 11.5 5.5 4.5h9l2 7v4h-13zM3.5 11.5h4l1 2h3l1-2h4",
            Self::Camera => {
                "M3.5 6.5H7l1.2-2h3.6l1.2 2h3.5v9h-13zM10 8.3a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2Z"
            }
            Self::Ask => {
                "M4 4h12v9.5H9.5L6 16.5v-3H4zM8.3 7.3a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.8.4-.8.9M10 11.6h.01"
            }
            Self::Few => "M4.5 16V4.5M10 16V8.5M15.5 16v-4",
            Self::Words => "M3.5 15 7.5 5l4 10M5 11.5h5M12.8 12.2a2 2.2 0 1 1 0 .6M16.5 9.8v5",
            Self::Page => "M5 3.5h7l3 3v10H5zM12 3.5v3h3M7.5 9.5h5M7.5 12h5M7.5 14.5h3",
            Self::Clock => "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM10 6v4l2.8 1.8",
            Self::Play => "M6.5 4.5v11l9-5.5Z",
            Self::Pause => "M7 5v10M13 5v10",
            Self::Back => "M16 10H5M9 6l-4 4 4 4",
            Self::Sight => "M3.5 14.5h3v-3h4v-3h4M11.5 5.5l3 3-3 3M3.5 14.5h.01",
            Self::Download => "M10 3.5v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12",
            Self::More => "M4.5 10h.01M10 10h.01M15.5 10h.01",
            Self::Home => "M3.5 9.5 10 4l6.5 5.5M5.5 8.5v7.5h9V8.5",
            Self::Trash => "M4 5.5h12M8 5.5V4h4v1.5M5.5 5.5l.7 11h7.6l.7-11",
            Self::Panel => "M3.5 4.5h13v11h-13zM12 4.5v11",
            Self::Arrow => "M4 10h11M11 6l4 4-4 4",
            Self::Tidy => "M3.5 4.5h5v4h-5zM3.5 11.5h5v4h-5zM11.5 4.5h5v4h-5zM11.5 11.5h5v4h-5z",
            Self::File => "M5 3.5h6.5L15 7v9.5H5zM11.5 3.5V7H15",
            Self::Check => "m4.5 10.5 3.5 3.5 7.5-8",
            Self::Alert => "M10 3.5 17 16H3zM10 8.5v3.5M10 14h.01",
            Self::Link => {
                "M8.5 11.5 12 8M9 6.5l1.5-1.5a3.2 3.2 0 0 1 4.5 4.5L13.5 11M11 13.5 9.5 15A3.2 3.2 0 0 1 5 10.5L6.5 9"
            }
            Self::Help => {
                "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM8 8a2 2 0 1 1 2.6 1.9c-.4.15-.6.5-.6 1.1M10 13.7h.01"
            }
        }
    }
}

/// An icon that says nothing to a screen reader: the control around it has the name.
pub(super) fn icon(icon: Icon) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d={icon.path()} /></svg>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct IconButtonProps {
    pub icon: Icon,
    /// The name for screen readers, and the tooltip.
    pub label: AttrValue,
    pub onclick: Callback<MouseEvent>,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// Shows the name beside the icon.
    #[prop_or_default]
    pub text: bool,
    #[prop_or_default]
    pub node: NodeRef,
    /// The name by which a page styles or hides it.
    #[prop_or_default]
    pub part: Option<&'static str>,
}

#[component]
pub(super) fn IconButton(props: &IconButtonProps) -> Html {
    let pressed = props.pressed.map(|p| if p { "true" } else { "false" });
    let class = classes!("button", (!props.text).then_some("button--icon"), props.class.clone());
    html! {
        <button type="button" {class} part={props.part} ref={props.node.clone()} disabled={props.disabled}
            aria-pressed={pressed} onclick={props.onclick.clone()}
            aria-label={(!props.text).then(|| props.label.clone())}
            title={(!props.text).then(|| props.label.clone())}>
            {icon(props.icon)}
            if props.text { <span>{&props.label}</span> }
        </button>
    }
}
