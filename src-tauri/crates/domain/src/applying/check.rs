//! Whether an application would be taken: a function of what was prepared, the papers and the day, and of nothing else.

use super::{
    Filling, Question,
    finding::{Finding, FindingKind},
};
use crate::{
    PaperId,
    day::Day,
    money::Fen,
    platform::shop::limit::SLOT_PICTURES_MAX,
    rule_pack::{Demand, DemandKind, Facts, Holds, Must},
    text::plain,
    vault::{EntityDraft, PaperDraft, PaperKind, Standing, levels_of, validity},
};
use std::collections::BTreeMap;

/// A paper as far as it matters here.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// What staff say of it.
    pub paper: PaperDraft,
    /// Its pages.
    pub pages: u32,
    /// The shorter of the long sides of its pages, px; 0 without pages.
    pub long_side: u32,
}

/// A demand with what stands at it.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// What is demanded.
    pub demand: &'a Demand,
    /// Whether it holds.
    pub holds: Holds,
    /// What stands there; nothing where nobody has touched it.
    pub filling: Option<&'a Filling>,
}

/// A scan below that cannot be read where the print is small, px on the long side: A4 at 100 dots an inch. Ours.
const LONG_SIDE_MIN: u32 = 1100;
/// Words by which an authorisation names the platform.
const PLATFORM_WORDS: [&str; 4] = ["视频号", "微信小店", "微信", "wechat"];

/// Everything that is wrong with an application of that category of the second level.
pub fn check(
    cards: &[Card],
    papers: &BTreeMap<PaperId, Material>,
    entity: &EntityDraft,
    facts: &Facts,
    (second, today): (&str, Day),
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for card in cards {
        let look = Look { demand: card.demand, papers, entity, facts, second, today, found: Vec::new() };
        findings.extend(look.card(card));
    }
    findings.extend(full_slots(cards, papers));
    findings
}

/// Whether anything stands at a demand.
pub(super) fn is_filled(demand: &Demand, filling: Option<&Filling>) -> bool {
    filling.is_some_and(|filling| match demand.kind {
        DemandKind::Image => !filling.papers.is_empty(),
        DemandKind::Video => filling.by_hand,
        DemandKind::Text => !filling.text.trim().is_empty(),
    })
}

/// Texts that the platform's form has a place for (category/add).
const FORM_TEXTS: [&str; 3] = ["past_platform", "past_account", "account_link"];

/// Whether a text is typed at a demand.
pub fn asks_text(demand: &Demand) -> bool {
    demand.kind == DemandKind::Text && FORM_TEXTS.contains(&demand.slot.as_str())
}

/// What the merchant's data and questions answer, so that nothing is typed: a condition, not a field of the form.
fn is_condition(demand: &Demand) -> bool {
    demand.kind == DemandKind::Text && !asks_text(demand)
}

/// Pictures of a slot are counted together, whichever demands they answer.
fn full_slots(cards: &[Card], papers: &BTreeMap<PaperId, Material>) -> Vec<Finding> {
    let mut counts: BTreeMap<&str, (usize, &Demand)> = BTreeMap::new();
    for card in cards.iter().filter(|card| card.demand.kind == DemandKind::Image) {
        let pages = card.filling.map_or(0, |filling| pages_of(filling, papers));
        let slot = if card.demand.slot == "brand_info" { "supplement" } else { card.demand.slot.as_str() };
        let count = counts.entry(slot).or_insert((0, card.demand));
        count.0 += pages as usize;
    }
    // Papers of products go with the products.
    let full = counts.into_iter().filter(|(slot, (pages, _))| *pages > SLOT_PICTURES_MAX && *slot != "product_qua");
    full.map(|(_, (pages, demand))| {
        Finding::at(demand, FindingKind::SlotFull, true).with("max", SLOT_PICTURES_MAX).with("pages", pages)
    })
    .collect()
}

fn pages_of(filling: &Filling, papers: &BTreeMap<PaperId, Material>) -> u32 {
    filling.papers.iter().filter_map(|id| papers.get(id)).map(|material| material.pages).sum()
}

struct Look<'a> {
    demand: &'a Demand,
    papers: &'a BTreeMap<PaperId, Material>,
    entity: &'a EntityDraft,
    facts: &'a Facts,
    second: &'a str,
    today: Day,
    found: Vec<Finding>,
}

impl Look<'_> {
    fn card(mut self, card: &Card) -> Vec<Finding> {
        let demand = self.demand;
        let is_filled = is_filled(demand, card.filling);
        if card.holds == Holds::Perhaps && !is_filled {
            if demand.required {
                self.say(Finding::at(demand, FindingKind::FactUnknown, false));
            }
            return self.found;
        }
        let empty = Filling::default();
        let filling = card.filling.unwrap_or(&empty);
        if is_condition(demand) {
            if demand.required {
                self.condition(filling);
            }
            return self.found;
        }
        if !is_filled {
            if demand.kind == DemandKind::Video && card.holds == Holds::Yes {
                self.say(Finding::at(demand, FindingKind::RecordingMissing, true));
            } else if demand.required && card.holds == Holds::Yes && demand.one_of_group.is_none() {
                self.say(Finding::at(demand, FindingKind::Missing, true).with("min", demand.min_count));
            }
            return self.found;
        }
        match demand.kind {
            DemandKind::Image => self.pictures(filling),
            DemandKind::Text => self.text(filling),
            DemandKind::Video => {}
        }
        self.found
    }

    fn say(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    fn of(&self, kind: FindingKind, paper: &PaperDraft) -> Finding {
        Finding::at(self.demand, kind, true).with("title", paper.title.trim())
    }

    fn pictures(&mut self, filling: &Filling) {
        let demand = self.demand;
        let known: Vec<&Material> = filling.papers.iter().filter_map(|id| self.papers.get(id)).collect();
        if known.len() < filling.papers.len() || known.iter().any(|material| material.pages == 0) {
            self.say(Finding::at(demand, FindingKind::PaperGone, true));
        }
        let pages = pages_of(filling, self.papers);
        if pages > demand.max_count {
            self.say(
                Finding::at(demand, FindingKind::TooManyPages, true).with("max", demand.max_count).with("pages", pages),
            );
        }
        if (known.len() as u32) < demand.min_count && pages < demand.min_count {
            self.say(Finding::at(demand, FindingKind::Missing, true).with("min", demand.min_count));
        }
        for material in known {
            if !demand.papers().contains(&material.paper.kind) && material.paper.kind != PaperKind::Other {
                self.say(self.of(FindingKind::OtherKind, &material.paper));
            }
            if material.pages > 0 && material.long_side < LONG_SIDE_MIN {
                let small = self.of(FindingKind::PageSmall, &material.paper);
                self.say(Finding { blocks: false, ..small });
            }
            self.valid(&material.paper);
            self.musts(&material.paper);
        }
        if matches!(demand.slot.as_str(), "business_licence" | "licence_group") && Day::parse(&filling.begins).is_none()
        {
            self.say(Finding::at(demand, FindingKind::BeginUnknown, true));
        }
        for question in self.questions() {
            self.ask(question, filling);
        }
    }

    fn text(&mut self, filling: &Filling) {
        let typed = filling.text.trim();
        for must in &self.demand.musts {
            if let Must::ValueIn { values } = must
                && !values.iter().any(|value| value == typed)
            {
                self.say(Finding::at(self.demand, FindingKind::ValueNotTaken, true).with("values", values.join(",")));
            }
        }
    }

    /// What the merchant is asked, or what is seen in who they are.
    fn condition(&mut self, filling: &Filling) {
        for must in &self.demand.musts {
            if let Must::RegisteredCapitalAtLeast { cny } = must {
                let typed = self.entity.capital.trim_end_matches("万元").trim_end_matches('万');
                // Fen of an amount in ten thousands.
                let has = Fen::parse_yuan(typed).is_ok_and(|capital| capital.0 * 100 >= *cny);
                if !has {
                    self.say(Finding::at(self.demand, FindingKind::CapitalTooLow, true).with("yuan", cny / 10_000));
                }
            }
        }
        for question in self.questions() {
            self.ask(question, filling);
        }
    }

    /// Until when, by the margins of its kind.
    fn valid(&mut self, paper: &PaperDraft) {
        let validity = validity(paper, self.today);
        let days = validity.days.unwrap_or_default();
        match validity.standing {
            Standing::Expired => self.say(self.of(FindingKind::Expired, paper).with("days", -days)),
            Standing::TooShort => self.say(self.of(FindingKind::EndsTooSoon, paper).with("days", days)),
            Standing::Unknown if paper.kind.has_expiry() => self.say(self.of(FindingKind::EndUnknown, paper)),
            Standing::Unknown | Standing::Ending | Standing::Valid | Standing::LongTerm => {
                let is_short = self.demand.musts.iter().any(|must| match must {
                    // Its own margin; the last day of a paper is the earliest of its parts.
                    Must::RemainingMonthsMoreThan { months } if validity.days.is_some() => {
                        days <= self.today.days_until(self.today.plus_months(*months))
                    }
                    Must::RemainingDaysAtLeast { days: least } if validity.days.is_some() => days < *least,
                    _ => false,
                });
                if is_short && paper.kind.has_expiry() {
                    self.say(self.of(FindingKind::EndsTooSoon, paper).with("days", days));
                }
            }
        }
    }

    fn musts(&mut self, paper: &PaperDraft) {
        let merchant = plain(&self.entity.name);
        let is_chain = paper.kind == PaperKind::Authorisation;
        for must in &self.demand.musts {
            match must {
                Must::EntityEquals if merchant.is_empty() => {
                    self.say(Finding::at(self.demand, FindingKind::EntityMissing, true));
                }
                Must::EntityEquals if plain(&paper.holder) != merchant => {
                    self.say(self.of(FindingKind::OtherEntity, paper).with("holder", paper.holder.trim()));
                }
                Must::AuthorisationLevelAtMost { level } if is_chain && levels_of(&paper.links) > *level => {
                    let level = (levels_of(&paper.links), level);
                    self.say(self.of(FindingKind::LevelTooHigh, paper).with("level", level.0).with("max", level.1));
                }
                Must::ChainUnbrokenTo if is_chain && !self.is_whole(paper) => {
                    self.say(self.of(FindingKind::ChainBroken, paper));
                }
                Must::StatesPlatform if is_chain => {
                    let named = paper.platforms.to_lowercase();
                    if !PLATFORM_WORDS.iter().any(|word| named.contains(word)) {
                        self.say(self.of(FindingKind::PlatformMissing, paper));
                    }
                }
                Must::TrademarkClassIn { values, or_when } if paper.kind == PaperKind::Trademark => {
                    let other = or_when.as_ref().filter(|other| other.l2_category == self.second);
                    let classes = other.map_or(values, |other| &other.values);
                    let typed = paper.mark_class.trim().trim_start_matches('第').trim_end_matches('类');
                    if !typed.parse().is_ok_and(|class: u32| classes.contains(&class)) {
                        let classes: Vec<_> = classes.iter().map(u32::to_string).collect();
                        self.say(self.of(FindingKind::MarkClass, paper).with("classes", classes.join(",")));
                    }
                }
                _ => {}
            }
        }
    }

    fn is_whole(&self, paper: &PaperDraft) -> bool {
        let links = &paper.links;
        let joined = links.windows(2).all(|pair| plain(&pair[0].to) == plain(&pair[1].from));
        let last = links.last().is_some_and(|link| plain(&link.to) == plain(&self.entity.name));
        joined && last
    }

    /// What only somebody who looks can say of it.
    fn questions(&self) -> Vec<Question> {
        let asked = self.demand.musts.iter().filter_map(|must| {
            Some(match must {
                Must::SealPresent => Question::Seal,
                Must::Signed => Question::Signed,
                Must::SealOrLegalSignature => Question::SealOrSignature,
                Must::NotScreenshotOrRephotograph => Question::Original,
                Must::MatchesRegistry => Question::Registry,
                Must::ClassCoversCategory => Question::ClassCovers,
                Must::ScopeCoversCategory => Question::ScopeCovers,
                Must::ScopeContains { .. } => Question::ScopeWord,
                Must::ShopTypeMatches => Question::ShopType,
                Must::NotOnAbnormalList => Question::NotAbnormal,
                Must::ModelMatchesProduct => Question::Model,
                Must::BrandInLibrary => Question::InLibrary,
                Must::IssuedWithinDays { .. } => Question::Recent,
                Must::CompanyAgeYearsAtLeast { .. } => Question::OldEnough,
                Must::CountAtLeast { .. } => Question::Store,
                _ => return None,
            })
        });
        let is_foreign = self.demand.slot == "brand_info" && self.facts.get("goods_origin") == Some("imported");
        let has_chain = self.demand.musts.contains(&Must::SealPresent);
        asked.chain((is_foreign && has_chain).then_some(Question::Translated)).collect()
    }

    fn ask(&mut self, question: Question, filling: &Filling) {
        let kind = match filling.answers.get(&question) {
            Some(true) => return,
            Some(false) => FindingKind::Denied,
            None => FindingKind::Unanswered,
        };
        self.say(Finding { question: Some(question), ..Finding::at(self.demand, kind, true) });
    }
}

/// What is asked of somebody who looks at what stands at a demand.
pub fn questions(demand: &Demand, facts: &Facts) -> Vec<Question> {
    let (papers, entity) = (BTreeMap::new(), EntityDraft::default());
    let look = Look {
        demand,
        papers: &papers,
        entity: &entity,
        facts,
        second: "",
        today: Day::in_beijing(0),
        found: Vec::new(),
    };
    look.questions()
}
