//! The page of a good, to be tried in WeChat: a mini-program code that opens it.

use crate::{
    Console,
    pictures::page_code_key,
    problem::{of_call, of_goods_faults},
    view::Problem,
};
use kaibo_domain::{GoodsField, GoodsId, platform::endpoint::WXACODE};
use kaibo_wechat::CodeStyle;
use std::sync::Arc;

impl Console {
    /// Fetches the code of a good's page as it stands here; it is then at `page-code/<id>`. The account has 100,000 such
    /// codes in all, so one is made only when asked for.
    pub async fn goods_page_code(&self, id: GoodsId) -> Result<(), Problem> {
        let row = self.goods_row(id).await?;
        let draft = crate::goods_view::draft_of(&row);
        let faults: Vec<_> = draft.violations().into_iter().filter(|fault| fault.field == GoodsField::Path).collect();
        if !faults.is_empty() {
            return Err(of_goods_faults(&faults));
        }
        let client = self.client()?;
        match client.wxacode(draft.path.trim(), CodeStyle::default()).await {
            Ok(picture) => {
                self.note_success(&WXACODE).await?;
                self.inner.renders.put(page_code_key(id), Arc::new(picture));
                Ok(())
            }
            Err(error) => {
                self.note_failure(&WXACODE, &error).await?;
                Err(of_call(&error, self.now()))
            }
        }
    }
}
