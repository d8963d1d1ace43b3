//! All findings of one analysis, so that one build reports them all.

use proc_macro2::Span;

use super::{Finding, Lint, Rule, Severity};

/// The findings so far, in the order in which they were found.
#[derive(Debug, Default)]
#[must_use = "a defect that is not reported is a defect that is accepted"]
pub(crate) struct Findings {
    list: Vec<Finding>,
    /// For each rule with too many findings: the place of the first further one, and their number.
    counted: Vec<Counted>,
}

#[derive(Debug)]
struct Counted {
    rule: Rule,
    span: Span,
    count: usize,
}

impl Findings {
    /// Records a finding. Beyond the first findings of a rule, it is only counted.
    pub(crate) fn push(&mut self, finding: Finding) {
        if self.is_full(finding.rule) {
            self.count(finding.rule, finding.span, 1);
        } else {
            self.list.push(finding);
        }
    }

    /// Returns whether another finding of the rule would only be counted.
    pub(crate) fn is_full(&self, rule: Rule) -> bool {
        // Nobody reads more, and to word each of very many takes long.
        const MAX_SINGLE: usize = 100;
        const MAX_MANY: usize = 20;
        let max = if rule.plural().is_some() { MAX_MANY } else { MAX_SINGLE };
        self.list.iter().filter(|finding| finding.rule == rule).count() >= max
    }

    /// Returns whether nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns whether a finding is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.severity() == Severity::Error)
    }

    /// Counts findings of a rule that have no text.
    pub(crate) fn count(&mut self, rule: Rule, span: Span, count: usize) {
        match self.counted.iter_mut().find(|counted| counted.rule == rule) {
            Some(counted) => counted.count += count,
            None => self.counted.push(Counted { rule, span, count }),
        }
    }

    /// Records the errors of a parser.
    pub(crate) fn push_syn(&mut self, error: syn::Error) {
        for error in error {
            self.push(Finding::new(Rule::Syntax, &error).at(error.span()));
        }
    }

    /// Takes over all findings of another list.
    pub(crate) fn extend(&mut self, others: Self) {
        for finding in others.list {
            self.push(finding);
        }
        for Counted { rule, span, count } in others.counted {
            self.count(rule, span, count);
        }
    }

    /// Drops the warnings of these lints, also those that are only counted.
    pub(crate) fn allow(&mut self, allowed: &[Lint]) {
        let is_allowed = |rule| matches!(rule, Rule::Lint(lint) if allowed.contains(&lint));
        self.list.retain(|finding| !is_allowed(finding.rule));
        self.counted.retain(|counted| !is_allowed(counted.rule));
    }

    /// Returns the findings. For each rule with too many, the last one counts the further ones.
    pub(crate) fn finish(self) -> Vec<Finding> {
        let Self { mut list, counted } = self;
        list.extend(counted.into_iter().map(Counted::into_finding));
        list
    }
}

impl Counted {
    fn into_finding(self) -> Finding {
        let Self { rule, span, count } = self;
        let noun = match rule {
            Rule::Lint(_) => "warnings",
            _ => rule.plural().unwrap_or("errors"),
        };
        Finding::new(rule, format_args!("and {count} more {noun}")).at(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(rule: Rule, numbers: std::ops::Range<u8>) -> Findings {
        let mut findings = Findings::default();
        for number in numbers {
            findings.push(Finding::new(rule, number));
        }
        findings
    }

    fn messages(findings: Findings) -> Vec<String> {
        findings.finish().iter().map(|finding| finding.message().to_owned()).collect()
    }

    #[test]
    fn a_rule_has_at_most_a_hundred_findings() {
        let mut list = findings(Rule::Syntax, 0..99);
        list.extend(findings(Rule::Syntax, 99..102));
        assert_eq!(messages(list)[99..], ["99", "and 2 more errors"]);
    }

    #[test]
    fn twenty_findings_of_a_repeated_defect_are_shown() {
        assert_eq!(messages(findings(Rule::NoHolder, 0..20)).len(), 20);
        let mut list = findings(Rule::NoHolder, 0..21);
        // Other rules have a count of their own, and lists that are joined count as one.
        list.push(Finding::new(Rule::RepeatedKey, "twice"));
        list.extend(findings(Rule::NoHolder, 0..30));
        let expected = ["19", "twice", "and 31 more app roles without `allowedMemberTypes`"];
        assert_eq!(messages(list)[19..], expected);
    }

    #[test]
    fn allowed_lints_are_not_counted() {
        let mut list = findings(Rule::Lint(Lint::NoIdtyp), 0..101);
        list.extend(findings(Rule::Lint(Lint::LongValues), 0..102));
        list.allow(&[Lint::NoIdtyp]);
        assert_eq!(messages(list)[99..], ["99", "and 2 more warnings"]);
    }

    #[test]
    fn allowed_lints_are_dropped() {
        let mut list = Findings::default();
        list.push(Finding::new(Rule::Lint(Lint::NoIdtyp), "first"));
        list.push(Finding::new(Rule::Lint(Lint::LongValues), "second"));
        list.allow(&[Lint::NoIdtyp, Lint::SharedRoles]);
        assert_eq!(messages(list), ["second"]);
    }
}
