entra_perms_runtime::permissions! {
    manifest = "tests/manifests/shop.json",
    scopes = {
        "Shop.Read.*" => ["Orders.Read.*"],
        "Shop.Write.*" => ["Orders.Write.*"],
        "profile_sync" => [],
    },
    not_delegated = ["Reports.Export"],
    rename = {
        "Jobs.Ran" => RunJobs,
        "Jobs.Run" => RunJobs,
        "Jobs.Run" => JobsRun,
        "Reports.Export" => OrdersReadAll,
        "Orders.Read.My" => ALL,
    },
}

fn main() {}
