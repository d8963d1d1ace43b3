#[requires(Contacts::Read::Team)]
fn included(_: &Caller) -> Result<(), Denied> {
    Ok(())
}
