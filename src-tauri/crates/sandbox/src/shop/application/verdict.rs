//! How an audit will end: by words in the application, and by the papers that targeted admission asks for.

use super::form::CategoryInfo;
use crate::shop::{state::ShopState, tree::Leaf};

/// An application whose texts or file names hold this is rejected by its audit.
pub(in crate::shop) const REJECTED_WORD: &str = "驳回";

/// Words beside it that choose the reason, and the reasons (published ones, in our words).
const REASONS: [(&str, &str); 8] = [
    ("模糊", "商标注册证或授权书模糊，请上传清晰原件。"),
    ("截图", "营业执照、商标注册证、授权书不接受截图、翻拍或镜像，请上传原件照片。"),
    ("不符", "商标信息与商标局登记不一致或状态异常。"),
    ("授权", "授权书缺少授权期限、公章、授权主体或授权平台，或剩余有效期不足 7 天。"),
    ("到期", "商标剩余有效期不足 30 天。"),
    ("主体", "报备函主体与营业执照不一致，或未加盖公章。"),
    ("录屏", "资质证明、带货口碑、带货流水只有截图，缺少录屏。"),
    ("范围", "营业执照经营范围或许可范围不含所申请类目。"),
];
const REASON: &str = "提交的资质材料不符合类目要求，请按要求补充后重新提交。";
const NO_LETTER: &str = "未提交《视频号直播带货报备函》。";
const LETTER_ONLY: &str = "只提交了报备函，未附营业执照、商标等资质材料。";
const PAST_PLATFORM: &str = "以往经营平台仅认可抖音、快手、淘宝（含天猫）。";

/// Why the audit will reject the application; none when it will approve it.
pub(super) fn fate(shop: &ShopState, leaf: &Leaf, form: &CategoryInfo) -> Option<String> {
    let names = form.files().filter_map(|id| shop.files.get(id)).map(|file| &file.name);
    if let Some(text) = form.texts().chain(names).find(|text| text.contains(REJECTED_WORD)) {
        return Some(reason_in(text));
    }
    let needs = leaf.needs?;
    let past = &form.jingyingpingtai;
    if !needs.past_platforms.is_empty() && !past.is_empty() && !needs.past_platforms.contains(past) {
        return Some(PAST_PLATFORM.to_owned());
    }
    if !needs.access_permit_required {
        return None;
    }
    if form.baobeihan.is_empty() {
        return Some(NO_LETTER.to_owned());
    }
    let has_papers = form.licences().next().is_some() || !form.certificate.is_empty();
    (!has_papers).then(|| LETTER_ONLY.to_owned())
}

/// The reason that the words of a text choose.
pub(in crate::shop) fn reason_in(text: &str) -> String {
    let chosen = REASONS.iter().find(|(word, _)| text.contains(word)).map(|(_, reason)| *reason);
    chosen.unwrap_or(REASON).to_owned()
}
