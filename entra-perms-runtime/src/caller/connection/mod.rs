//! Connections that outlive their token. In data order:
//!
//! - `standing`: whether the token of a caller would still be accepted;
//! - `ended`: the reasons for which it would not;
//! - `until_ended`: a future that completes then;
//! - `while_accepted`: a stream that ends then.

mod ended;
mod standing;
mod until_ended;
mod while_accepted;

pub use self::ended::Ended;
pub(crate) use self::standing::Standing;
pub use self::until_ended::UntilEnded;
pub use self::while_accepted::WhileAccepted;
