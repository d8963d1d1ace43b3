//! The conjunctive normal form of a requirement: clauses that must all hold. A clause holds if one
//! of its leaves does.

use syn::Result;

use super::expression::{Expression, Leaf, Operands};
use super::message::Message;

/// A person does not write more. An `any(…)` of many `all(…)` multiplies.
const MAX_CLAUSES: usize = 64;

/// A list of roles and scopes. One of them is enough, so an empty list could not be satisfied.
#[derive(Clone)]
pub(crate) struct Clause {
    pub(crate) first: Leaf,
    pub(crate) others: Vec<Leaf>,
}

/// Returns the clauses of an expression.
///
/// # Errors
/// If there are too many.
pub(crate) fn conjunction(expression: &Expression) -> Result<Vec<Clause>> {
    let clauses = match expression {
        Expression::Leaf(leaf) => vec![Clause { first: leaf.clone(), others: Vec::new() }],
        Expression::All(Operands { first, others, .. }) => {
            let mut clauses = conjunction(first)?;
            for operand in others {
                clauses.extend(conjunction(operand)?);
            }
            clauses
        }
        Expression::Any(Operands { first, others, .. }) => {
            let mut product = conjunction(first)?;
            for operand in others {
                product = either(&product, &conjunction(operand)?);
                check_size(expression, &product)?;
            }
            product
        }
    };
    check_size(expression, &clauses)?;
    Ok(clauses)
}

/// Returns the clauses of an `or`: `(a & b) | (c & d)` is `(a | c) & (a | d) & (b | c) & (b | d)`.
fn either(left: &[Clause], right: &[Clause]) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for left in left {
        for right in right {
            let mut clause = left.clone();
            clause.others.push(right.first.clone());
            clause.others.extend(right.others.iter().cloned());
            clauses.push(clause);
        }
    }
    clauses
}

fn check_size(expression: &Expression, clauses: &[Clause]) -> Result<()> {
    if clauses.len() <= MAX_CLAUSES {
        return Ok(());
    }
    Err(Message::new(format!("the requirement has more than {MAX_CLAUSES} clauses"))
        .note("an `any(…)` of several `all(…)` has one clause for each combination of their roles")
        .help("divide the function, or write a simpler requirement")
        .at(expression.ends().0))
}
