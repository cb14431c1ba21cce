//! How a name is spelt in pinyin: what staff type who do not want to change their input method.
//!
//! From every character on, the spelling of what follows stands as one word, once in full and once by its initials: then
//! any part that begins at a character is found by the beginning of a word, without knowing where syllables end.

use super::{Kind, cut};
use pinyin::ToPinyin;
use std::collections::BTreeSet;

/// Characters that one spelling covers.
const SPAN: usize = 8;
/// Spellings of one span, where characters have several readings.
const WAYS: usize = 8;
/// The order of a name looks at that many bytes.
const ORDER_MAX: usize = 96;

/// Characters that names of goods use in more than one reading. The dictionary's other readings are left out: nobody
/// types them, and each would only find what is not meant. Readings from 现代汉语词典, without tones.
const READINGS: &[(char, &[&str])] = &[
    ('阿', &["a", "e"]),
    ('薄', &["bao", "bo"]),
    ('便', &["bian", "pian"]),
    ('柏', &["bai", "bo"]),
    ('剥', &["bao", "bo"]),
    ('泊', &["bo", "po"]),
    ('参', &["can", "shen"]),
    ('藏', &["cang", "zang"]),
    ('差', &["cha", "chai"]),
    ('长', &["chang", "zhang"]),
    ('朝', &["chao", "zhao"]),
    ('车', &["che", "ju"]),
    ('称', &["cheng", "chen"]),
    ('盛', &["sheng", "cheng"]),
    ('重', &["zhong", "chong"]),
    ('臭', &["chou", "xiu"]),
    ('传', &["chuan", "zhuan"]),
    ('单', &["dan", "shan"]),
    ('弹', &["dan", "tan"]),
    ('大', &["da", "dai"]),
    ('地', &["di", "de"]),
    ('的', &["de", "di"]),
    ('得', &["de", "dei"]),
    ('调', &["tiao", "diao"]),
    ('都', &["du", "dou"]),
    ('恶', &["e", "wu"]),
    ('番', &["fan", "pan"]),
    ('佛', &["fo", "fu"]),
    ('盖', &["gai", "ge"]),
    ('给', &["gei", "ji"]),
    ('龟', &["gui", "qiu", "jun"]),
    ('蛤', &["ge", "ha"]),
    ('还', &["hai", "huan"]),
    ('行', &["hang", "xing"]),
    ('和', &["he", "huo", "hu"]),
    ('虹', &["hong", "jiang"]),
    ('会', &["hui", "kuai"]),
    ('奇', &["qi", "ji"]),
    ('系', &["xi", "ji"]),
    ('夹', &["jia", "ga"]),
    ('茄', &["qie", "jia"]),
    ('降', &["jiang", "xiang"]),
    ('角', &["jiao", "jue"]),
    ('嚼', &["jiao", "jue"]),
    ('觉', &["jue", "jiao"]),
    ('解', &["jie", "xie"]),
    ('颈', &["jing", "geng"]),
    ('圈', &["quan", "juan"]),
    ('咖', &["ka", "ga"]),
    ('卡', &["ka", "qia"]),
    ('壳', &["ke", "qiao"]),
    ('乐', &["le", "yue"]),
    ('六', &["liu", "lu"]),
    ('绿', &["lv", "lu"]),
    ('露', &["lu", "lou"]),
    ('率', &["lv", "shuai"]),
    ('落', &["luo", "la", "lao"]),
    ('蔓', &["man", "wan"]),
    ('没', &["mei", "mo"]),
    ('模', &["mo", "mu"]),
    ('抹', &["mo", "ma"]),
    ('粘', &["nian", "zhan"]),
    ('尿', &["niao", "sui"]),
    ('胖', &["pang", "pan"]),
    ('瀑', &["pu", "bao"]),
    ('曝', &["bao", "pu"]),
    ('铅', &["qian", "yan"]),
    ('雀', &["que", "qiao"]),
    ('仔', &["zai", "zi"]),
    ('塞', &["sai", "se"]),
    ('色', &["se", "shai"]),
    ('杉', &["shan", "sha"]),
    ('厦', &["xia", "sha"]),
    ('折', &["zhe", "she"]),
    ('什', &["shen", "shi"]),
    ('石', &["shi", "dan"]),
    ('似', &["si", "shi"]),
    ('说', &["shuo", "shui"]),
    ('宿', &["su", "xiu"]),
    ('提', &["ti", "di"]),
    ('拓', &["tuo", "ta"]),
    ('尾', &["wei", "yi"]),
    ('校', &["xiao", "jiao"]),
    ('削', &["xiao", "xue"]),
    ('血', &["xue", "xie"]),
    ('叶', &["ye", "xie"]),
    ('艾', &["ai", "yi"]),
    ('钥', &["yao", "yue"]),
    ('择', &["ze", "zhai"]),
    ('扎', &["zha", "za"]),
    ('着', &["zhe", "zhao", "zhuo"]),
    ('著', &["zhu", "zhuo"]),
    ('幢', &["zhuang", "chuang"]),
    ('琢', &["zhuo", "zuo"]),
];

/// The spellings of every part of `text`, apart by spaces: what the index keeps of its sound. Text without Han has none.
pub fn spelling(text: &str) -> String {
    let spelt: Vec<Vec<String>> = cut(text).into_iter().map(|(word, kind)| readings(&word, kind)).collect();
    let is_han = |from: usize| spelt[from].iter().any(|reading| reading.ends_with(SYLLABLE));
    let mut words = BTreeSet::new();
    for from in 0..spelt.len() {
        let span = &spelt[from..spelt.len().min(from + SPAN)];
        if !(from..from + span.len()).any(is_han) {
            continue;
        }
        words.extend(ways(span, |reading| reading.trim_end_matches(SYLLABLE)));
        words.extend(ways(span, |reading| match reading.strip_suffix(SYLLABLE) {
            Some(syllable) => syllable.split_inclusive(|_| true).next().unwrap_or_default(),
            None => reading,
        }));
    }
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// Marks a reading of a Han character among the words that stand for themselves.
const SYLLABLE: char = '\'';

/// Every way to say the span, at most [`WAYS`].
fn ways<'a>(span: &'a [Vec<String>], part: impl Fn(&'a str) -> &'a str) -> BTreeSet<String> {
    let mut said = vec![String::new()];
    for readings in span {
        let parts: BTreeSet<&str> = readings.iter().map(|reading| part(reading)).collect();
        said = said.iter().flat_map(|before| parts.iter().map(move |part| format!("{before}{part}"))).collect();
        said.truncate(WAYS);
    }
    said.into_iter().filter(|way| !way.is_empty()).collect()
}

fn readings(word: &str, kind: Kind) -> Vec<String> {
    let Some(c) = word.chars().next().filter(|_| kind == Kind::Single) else { return vec![latin(word)] };
    if let Some((_, known)) = READINGS.iter().find(|(of, _)| *of == c) {
        return known.iter().map(|reading| format!("{reading}{SYLLABLE}")).collect();
    }
    // What has no reading, a pictograph, is passed over: nobody can type it.
    let said = c.to_pinyin().map(|pinyin| format!("{}{SYLLABLE}", latin(pinyin.plain())));
    vec![said.unwrap_or_default()]
}

/// Letters as they are typed: ü is typed v.
pub(super) fn latin(word: &str) -> String {
    word.replace('ü', "v")
}

/// Whether the word may be pinyin with an ü.
pub(super) fn is_pinyin_letter(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphabetic() || c == 'ü')
}

/// What to sort `text` by: its sound, syllable by syllable, as a dictionary does. Text without words sorts last.
pub fn order(text: &str) -> String {
    let mut order = String::new();
    for (word, kind) in cut(text) {
        let said = readings(&word, kind).swap_remove(0);
        let part = if said.is_empty() { &word } else { said.trim_end_matches(SYLLABLE) };
        if order.len() + part.len() > ORDER_MAX {
            break;
        }
        order.push_str(part);
        order.push(' ');
    }
    if order.is_empty() { char::MAX.into() } else { order }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("雪纺连衣裙", "lianyiqun")]
    #[case("雪纺连衣裙", "lyq")]
    #[case("雪纺连衣裙", "xuefang")]
    #[case("重庆小面", "chongqing")]
    #[case("重庆小面", "zhongqing")]
    #[case("重庆小面", "cqxm")]
    #[case("长沙臭豆腐", "changsha")]
    #[case("长沙臭豆腐", "zhangsha")]
    #[case("重庆长沙", "chongqingchangsha")]
    #[case("绿色女鞋", "lvsenvxie")]
    #[case("音乐盒", "yinyuehe")]
    #[case("XL码", "xlma")]
    #[case("夏季T恤", "xiajitxu")]
    #[case("3件套", "3jt")]
    #[case("新品🔥爆款", "xinpinbaokuan")]
    fn a_part_is_found_by_its_sound(#[case] name: &str, #[case] typed: &str) {
        let spelt = spelling(name);
        assert!(spelt.split(' ').any(|word| word.starts_with(typed)), "{spelt}");
    }

    #[rstest]
    #[case("SKU A01")]
    #[case("🔥")]
    #[case("")]
    fn what_is_not_han_has_no_spelling(#[case] text: &str) {
        assert_eq!(spelling(text), "");
    }

    #[test]
    fn many_readings_do_not_multiply_without_end() {
        let longest = spelling(&"重长".repeat(200));
        assert!(longest.len() < 40_000, "{}", longest.len());
    }

    #[test]
    fn each_character_has_its_readings_once_and_the_dictionary_knows_them() {
        use pinyin::ToPinyinMulti;
        for (index, (c, readings)) in READINGS.iter().enumerate() {
            assert!(readings.len() > 1, "{c}");
            assert!(READINGS[..index].iter().all(|(other, _)| other != c), "{c}");
            let known: Vec<String> =
                c.to_pinyin_multi().into_iter().flatten().map(|pinyin| latin(pinyin.plain())).collect();
            for reading in *readings {
                assert!(known.iter().any(|one| one == reading), "{c} {reading}: {known:?}");
            }
        }
    }

    #[test]
    fn every_character_can_be_spelt() {
        for c in '一'..='\u{9FFF}' {
            let spelt = spelling(&c.to_string());
            assert!(spelt.chars().all(|c| c == ' ' || c.is_alphabetic()), "{c} {spelt}");
        }
    }

    #[test]
    fn names_sort_by_their_sound_and_the_nameless_last() {
        let mut names = ["", "羊毛围巾", "Apple 手机壳", "连衣裙", "爱心抱枕", "3件套"];
        names.sort_by_key(|name| order(name));
        assert_eq!(names, ["3件套", "爱心抱枕", "Apple 手机壳", "连衣裙", "羊毛围巾", ""]);
    }
}
