//! The writes in their order. Each stage is one `PATCH`.

use serde_json::{Map, Value};

use super::Write;

/// The writes, from the first to the last. Independent parts share a stage, so that there are as
/// few requests as the order allows.
#[derive(Default)]
pub(super) struct Stages(Vec<Stage>);

#[derive(Default)]
struct Stage {
    purposes: Vec<String>,
    app: Map<String, Value>,
    api: Map<String, Value>,
}

impl Stages {
    /// Sets a key of the application.
    pub(super) fn app(&mut self, stage: usize, key: &str, value: Value, purpose: String) {
        let stage = self.stage(stage);
        stage.app.insert(key.to_owned(), value);
        stage.purposes.push(purpose);
    }

    /// Sets a key of `api`.
    pub(super) fn api(&mut self, stage: usize, key: &str, value: Value, purpose: String) {
        let stage = self.stage(stage);
        stage.api.insert(key.to_owned(), value);
        stage.purposes.push(purpose);
    }

    fn stage(&mut self, index: usize) -> &mut Stage {
        if self.0.len() <= index {
            self.0.resize_with(index + 1, Stage::default);
        }
        #[expect(clippy::indexing_slicing, reason = "the list was made long enough")]
        &mut self.0[index]
    }

    pub(super) fn finish(self) -> Vec<Write> {
        let mut writes = Vec::new();
        for Stage { purposes, mut app, api } in self.0 {
            if !api.is_empty() {
                app.insert("api".to_owned(), Value::Object(api));
            }
            if !app.is_empty() {
                writes.push(Write { purposes, body: Value::Object(app) });
            }
        }
        writes
    }
}
