//! The two states of each model.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::side::Side;
use crate::arguments::{DiffArguments, GlobalArguments};
use crate::changes::State;
use crate::error::Failure;
use crate::models::{Export, FoundModel, Models};

/// The pairs of a comparison.
pub(super) struct Pairs {
    /// At least one pair.
    pub(super) list: Vec<Pair>,
}

/// The states of one model. If one of them is missing, the model was added or removed.
pub(super) struct Pair {
    /// The model on the second side, or else on the first one.
    pub(super) model: FoundModel,
    pub(super) before: Option<State>,
    pub(super) after: Option<State>,
}

/// Finds the pairs that the options choose.
pub(super) fn find(
    base: Side,
    head: Side,
    arguments: &DiffArguments,
    global: &GlobalArguments,
) -> Result<Pairs, Failure> {
    let wanted = arguments.environment.as_deref();
    let list = match (base, head) {
        (Side::Models(base), Side::Models(head)) => {
            if wanted.is_some() {
                return Err(Failure::new("`--environment` is for a comparison with an export"));
            }
            of_models(&base, &head, global)?
        }
        (Side::Export(base), Side::Models(head)) => {
            let (model, after, before) = with_export(*head, base, wanted, global)?;
            vec![Pair { model, before: Some(before), after: Some(after) }]
        }
        (Side::Models(base), Side::Export(head)) => {
            let (model, before, after) = with_export(*base, head, wanted, global)?;
            vec![Pair { model, before: Some(before), after: Some(after) }]
        }
        (Side::Export(base), Side::Export(head)) => vec![of_exports(base, head, wanted, global)?],
    };
    Ok(Pairs { list })
}

/// Returns the model of an export, the state of its registration, and the state of the export.
fn with_export(
    models: Models,
    mut export: Export,
    wanted: Option<&str>,
    global: &GlobalArguments,
) -> Result<(FoundModel, State, State), Failure> {
    let models = models.chosen(global)?;
    let environments = models.environments(wanted)?;
    let manifest = environments.live(&mut export, &[])?;
    let environment = environments.of(manifest.app(), export.name())?;
    let state = State::of_environment(&models, &environment)?;
    let of_export = State::of_export(&models, environment.model, &export)?;
    Ok((environment.model.clone(), state, of_export))
}

/// Compares two exports under the mapping of the working tree: of the model with the client id of
/// one of them, or else of the only model.
fn of_exports(
    mut base: Export,
    mut head: Export,
    wanted: Option<&str>,
    global: &GlobalArguments,
) -> Result<Pair, Failure> {
    let models = Models::find(global)?;
    let environments = models.environments(wanted)?;
    let old = environments.live(&mut base, &[])?;
    let new = environments.live(&mut head, &[])?;
    let named = environments.of(new.app(), head.name());
    let named = named.or_else(|_| models.environments(wanted)?.of(old.app(), base.name()));
    let model = match named {
        Ok(environment) => environment.model,
        Err(_) => models.only("diff")?,
    };
    Ok(Pair {
        before: Some(State::of_export(&models, model, &base)?),
        after: Some(State::of_export(&models, model, &head)?),
        model: model.clone(),
    })
}

/// A model of one side, until its pair is found. Its state is read when it is needed, because a
/// model that the options do not choose may have errors.
struct Candidate<'m> {
    models: &'m Models,
    found: &'m FoundModel,
    state: OnceCell<Result<State, Failure>>,
}

impl<'m> Candidate<'m> {
    fn all(models: &'m Models) -> Vec<Self> {
        let candidate = |found| Self { models, found, state: OnceCell::new() };
        models.list.iter().map(candidate).collect()
    }

    fn state(&self) -> &Result<State, Failure> {
        self.state.get_or_init(|| State::of_model(self.models, self.found))
    }

    fn into_state(self) -> Result<State, Failure> {
        match self.state.into_inner() {
            Some(state) => state,
            None => State::of_model(self.models, self.found),
        }
    }
}

/// A sign that two candidates are one model. It is weaker if both are the last ones.
type Sign = fn(&Candidate<'_>, &Candidate<'_>, bool) -> bool;

/// The signs, surest first.
const SIGNS: [Sign; 4] = [is_same_invocation, is_same_module, is_same_registration, is_alike];

fn of_models(base: &Models, head: &Models, global: &GlobalArguments) -> Result<Vec<Pair>, Failure> {
    let mut olds = Candidate::all(base);
    let mut rest = Candidate::all(head);
    let mut pairs = Vec::new();
    for is_pair in SIGNS {
        let is_last = rest.len() == 1 && olds.len() == 1;
        let mut unpaired = Vec::new();
        for new in rest {
            match olds.iter().position(|old| is_pair(old, &new, is_last)) {
                Some(position) => pairs.push((Some(olds.remove(position)), Some(new))),
                None => unpaired.push(new),
            }
        }
        rest = unpaired;
    }
    pairs.extend(rest.into_iter().map(|new| (None, Some(new))));
    pairs.extend(olds.into_iter().map(|old| (Some(old), None)));
    let mut chosen = Vec::new();
    for (old, new) in pairs {
        let models: Vec<_> = [&new, &old].into_iter().flatten().map(|it| it.found).collect();
        let is_chosen = models.iter().any(|model| model.is_chosen(global));
        if let Some(model) = models.first().filter(|_| is_chosen) {
            let model = (*model).clone();
            let before = old.map(Candidate::into_state).transpose()?;
            let after = new.map(Candidate::into_state).transpose()?;
            chosen.push(Pair { model, before, after });
        }
    }
    if chosen.is_empty() {
        return Err(nothing_chosen(base, head));
    }
    Ok(chosen)
}

/// Returns the failure for options that choose no model.
fn nothing_chosen(base: &Models, head: &Models) -> Failure {
    let models: BTreeSet<_> =
        base.list.iter().chain(&head.list).map(FoundModel::description).collect();
    if models.is_empty() {
        return Failure::new("neither state has a `permissions!`")
            .help("start with an export: `cargo entra-perms init manifests/api.json`");
    }
    let failure = Failure::new("neither state has a `permissions!` that the options choose");
    models.iter().fold(failure, Failure::note)
}

fn is_same_invocation(old: &Candidate<'_>, new: &Candidate<'_>, _: bool) -> bool {
    is_same_module(old, new, false) && old.found.cfg == new.found.cfg
}

fn is_same_module(old: &Candidate<'_>, new: &Candidate<'_>, _: bool) -> bool {
    old.found.package == new.found.package && old.found.module == new.found.module
}

/// A model that moved to another module or package keeps its registration.
fn is_same_registration(old: &Candidate<'_>, new: &Candidate<'_>, _: bool) -> bool {
    let (Ok(one), Ok(other)) = (old.state(), new.state()) else { return false };
    let ids = |state: &State| -> Vec<String> {
        state.model.apps.iter().filter_map(|app| app.client_id.clone()).collect()
    };
    let others = ids(other);
    ids(one).iter().any(|id| others.contains(id))
}

/// The last two models are one if they share a permission. If one of them has errors, both are
/// taken as one, so that the errors are reported.
fn is_alike(old: &Candidate<'_>, new: &Candidate<'_>, is_last: bool) -> bool {
    let (Ok(one), Ok(other)) = (old.state(), new.state()) else { return is_last };
    let has_role = one.model.roles.iter().any(|it| other.model.role(&it.entry.value).is_some());
    let has_scope = one.model.scopes.iter().any(|it| other.model.scope(&it.entry.value).is_some());
    is_last && (has_role || has_scope)
}
