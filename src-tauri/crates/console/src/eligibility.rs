//! Use cases of the eligibility check for 小程序直播: answers are kept as they are typed, and weighed anew each time.

use crate::{
    Console,
    onboarding::{remark, shipped},
    view::{
        CategoryAnswer, ConditionView, EligibilityPatch, EligibilityView, OptionView, Problem, Saved,
        ServiceCategoryRow, Topic,
    },
};
use kaibo_domain::{
    day::Day,
    eligibility::{
        EligibilityAnswers, EligibilityField, EligibilityPack, Evaluation, Group, ServiceCategory, evaluate,
    },
};
use kaibo_store::{Connection, StoreError, eligibility_answers};

impl Console {
    /// The check, with what follows from the answers.
    pub async fn eligibility_view(&self) -> Result<EligibilityView, Problem> {
        let (shop, today) = (self.inner.shop.id, Day::in_beijing(self.now()));
        let row = self.read(move |db| eligibility_answers::get(db, shop)).await?;
        let (pack, answers) = (&shipped()?.eligibility, row.draft);
        let Evaluation { verdict, conditions, open, unmet, cheapest } = weigh(&answers, today)?;
        let of = |found: &kaibo_domain::eligibility::ConditionFinding| {
            let condition = pack.condition(found.id)?.clone();
            Some(ConditionView {
                id: found.id,
                name: condition.name,
                scope: condition.scope,
                holds: found.holds,
                how: condition.how,
                note: condition.note,
                noticed_on: found.noticed_on.map(|day| day.to_string()),
                until: found.until.map(|day| day.to_string()),
                source: condition.source.authority,
                date: condition.source.date,
            })
        };
        Ok(EligibilityView {
            notice: remark(&pack.notice),
            rule_note: remark(&pack.rule_note),
            violations: answers.violations(today),
            entities: pack
                .entities()
                .iter()
                .map(|entity| OptionView { id: entity.id.clone(), name: entity.name.clone(), note: None })
                .collect(),
            categories: answers.categories.iter().map(|typed| category_answer(pack, typed)).collect(),
            verdict,
            conditions: conditions.iter().filter_map(of).collect(),
            open,
            unmet,
            cheapest,
            answers,
            revision: row.revision,
        })
    }

    /// Saves what staff know of the account. Answered when it is on disk.
    pub async fn eligibility_save(&self, patch: EligibilityPatch) -> Result<Saved<EligibilityField>, Problem> {
        let (shop, now) = (self.inner.shop.id, self.now());
        let (draft, revision) = self
            .write(move |tx| {
                let mut draft = eligibility_answers::get(tx, shop)?.draft;
                apply(&mut draft, patch);
                let revision = eligibility_answers::put(tx, shop, &draft, now)?;
                Ok((draft, revision))
            })
            .await?;
        self.changed(Topic::Onboarding, Vec::new());
        Ok(Saved { revision, violations: draft.violations(Day::in_beijing(now)), name_units: 0 })
    }

    /// The categories of the list that `typed` speaks of, by name, pinyin or initials; all when nothing was typed.
    pub async fn eligibility_categories(&self, typed: String) -> Result<Vec<ServiceCategoryRow>, Problem> {
        let pack = &shipped()?.eligibility;
        Ok(pack.categories(&typed).into_iter().map(|(group, category)| category_row(group, category)).collect())
    }
}

/// What follows from the answers that day.
pub(crate) fn weigh(answers: &EligibilityAnswers, today: Day) -> Result<Evaluation, Problem> {
    let workdays = &crate::qualification::shipped()?.workdays;
    Ok(evaluate(&shipped()?.eligibility, answers, today, workdays))
}

/// The answers of the shop at hand.
pub(crate) fn answers(db: &Connection, console: &Console) -> Result<EligibilityAnswers, StoreError> {
    Ok(eligibility_answers::get(db, console.inner.shop.id)?.draft)
}

fn category_answer(pack: &EligibilityPack, typed: &str) -> CategoryAnswer {
    let found = pack.category(typed);
    CategoryAnswer {
        typed: typed.to_owned(),
        by: found.map(|found| found.by),
        lacks_first: found.is_none() && pack.lacks_first(typed),
        found: found.map(|found| category_row(found.group, found.category)),
    }
}

fn category_row(group: &Group, category: &ServiceCategory) -> ServiceCategoryRow {
    ServiceCategoryRow {
        path: format!("{} > {}", group.name.zh, category.name.zh),
        group: group.name.clone(),
        name: category.name.clone(),
        certificate: category.certificate.as_ref().map(|paper| crate::view::RemarkView {
            words: paper.note.clone(),
            source: paper.source.authority,
            date: Some(paper.source.date.clone()),
        }),
    }
}

fn apply(draft: &mut EligibilityAnswers, patch: EligibilityPatch) {
    fn put<T>(field: &mut T, typed: Option<T>) {
        if let Some(typed) = typed {
            *field = typed;
        }
    }
    put(&mut draft.entity, patch.entity);
    put(&mut draft.categories, patch.categories);
    put(&mut draft.all_categories, patch.all_categories);
    put(&mut draft.violation, patch.violation);
    put(&mut draft.violation_day, patch.violation_day);
    put(&mut draft.payment, patch.payment);
    put(&mut draft.payment_day, patch.payment_day);
    put(&mut draft.followers, patch.followers);
    put(&mut draft.daily_users, patch.daily_users);
    put(&mut draft.ad_spend, patch.ad_spend);
}
