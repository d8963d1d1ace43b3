use entra_perms_runtime::Model;

#[derive(Clone, Copy, Debug)]
struct MyModel;

impl Model for MyModel {}

fn main() {}
