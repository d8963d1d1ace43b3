//! An expression as the clauses that must all hold, each a list of leaves of which one is enough.

use syn::{Error, Result};

use super::expression::{Expression, Leaf};

/// More is no requirement that a person wrote: `any(…)` of many `all(…)` multiplies out.
const MOST: usize = 64;

pub(crate) type Clause = Vec<Leaf>;

/// Conjunctive normal form.
///
/// # Errors
/// Where it would be larger than anybody could want.
pub(crate) fn conjunction(expression: &Expression) -> Result<Vec<Clause>> {
    let clauses = match expression {
        Expression::Leaf(leaf) => vec![vec![leaf.clone()]],
        Expression::All(operands) => operands
            .list
            .iter()
            .map(conjunction)
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect(),
        Expression::Any(operands) => {
            let mut product = vec![Clause::new()];
            for operand in &operands.list {
                product = either(&product, &conjunction(operand)?);
                check_size(expression, &product)?;
            }
            product
        }
    };
    check_size(expression, &clauses)?;
    Ok(clauses)
}

/// `(a & b) | (c & d)` is `(a | c) & (a | d) & (b | c) & (b | d)`.
fn either(left: &[Clause], right: &[Clause]) -> Vec<Clause> {
    left.iter()
        .flat_map(|left| right.iter().map(move |right| [left.as_slice(), right].concat()))
        .collect()
}

fn check_size(expression: &Expression, clauses: &[Clause]) -> Result<()> {
    if clauses.len() <= MOST {
        return Ok(());
    }
    let message =
        "this multiplies out to more than 64 clauses: split the function, or its requirement";
    Err(Error::new(expression.ends().0, message))
}
