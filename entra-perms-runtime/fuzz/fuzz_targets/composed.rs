//! Documents whose members are chosen by bytes, one byte per member.
//!
//! Some documents need several matching members. Random bytes alone do not find them.

use serde_json::{Map, Value};

/// The name of a member, and its possible values as JSON. The first value is usually valid.
pub type Member = (&'static str, &'static [&'static str]);

/// Returns the object that the bytes choose.
///
/// A member is left out if its byte is beyond the values, or if the bytes have ended.
pub fn object(members: &[Member], bytes: &mut impl Iterator<Item = u8>) -> Value {
    let mut object = Map::new();
    for (name, values) in members {
        let Some(byte) = bytes.next() else { break };
        if let Some(value) = values.get(usize::from(byte) % (values.len() + 1)) {
            object.insert((*name).to_owned(), serde_json::from_str(value).unwrap());
        }
    }
    Value::Object(object)
}
