//! Whether a service category of the platform is one of the list, though its names drift.
//!
//! By number where both sides have one; else by both names, made comparable; else by a name that it had. Never by the name of
//! the second level alone: 航空 and 高速服务 stand under 政务民生 as well.

use super::pack::{Alias, EligibilityPack, Group, ServiceCategory};
use crate::search::Wanted;
use serde::{Deserialize, Serialize};
use specta::Type;
use unicode_normalization::UnicodeNormalization;

/// By what a category was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum MatchedBy {
    /// Its number.
    Id,
    /// Its two names.
    Name,
    /// A name that it had; not verified.
    Alias,
}

/// A category of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoryMatch<'a> {
    /// Its group.
    pub group: &'a Group,
    /// The category.
    pub category: &'a ServiceCategory,
    /// By what.
    pub by: MatchedBy,
}

/// What stands between the two names.
const BETWEEN: [char; 7] = ['>', '→', '-', '—', '–', ':', '»'];

impl EligibilityPack {
    /// The category of the list that is meant by its number, or by its two names as the back office writes them
    /// (`商家自营 > 食品`).
    pub fn category(&self, typed: &str) -> Option<CategoryMatch<'_>> {
        let text = comparable(typed);
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.by_id(text.parse().ok()?);
        }
        let (first, second) = text.split_once(BETWEEN)?;
        self.by_names(first, second)
    }

    /// The same of what the platform's list says: the number decides where both sides have one.
    pub fn category_of(&self, id: u64, first: &str, second: &str) -> Option<CategoryMatch<'_>> {
        let by_names = self.by_names(&comparable(first), &comparable(second));
        self.by_id(id).or_else(|| by_names.filter(|found| found.category.number.is_none()))
    }

    /// Whether the name of a second level stands in the list, under whatever group: the first one is wanting then.
    pub fn lacks_first(&self, typed: &str) -> bool {
        let text = comparable(typed);
        !text.contains(BETWEEN) && self.all().any(|(_, category)| comparable(&category.name.zh) == text)
    }

    /// The categories that `typed` speaks of, by name, pinyin or initials, names they had included.
    pub fn categories(&self, typed: &str) -> Vec<(&Group, &ServiceCategory)> {
        let wanted = Wanted::of(typed);
        let speaks = |(group, category): &(&Group, &ServiceCategory)| {
            let names = [&group.name.zh, &group.name.en, &category.name.zh, &category.name.en];
            let aliases = category.aliases.iter().map(|alias| alias.name.as_str());
            wanted.is_in(&names.into_iter().map(String::as_str).chain(aliases).collect::<Vec<_>>())
        };
        self.all().filter(speaks).collect()
    }

    fn all(&self) -> impl Iterator<Item = (&Group, &ServiceCategory)> {
        self.groups.iter().flat_map(|group| group.categories.iter().map(move |category| (group, category)))
    }

    fn by_id(&self, id: u64) -> Option<CategoryMatch<'_>> {
        let (group, category) =
            self.all().find(|(_, category)| category.number.as_ref().is_some_and(|number| number.value == id))?;
        Some(CategoryMatch { group, category, by: MatchedBy::Id })
    }

    fn by_names(&self, first: &str, second: &str) -> Option<CategoryMatch<'_>> {
        let is_named = |(group, category): &(&Group, &ServiceCategory)| {
            comparable(&group.name.zh) == first && comparable(&category.name.zh) == second
        };
        let had = |(group, category): &(&Group, &ServiceCategory)| {
            let is_it = |alias: &Alias| {
                comparable(alias.first.as_ref().unwrap_or(&group.name.zh)) == first && comparable(&alias.name) == second
            };
            category.aliases.iter().any(is_it)
        };
        let matched = |by| move |(group, category)| CategoryMatch { group, category, by };
        let named = self.all().find(is_named).map(matched(MatchedBy::Name));
        named.or_else(|| self.all().find(had).map(matched(MatchedBy::Alias)))
    }
}

/// A name as it is compared.
fn comparable(name: &str) -> String {
    let plain: String = name.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    plain.replace('、', "/").replace("不包含", "不含")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn pack() -> EligibilityPack {
        EligibilityPack::read(include_bytes!("../../../../../assets/rules/eligibility.json")).unwrap()
    }

    #[rstest]
    #[case("商家自营 > 服装/鞋/箱包", "服装/鞋/箱包", MatchedBy::Name)]
    #[case("商家自营＞服装、鞋、箱包", "服装/鞋/箱包", MatchedBy::Name)]
    #[case("商家自营>玩具/母婴用品（不包含食品）", "玩具/母婴用品(不含食品)", MatchedBy::Name)]
    #[case("it科技 > 多方通信", "多方通信", MatchedBy::Name)]
    #[case("旅游 - 出境WIFI", "出境WiFi", MatchedBy::Name)]
    #[case("房地产>房地产开发经营", "房地产经营", MatchedBy::Alias)]
    #[case("生活服务>宠物（非医院类）", "宠物(非医药类)", MatchedBy::Alias)]
    #[case("旅游服务-住宿服务", "酒店服务", MatchedBy::Alias)]
    #[case("商家自营>机械、电子器件", "机械/电子器件", MatchedBy::Name)]
    #[case("商家自营>珠宝玉石", "珠宝/饰品/眼镜/钟表", MatchedBy::Alias)]
    #[case("321", "食品", MatchedBy::Id)]
    #[case(" ３２１ ", "食品", MatchedBy::Id)]
    fn a_category_is_recognised(#[case] typed: &str, #[case] name: &str, #[case] by: MatchedBy) {
        let pack = pack();
        let found = pack.category(typed).unwrap();
        assert_eq!((found.category.name.zh.as_str(), found.by), (name, by));
    }

    #[rstest]
    #[case("政务民生>航空")]
    #[case("政务民生>高速服务")]
    #[case("航空")]
    #[case("商家自营")]
    #[case("商家自营>航空")]
    #[case("社交>直播")]
    #[case("旅游>住宿服务")]
    #[case("999999")]
    #[case("")]
    fn another_is_not(#[case] typed: &str) {
        assert_eq!(pack().category(typed), None);
    }

    #[test]
    fn the_number_decides_where_both_sides_have_one() {
        let pack = pack();
        assert_eq!(pack.category_of(321, "别的", "名称").unwrap().category.name.zh, "食品");
        assert_eq!(pack.category_of(999, "商家自营", "食品"), None, "another category that is called the same");
        assert_eq!(pack.category_of(999, "商家自营", "百货").unwrap().by, MatchedBy::Name);
    }

    #[test]
    fn the_first_level_is_asked_for_where_it_is_wanting() {
        let pack = pack();
        assert!(pack.lacks_first("航空") && !pack.lacks_first("政务民生>航空") && !pack.lacks_first("直播"));
    }

    #[rstest]
    #[case("fuzhuang", "服装/鞋/箱包")]
    #[case("民宿", "公寓/民宿")]
    #[case("taxi", "出租车")]
    #[case("园艺", "鲜花/园艺/工艺品")]
    fn a_category_is_found_by_what_is_typed(#[case] typed: &str, #[case] name: &str) {
        let pack = pack();
        assert!(pack.categories(typed).iter().any(|(_, category)| category.name.zh == name));
        assert_eq!(pack.categories("").len(), 101);
    }
}
