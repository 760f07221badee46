//! Printing the page as it stands; the styles say what of it.

/// Opens the browser's way to print or to save as PDF.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}
