//! The window's commands, one module a place, and the one list of them.

pub mod app;
pub mod diagnostics;
pub mod golive;
pub mod goods;
pub mod goods_batch;
pub mod import;
pub mod members;
pub mod outbox;
pub mod pictures;
pub mod rooms;
pub mod sync;

use kaibo_console::view::{Change, EmptyDrafts, Limits, Target};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

/// Something changed: the interface fetches again.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub struct Changed(pub Change);

/// A desktop notice was clicked: the interface goes there.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub struct NoticeOpened(pub Target);

/// Commands and events.
pub fn builder() -> tauri_specta::Builder<tauri::Wry> {
    tauri_specta::Builder::new()
        .commands(tauri_specta::collect_commands![
            app::window_ready,
            app::app_state,
            app::reopen,
            app::create_passphrase,
            app::unlock,
            app::start_practice,
            app::today,
            app::settings_get,
            app::settings_set,
            app::settings_set_notices,
            outbox::outbox_list,
            outbox::outbox_summary,
            outbox::outbox_attempts,
            outbox::outbox_pause,
            outbox::outbox_resume,
            outbox::outbox_retry,
            outbox::outbox_retry_all,
            outbox::outbox_cancel,
            outbox::outbox_cancel_batch,
            outbox::quotas,
            sync::sync_now,
            sync::sync_state,
            sync::conflicts_list,
            sync::conflict_resolve,
            goods::goods_open,
            goods::goods_page,
            goods::goods_ids,
            goods::goods_position,
            goods::goods_filter_saved,
            goods::goods_filter_save,
            goods::goods_get,
            goods::goods_create,
            goods::goods_copy,
            goods::goods_save,
            goods::goods_pick_picture,
            goods::goods_set_picture,
            goods::goods_set_focus,
            goods::goods_set_edit,
            goods::goods_repair_path,
            goods::goods_history,
            goods::goods_page_code,
            goods::goods_notes,
            goods::goods_note_save,
            goods_batch::goods_submit,
            goods_batch::goods_withdraw,
            goods_batch::goods_delete,
            goods_batch::goods_restore,
            goods_batch::goods_forecast,
            goods_batch::goods_set_prices,
            goods_batch::goods_preview_prices,
            goods_batch::goods_set_paths,
            goods_batch::goods_preview_paths,
            goods_batch::goods_pick_pictures,
            goods_batch::goods_put_in_room,
            import::import_pick,
            import::import_open,
            import::import_paste,
            import::import_view,
            import::import_rows,
            import::import_set_columns,
            import::import_edit,
            import::import_choose,
            import::import_skip_faulty,
            import::import_pick_folder,
            import::import_set_folder,
            import::import_by_order,
            import::import_run,
            import::import_close,
            import::imports_list,
            import::import_undo,
            import::import_submit,
            import::import_template,
            import::goods_export,
            rooms::rooms_list,
            rooms::rooms_get,
            rooms::rooms_create,
            rooms::rooms_save,
            rooms::rooms_pick_picture,
            rooms::rooms_set_picture,
            rooms::rooms_set_focus,
            rooms::rooms_set_edit,
            rooms::rooms_submit,
            rooms::rooms_delete,
            rooms::rooms_restore,
            rooms::rooms_shelve,
            rooms::rooms_unshelve,
            rooms::anchors_list,
            pictures::pictures_list,
            pictures::pictures_delete,
            pictures::pictures_pick,
            pictures::pictures_take,
            pictures::pictures_stop,
            members::members_list,
            members::members_add,
            members::members_remove,
            members::members_restore,
            members::members_open_code,
            golive::golive_view,
            golive::golive_save_png,
            golive::golive_open_phone,
            diagnostics::diagnostics_bundle,
            diagnostics::diagnostics_save,
            diagnostics::diagnostics_level,
            diagnostics::diagnostics_set_level,
        ])
        .events(tauri_specta::collect_events![Changed, NoticeOpened])
        .constant("limits", Limits::of_domain())
        .constant("emptyDrafts", EmptyDrafts::default())
        .dangerously_cast_bigints_to_number()
        // One type per name: what a value looks like does not depend on its direction.
        .disable_serde_phases()
}
