//! A source that no program contains. Its guards are lost.
use contracts::requires;

#[requires(Contacts::Read::Team)]
fn lost(caller: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[memoize]
#[requires(Contacts::Read::Team)]
fn remembered(caller: &Caller) -> Result<(), Denied> {
    Ok(())
}
