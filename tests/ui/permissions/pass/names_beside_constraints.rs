//! A role may have the name of an item in a module of constraints, if it is renamed.

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/names_beside_constraints.json",
    constraints = ["All"],
    rename = { "Reports.Read.caller" => CallerOfReports },
}

fn main() {
    let _: Role = roles::CallerOfReports;
    let _: fn(&Caller) -> Option<roles::Reports::Read::Constraint> = roles::Reports::Read::widest;
}
