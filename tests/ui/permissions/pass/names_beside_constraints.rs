//! A role may be called like what the module of a permission with reaches has; renamed, it is no longer in its way.

entra_perms_runtime::permissions! {
    manifest = "tests/manifests/names_beside_constraints.json",
    constraints = ["All"],
    rename = { "Reports.Read.caller" => CallerOfReports },
}

fn main() {
    let _: Role = roles::CallerOfReports;
    let _: fn(&Caller) -> Option<roles::Reports::Read::Constraint> = roles::Reports::Read::widest;
}
