//! Icons: strokes on a grid of 24, drawn for this product.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after what it shows")]
pub enum Icon {
    ArrowLeft,
    Calendar,
    Cases,
    Check,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    Clock,
    Close,
    Copy,
    Document,
    Download,
    Edit,
    External,
    Eye,
    EyeOff,
    Filter,
    Globe,
    Home,
    Info,
    Key,
    Link,
    Lock,
    Log,
    Mail,
    Menu,
    Minus,
    Monitor,
    Moon,
    People,
    Phone,
    Plus,
    Qr,
    Refresh,
    Remove,
    Scales,
    Seal,
    Search,
    Shield,
    Sign,
    SignOut,
    Sun,
    Trash,
    Undo,
    Upload,
    User,
    Warning,
}

impl Icon {
    /// The strokes, as SVG path data.
    const fn strokes(self) -> &'static str {
        match self {
            Self::ArrowLeft => "M20 12H4m7-7-7 7 7 7",
            Self::Calendar => "M4 6.5h16V20H4zM4 10.5h16M8.5 4v4m7-4v4",
            Self::Cases => "M3.5 6.5h6l2 2.5h9v10.5h-17zM3.5 13h17",
            Self::Check => "m4.5 12.5 5 5 10-11",
            Self::ChevronDown => "m6 9.5 6 6 6-6",
            Self::ChevronLeft => "m14.5 6-6 6 6 6",
            Self::ChevronRight => "m9.5 6 6 6-6 6",
            Self::Clock => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
            Self::Close => "m6 6 12 12M18 6 6 18",
            Self::Copy => "M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4",
            Self::Document => "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 12.5h6.5M9 16h6.5",
            Self::Download => "M12 4v11m-5-4.5 5 5 5-5M4.5 19.5h15",
            Self::Edit => "m4.5 19.5 1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5",
            Self::External => "M13 4.5h6.5V11M19 5l-8 8M10 6.5H4.5v13h13V14",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z"
            }
            Self::EyeOff => {
                "M6.5 7.5c-2.600 1.800-4 4.500-4 4.500S6 18.500 12 18.500c1.600 0 3-.4 4.200-1.100M9.700 5.800c.7-.2 1.500-.3 2.300-.3 6 0 9.500 6.500 9.500 6.500s-.9 1.700-2.600 3.300M4 4l16 16"
            }
            Self::Filter => "M4 6h16M7 12h10m-7 6h4",
            Self::Globe => {
                "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.5c-5 5-5 12 0 17 5-5 5-12 0-17z"
            }
            Self::Home => "M4 11.500 12 4.500l8 7V20h-5.500v-5.500h-5V20H4z",
            Self::Info => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.500M12 7.500v.5",
            Self::Key => "M15.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11.8 11.9 4 19.7v.8h4v-2.5h2.5V15.5M16.5 7.5h.01",
            Self::Link => {
                "M10 14a4 4 0 0 0 5.700 0l3.200-3.200a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0l-3.200 3.200a4 4 0 0 0 5.700 5.700l1.200-1.200"
            }
            Self::Lock => "M5.500 10.500h13v9.500h-13zM8.500 10.500V8a3.500 3.500 0 0 1 7 0v2.500M12 14v2.500",
            Self::Log => "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01",
            Self::Mail => "M3.500 5.500h17v13h-17zM4 6.500l8 6.500 8-6.500",
            Self::Menu => "M4 6.500h16M4 12h16M4 17.500h16",
            Self::Minus => "M5 12h14",
            Self::Monitor => "M3.500 5h17v11h-17zM9 20h6m-3-4v4",
            Self::Moon => "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z",
            Self::People => {
                "M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM2.500 19.500c.5-3.500 3-5 6.500-5s6 1.500 6.500 5M16 5.300a3.500 3.500 0 0 1 0 6.400M18 14.900c2 .7 3.200 2.200 3.500 4.600"
            }
            Self::Phone => "M7.500 3h9v18h-9zM11 18h2",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Qr => {
                "M4 4h6.500v6.500H4zM13.500 4H20v6.500h-6.500zM4 13.500h6.500V20H4zM13.500 13.500H16V16m4-2.500V16m-6.500 4H16m2-2h2v2"
            }
            Self::Refresh => "M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 3.500v4h-4",
            Self::Remove => "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM9 9l6 6m0-6-6 6",
            Self::Scales => {
                "M12 4v16M7.500 20h9M5 7h14M5 7l-2.500 6.500a2.700 2.700 0 0 0 5 0zM19 7l-2.500 6.500a2.700 2.700 0 0 0 5 0z"
            }
            Self::Seal => {
                "M12 3a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM9 9.500l2.200 2.200L15.200 7.500M8.500 15.200 7.500 21l4.500-2 4.500 2-1-5.800"
            }
            Self::Search => "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500 20 20",
            Self::Shield => "M12 3.500 5 6v5.500c0 4.500 3 7.500 7 9 4-1.500 7-4.500 7-9V6z",
            Self::Sign => {
                "M3.500 20.500h17M4.500 15.500c2.500-7 4.500-10.500 6-10 2 .7-3 9.500-1 10.500 1.500.7 3-3 4.500-3 1.200 0 .2 2.500 1.500 2.500 1 0 1.500-1 4-1"
            }
            Self::SignOut => "M10 4.500H4.500v15H10M15 8l4.500 4-4.500 4M19 12H9.500",
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2m0 15v2M2.500 12h2m15 0h2M5.300 5.300l1.400 1.400m10.600 10.600 1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400"
            }
            Self::Trash => {
                "M4.500 6.500h15M9.500 6.500v-2.500h5v2.500M6.500 6.500l1 13.500h9l1-13.500M10 10.500v6m4-6v6"
            }
            Self::Undo => "M4.500 9.500H14a5 5 0 0 1 0 10H9M8.500 5 4 9.500 8.500 14",
            Self::Upload => "M12 15.500V4.500M7 9l5-5 5 5M4.500 19.500h15",
            Self::User => {
                "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20.500c.6-4 3.400-5.500 7.500-5.500s6.900 1.500 7.500 5.500"
            }
            Self::Warning => "M12 4 2.500 20h19zM12 10v4.500M12 17v.5",
        }
    }
}

/// An icon of 20 pixels, in the colour of the text. Without a label it is decoration.
#[component]
pub fn IconView(
    /// What it shows.
    icon: Icon,
    /// What it says to those who don't see it.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let (role, hidden) = if label.is_some() {
        (Some("img"), None)
    } else {
        (None, Some("true"))
    };
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            width="20"
            height="20"
            fill="none"
            stroke="currentColor"
            stroke-width="1.7"
            stroke-linecap="round"
            stroke-linejoin="round"
            role=role
            aria-label=label
            aria-hidden=hidden
            focusable="false"
        >
            <path d=icon.strokes()></path>
        </svg>
    }
}
