//! Questions that merchants ask, with the guide's answers: shown where each arises, and found by a search.

use crate::{
    rule_pack::{Authority, Words},
    search::Wanted,
};
use serde::Deserialize;

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name.
    pub id: String,
    /// The step of the application where it arises, from 1.
    pub step: u32,
    /// Slots of the platform's form that it concerns; none where it concerns the whole step.
    pub slots: Vec<String>,
    /// The question.
    pub question: Words,
    /// The answer.
    pub answer: Words,
    /// Who says so.
    pub source: Authority,
    /// Where.
    pub source_ref: String,
}

/// All questions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    /// Of which day.
    pub version: String,
    /// In the guide's order.
    pub questions: Vec<Question>,
}

impl Questions {
    /// Those that concern a slot of the form.
    pub fn of_slot(&self, slot: &str) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(move |question| question.slots.iter().any(|one| one == slot))
    }

    /// Those that concern the application as a whole.
    pub fn of_all(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(|question| question.slots.is_empty())
    }

    /// Those that `typed` speaks of, in either language; none when nothing was typed.
    pub fn search(&self, typed: &str) -> Vec<&Question> {
        let wanted = Wanted::of(typed);
        let texts = |question: &Question| {
            let Question { question, answer, .. } = question.clone();
            [question.zh, answer.zh, question.en, answer.en].join(" ")
        };
        let found = self.questions.iter().filter(|question| wanted.is_in(&[&texts(question)]));
        if typed.trim().is_empty() { Vec::new() } else { found.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule_pack::RulePack;
    use rstest::rstest;

    fn shipped() -> Questions {
        serde_json::from_str(include_str!("../../../../assets/rules/faq.json")).unwrap()
    }

    /// The eight answers of seed 002, each by what it cannot do without.
    #[rstest]
    #[case("每个商品", &["同一类目", "只提交一次"])]
    #[case("合并", &["一次只收一个类目", "黄金和翡翠", "分两次"])]
    #[case("报备函", &["不够", "营业执照", "商标", "主体", "公章"])]
    #[case("账号", &["数据最好"])]
    #[case("实体店", &["办公场所", "珠宝服务", "至少"])]
    #[case("抖音 淘宝", &["珠宝", "抖音、快手、淘宝（含天猫）"])]
    #[case("没通过", &["原因", "重新提交"])]
    #[case("录屏", &["资质证明材料", "带货口碑", "带货流水", "截图"])]
    fn every_answer_of_the_guide_is_there_and_found(#[case] typed: &str, #[case] says: &[&str]) {
        let questions = shipped();
        let found = questions.search(typed);
        let answers = |question: &&&Question| says.iter().all(|part| question.answer.zh.contains(part));
        assert_eq!(found.iter().filter(answers).count(), 1, "{typed}: {found:?}");
    }

    #[test]
    fn each_stands_where_it_arises() {
        let questions = shipped();
        let pack: RulePack = serde_json::from_str(include_str!("../../../../assets/rules/qualification.json")).unwrap();
        assert_eq!((questions.questions.len(), questions.of_all().count()), (8, 3));
        for question in &questions.questions {
            assert!(
                (2..=6).contains(&question.step)
                    && question.source == Authority::Guide
                    && !question.source_ref.is_empty()
            );
            assert!(!question.question.en.is_empty() && !question.answer.en.is_empty(), "{}", question.id);
            assert!(question.slots.iter().all(|slot| pack.evidence_slots.contains_key(slot)), "{}", question.id);
        }
        assert_eq!(questions.of_slot("screen_recording").count(), 1);
        assert_eq!(questions.search(" "), Vec::<&Question>::new());
        assert_eq!(questions.search("宇宙飞船"), Vec::<&Question>::new());
        assert_eq!(questions.search("recording").len(), 1);
    }
}
