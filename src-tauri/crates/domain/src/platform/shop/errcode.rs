//! The shop's error codes with short forms of the platform's own Chinese texts.
//!
//! Source: 微信小店 API, the tables of errors on the pages of each call and 公共错误码. The texts are Chinese and made to be
//! read, so the interface shows what came with a refusal; a code that is not listed is carried through as a number.

use crate::platform::errcode::{Code, codes};

codes! {
    /// The caller's address is not registered with the shop.
    IP_NOT_REGISTERED = 45035, "access clientip is not registered";
    /// The caller's address is not on the shop's allow-list.
    IP_REFUSED = 61004, "access clientip is not registered";
    /// The shop has not authorised the service provider for this call.
    COMPONENT_UNAUTHORIZED = 61007, "api is unauthorized to component";
    /// The account is about to be closed: notice period.
    ACCOUNT_CLOSING = 10080000, "账号公示注销中";
    /// The account is closed.
    ACCOUNT_CLOSED = 10080001, "账号已注销";
    /// The shop's Channels account is a talent's: not for this feature.
    TALENT_ACCOUNT = 10080002, "店铺关联的视频号身份为带货达人,不支持该功能";
    /// A parameter is missing or wrong: uploads, categories, brands.
    PARAMETER = 10020055, "参数有误";
    /// The picture is of none of the formats taken.
    IMAGE_FORMAT = 10020056, "图片格式不合法";
    /// The original took longer than two seconds to fetch.
    IMAGE_TIMEOUT = 10020057, "拉取原图超时";
    /// The upload failed.
    UPLOAD_FAILED = 10020058, "上传图片失败";
    /// The picture is empty.
    IMAGE_EMPTY = 10020059, "图片为空";
    /// The picture is too large.
    IMAGE_TOO_LARGE = 10020060, "图片过大";
    /// The address of the original is not acceptable, for instance because it is the platform's own already.
    IMAGE_URL = 10020061, "图片url不合法";
    /// The address of the original redirects.
    IMAGE_REDIRECT = 10020193, "不支持重定向的图片url";
    /// There is nothing at the address of the original.
    IMAGE_NOT_FOUND = 10020253, "原图url返回404";
    /// The address of the original holds a superfluous `//`.
    IMAGE_DOUBLE_SLASH = 10020254, "原图url含有多余的//";
    /// The original comes without a Content-Length.
    IMAGE_NO_LENGTH = 10020331, "原图回包缺少Content-Length";
    /// A parameter of category/all, category/detail or list/get is illegal.
    ILLEGAL_PARAMETER = 9401020, "参数非法";
    /// No such audit, or not one this call can do anything to.
    AUDIT_ID = 10020006, "不合法的审核id";
    /// No such category.
    CATEGORY_ID = 10020063, "类目id不合法";
    /// Not a leaf of the category tree.
    CATEGORY_LEAF = 10020079, "三级类目id不合法";
    /// The account is neither a company nor a sole trader: its registration is not finished.
    SUBJECT = 10020105, "账号主体不是企业或个体工商户";
    /// The account may not make this call, or not on this product.
    NO_PERMISSION = 10020050, "无权限调用该api";
    /// There is no application of this shop for that brand.
    BRAND_UNKNOWN = 10020081, "品牌的申请记录不存在";
    /// The product may not be edited.
    NO_EDIT = 10020008, "当前商品不允许编辑";
    /// The path of categories does not end at a leaf.
    CATEGORY_LENGTH = 10020011, "商品的类目长度不对(预期是有三级类目)";
    /// A specification that the category does not have.
    SPEC = 10020012, "销售属性不合法,不属于商品所属的三级类目";
    /// Not 1 to 500 SKUs.
    SKU_COUNT = 10020013, "商品sku数量不合理(sku数量必须在1-500之间)";
    /// In a flash sale: SKUs stay.
    FLASH_SALE = 10020014, "该spu处于抢购状态,不能修改sku";
    /// The SKUs could not be added.
    SKU_BATCH = 10020016, "批量添加sku失败";
    /// The categories are no path of the tree.
    CATEGORY_ILLEGAL = 10020017, "类目非法";
    /// The shop's right to the category is not in force.
    CATEGORY_UNQUALIFIED = 10020018, "商家不具备当前类目资质";
    /// No such freight template.
    FREIGHT_TEMPLATE = 10020019, "运费模版非法";
    /// No title.
    TITLE_EMPTY = 10020020, "商品标题为空";
    /// Title too long.
    TITLE_LONG = 10020021, "商品标题过长";
    /// No head image.
    HEAD_IMAGE_EMPTY = 10020022, "商品头图为空";
    /// Too many head images.
    HEAD_IMAGE_MANY = 10020023, "商品头图过多";
    /// Description too long.
    DESCRIPTION_LONG = 10020024, "商品描述过长";
    /// Too many detail images.
    DETAIL_IMAGE_MANY = 10020025, "商品详情图片过多";
    /// Detail text too long.
    DETAIL_LONG = 10020026, "商品详情描述过长";
    /// Too many qualification pictures.
    QUALIFICATION_MANY = 10020027, "资质图片过多";
    /// Price too high.
    PRICE_HIGH = 10020028, "sku价格过高";
    /// SKU code too long.
    SKU_CODE_LONG = 10020029, "sku商品编码过长";
    /// More than 100 values of one specification.
    SPEC_VALUES = 10020031, "sku销售属性相同key下不能超过100个不同value";
    /// Specification name too long.
    SPEC_KEY_LONG = 10020032, "sku销售属性key过长";
    /// Specification value too long.
    SPEC_VALUE_LONG = 10020033, "sku销售属性value过长";
    /// The picture was not uploaded through img/upload.
    IMAGE_PREFIX = 10020035, "图片/视频url非法,url前缀应为mmecimage.cn/p/";
    /// out_product_id too long.
    OUT_PRODUCT_ID_LONG = 10020036, "out_product_id过长";
    /// out_sku_id too long.
    OUT_SKU_ID_LONG = 10020037, "out_sku_id过长";
    /// Nothing to sell: no SKU.
    NO_SKU = 10020038, "上架的商品缺少sku";
    /// Price 0.
    PRICE_ZERO = 10020039, "SKU价格为0";
    /// Sale price above market price.
    PRICE_ABOVE_MARKET = 10020040, "sku售卖价格大于市场价格";
    /// The account is being closed.
    ACCOUNT_LEAVING = 10020041, "账号注销中";
    /// Title too short.
    TITLE_SHORT = 10020042, "商品标题过短";
    /// The category is retired.
    CATEGORY_UNUSABLE = 10020043, "类目不可用,请更换类目";
    /// The draft is not under audit: nothing to withdraw.
    NOT_AUDITING = 10020044, "商品草稿状态不是审核中";
    /// Title without a Chinese character.
    TITLE_PLAIN = 10020045, "商品标题不得仅为数字、字母、字符或上述三种的组合";
    /// Something in the product is wrong.
    INFO_WRONG = 10020046, "商品信息有误";
    /// Under audit: withdraw before delisting.
    AUDITING_WITHDRAW = 10020047, "商品正在审核中(请先调用撤回商品审核接口)";
    /// Deposit too low for new products.
    DEPOSIT_SHORT = 10020048, "保证金不足,不允许新增商品";
    /// Under audit: withdraw before editing, listing or deleting.
    AUDITING = 10020049, "商品正在审核中,无法编辑或删除,请先调用撤回商品审核接口";
    /// A parameter of a product call is missing or wrong.
    PRODUCT_PARAMETER = 10020051, "参数错误";
    /// No such product.
    PRODUCT_UNKNOWN = 10020052, "商品不存在";
    /// The product is banned.
    BANNED = 10020053, "商品被封禁";
    /// Not on sale: nothing to delist.
    NOT_LISTED = 10020065, "商品未上架";
    /// The hour's submissions are used up.
    HOURLY_SUBMITS = 10020066, "商品提审超过每小时限额";
    /// The previous submission is still being uploaded.
    STILL_UPLOADING = 10020067, "商品上次提交仍在上传中";
    /// Weight 0.
    WEIGHT_ZERO = 10020068, "商品重量为0";
    /// The way of delivery is not allowed in this category.
    DELIVERY = 10020069, "发货方式不允许";
    /// Deposit too low: everything was delisted.
    DEPOSIT_DELISTED = 10020070, "保证金不足,商品已全部下架";
    /// The category's deposit is not paid.
    CATEGORY_DEPOSIT = 10020083, "类目保证金不足";
    /// The brand is unknown or not in force for this shop.
    PRODUCT_BRAND = 10020088, "商品品牌id非法,或商品品牌id未申请通过";
    /// The shop is not open.
    SHOP_NOT_OPEN = 10020089, "店铺未开张";
    /// Not for this type of product.
    PRODUCT_TYPE = 10020091, "不支持该类型的商品";
    /// The after-sale text is not acceptable.
    AFTERSALE = 10020095, "售后说明不合规";
    /// The same attribute twice.
    ATTR_DUPLICATE = 10020096, "商品参数key重复";
    /// A required attribute is missing.
    ATTR_MISSING = 10020097, "商品参数缺少必填参数";
    /// An attribute has a value it cannot have.
    ATTR_VALUE = 10020098, "商品参数值不合法";
    /// The kind of presale is wrong.
    PRESALE_TYPE = 10020099, "预售类型不合法";
    /// The category has no presale.
    PRESALE_UNSUPPORTED = 10020100, "类目不支持预售";
    /// The presale's times are wrong.
    PRESALE_TIME = 10020101, "预售时间不合法";
    /// The presale's beginning is wrong.
    PRESALE_BEGIN = 10020102, "预售开始时间不合法";
    /// The presale's end is wrong.
    PRESALE_END = 10020103, "预售结束时间不合法";
    /// The presale's delivery time is wrong.
    PRESALE_DELIVERY = 10020104, "预售发货时间不合法";
    /// Fewer than three head images.
    HEAD_IMAGE_FEW = 10020106, "商品头图至少3张";
    /// No detail image.
    DETAIL_IMAGE_FEW = 10020107, "商品详情图至少1张";
    /// Seven-day return must be set as the category asks.
    SEVEN_DAY_RETURN = 10020108, "七天无理由设置不合法";
    /// Not in the shop's main category.
    NOT_MAIN_CATEGORY = 10020109, "不属于主营类目";
    /// The platform's check of the product failed; the text says why.
    CHECK_FAILED = 10020110, "商品信息检查不通过";
    /// The day's submissions are used up.
    DAILY_SUBMITS = 10020111, "商品提审超过每日限额";
    /// An attribute without a value.
    ATTR_EMPTY = 10020113, "商品参数为空";
    /// The presale begins more than three days from now.
    PRESALE_FAR = 10020125, "预售开始时间不能超过3天";
    /// The shop may not list products.
    LISTING_BANNED = 10020208, "店铺被限制上架";
    /// Limited sale without stock.
    LIMIT_STOCK = 10020210, "限购库存为0";
    /// Fees are unpaid.
    FEES_UNPAID = 10020211, "存在未缴费用";
    /// The subtitle is not acceptable.
    SUBTITLE_ILLEGAL = 10020212, "副标题不合规";
    /// The description is not acceptable.
    DESCRIPTION_ILLEGAL = 10020213, "商品描述不合规";
    /// The after-sale text has illegal content.
    AFTERSALE_ILLEGAL = 10020214, "售后说明含不合规内容";
    /// The category does not take this brand.
    CATEGORY_BRAND = 10020215, "类目不支持该品牌";
    /// A SKU lacks its specification.
    SPEC_MISSING = 10020216, "sku销售属性缺失";
    /// Freight insurance is set wrongly.
    FREIGHT_INSURANCE = 10020221, "运费险设置不合法";
    /// The category needs freight insurance.
    FREIGHT_INSURANCE_NEEDED = 10020222, "类目必须支持运费险";
    /// The shop has no freight insurance.
    FREIGHT_INSURANCE_CLOSED = 10020223, "店铺未开通运费险";
    /// The same head image twice.
    HEAD_IMAGE_REPEATED = 10020225, "商品头图重复";
    /// The same detail image twice.
    DETAIL_IMAGE_REPEATED = 10020226, "商品详情图重复";
    /// The same picture twice.
    IMAGE_REPEATED = 10020228, "商品图片重复";
    /// Fewer than four head images where the category asks for four (food, fresh goods).
    HEAD_IMAGE_FEW_FOOD = 10020229, "商品头图至少4张";
    /// Fewer than three detail images where the category asks for three.
    DETAIL_IMAGE_FEW_FOOD = 10020230, "商品详情图至少3张";
    /// Inspection is set wrongly.
    INSPECTION = 10020231, "质检设置不合法";
    /// The category needs inspection.
    INSPECTION_NEEDED = 10020234, "类目必须支持质检";
    /// The shop has no inspection.
    INSPECTION_CLOSED = 10020235, "店铺未开通质检";
    /// A shop on trial has 100 products.
    TRIAL_LIMIT = 10020246, "试运营期间商品数量已达上限100";
    /// The shop was not upgraded in time.
    UPGRADE_OVERDUE = 10020247, "未按时完成店铺升级,限制新增商品";
    /// The same specification twice in one SKU.
    SPEC_KEY_REPEATED = 10020250, "sku销售属性key重复";
    /// The SKUs have different specifications.
    SPEC_KEYS_DIFFER = 10020251, "各sku的销售属性key不一致";
    /// The shop has not applied for the category.
    CATEGORY_NOT_APPLIED = 10020252, "类目未申请";
    /// The submission failed after it was taken.
    ASYNC_FAILED = 10020279, "商品异步提交失败";
    /// A product picture is none of JPEG, PNG, BMP, WebP, or moves.
    IMAGE_KIND = 10020294, "商品图片格式错误,当前仅支持jpeg、png、bmp、webp格式,并且不能为动图";
    /// Exchange is set wrongly.
    EXCHANGE = 10020315, "换货服务设置不合法";
}

/// Whether the caller's address is not on the shop's allow-list: nothing of the shop answers until it is.
pub const fn is_address_refused(errcode: i64) -> bool {
    errcode == IP_NOT_REGISTERED.errcode || errcode == IP_REFUSED.errcode
}

/// The known code of that number.
pub fn find(errcode: i64) -> Option<&'static Code> {
    ALL.iter().find(|code| code.errcode == errcode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::errcode;

    #[test]
    fn every_code_stands_once_and_not_among_the_common_ones() {
        for code in ALL {
            assert_eq!(ALL.iter().filter(|other| other.errcode == code.errcode).count(), 1, "{}", code.errcode);
            assert_eq!(find(code.errcode), Some(code));
            assert_eq!(errcode::find(code.errcode), None, "{}", code.errcode);
        }
    }
}
