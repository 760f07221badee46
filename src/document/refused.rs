//! Why an update was not taken in.

/// Nothing of a refused update has been applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Bytes that no sound replica writes.
    #[error("this is not a change to a map")]
    NotAnUpdate,
    /// Ask for what is missing, then try again.
    #[error("this change builds on another that has not arrived")]
    Gap,
    #[error("this change is too large")]
    TooLarge,
}
