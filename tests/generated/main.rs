//! The behavior of generated code, with signed tokens.

mod attributes;
mod caller;
mod clients;
mod conditions;
mod constraints;
mod decision;
mod guards;
mod names;
mod odd;
mod registrations;
mod sets;
mod values;
mod wide;
