//! What generated code does, on real tokens.

mod attributes;
mod caller;
mod constraints;
mod decision;
mod guards;
mod names;
mod odd;
mod registrations;
mod sets;
mod values;
mod wide;
