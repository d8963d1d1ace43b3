//! Documents whose members are chosen, one byte a member: what bytes alone do not come upon, because it takes several members
//! that fit together.

use serde_json::{Map, Value};

/// A member, and what can stand there as JSON. The first is what is right most of the time.
pub type Member = (&'static str, &'static [&'static str]);

/// The object that the bytes choose: a byte beyond the values, or none at all, leaves the member out.
pub fn object(members: &[Member], bytes: &mut impl Iterator<Item = u8>) -> Value {
    let chosen = members.iter().filter_map(|(name, values)| {
        let value = values.get(usize::from(bytes.next()?) % (values.len() + 1))?;
        Some(((*name).to_owned(), serde_json::from_str(value).unwrap()))
    });
    Value::Object(chosen.collect::<Map<_, _>>())
}
