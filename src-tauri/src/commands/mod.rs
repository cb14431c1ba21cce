//! The window's commands, one module a place, and the one list of them.

pub mod about;
pub mod anchors;
pub mod app;
pub mod applying;
pub mod backups;
pub mod diagnostics;
pub mod golive;
pub mod goods;
pub mod goods_batch;
pub mod import;
pub mod live;
pub mod members;
pub mod onboarding;
pub mod outbox;
pub mod pictures;
pub mod qualification;
pub mod replays;
pub mod room_people;
pub mod room_plan;
pub mod rooms;
pub mod share;
pub mod shops;
pub mod show;
pub mod storefront;
pub mod sync;
pub mod vault;
pub mod vault_lock;

use kaibo_console::view::{Change, EmptyDrafts, Limits, Target};
use kaibo_domain::{RoomId, hotkey::LiveAction};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

/// Something changed: the interface fetches again.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub struct Changed(pub Change);

/// A desktop notice was clicked: the interface goes there.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub struct NoticeOpened(pub Target);

/// The window on the other display is closed.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct PresenterClosed {
    /// Whose code stood there.
    pub room_id: RoomId,
    /// Whether its display is gone: the interface shows the code itself.
    pub lost: bool,
}

/// A shortcut of the control view was pressed, in whichever program.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub struct LivePressed(pub LiveAction);

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
            app::settings_set_live_keys,
            about::about_packages,
            about::about_licence_texts,
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
            shops::shops_list,
            shops::shops_add,
            shops::shops_switch,
            shops::shops_rename,
            shops::shops_remove,
            shops::connection_get,
            shops::connection_save,
            shops::connection_test,
            shops::connection_pick_ca,
            storefront::storefront_view,
            storefront::storefront_save,
            storefront::storefront_pick_picture,
            storefront::storefront_remove_picture,
            storefront::storefront_pick_folder,
            storefront::storefront_open_folder,
            storefront::storefront_plan,
            storefront::storefront_publish,
            storefront::storefront_history,
            storefront::storefront_roll_back,
            storefront::storefront_set_target,
            storefront::storefront_try,
            storefront::storefront_progress,
            storefront::storefront_stop,
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
            goods_batch::goods_stop_pictures,
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
            rooms::rooms_shelf_restore,
            rooms::rooms_sort,
            rooms::rooms_set_on_sale,
            room_people::room_people,
            room_people::room_set_sub_anchor,
            room_people::room_set_assistant,
            room_people::room_remove_assistant,
            room_plan::rooms_open,
            room_plan::rooms_page,
            room_plan::rooms_ids,
            room_plan::rooms_position,
            room_plan::rooms_between,
            room_plan::rooms_copy,
            room_plan::rooms_repeat,
            room_plan::rooms_save_template,
            room_plan::rooms_templates,
            room_plan::rooms_from_template,
            room_plan::rooms_submit_all,
            share::share_view,
            share::share_fetch,
            share::share_preview,
            share::share_save,
            share::share_print,
            show::show_view,
            show::show_add,
            show::show_fill,
            show::show_save,
            show::show_sort,
            show::show_remove,
            show::show_restore,
            show::show_mark,
            show::show_save_file,
            show::show_open_console,
            replays::replays_view,
            replays::replays_fetch,
            replays::replays_download,
            replays::replays_resume,
            replays::replays_stop,
            replays::replays_discard,
            replays::replays_show,
            replays::replays_address,
            pictures::pictures_list,
            pictures::pictures_delete,
            pictures::pictures_pick,
            pictures::pictures_take,
            pictures::pictures_stop,
            qualification::categories_search,
            qualification::category_view,
            qualification::category_open_source,
            qualification::category_read,
            qualification::category_settle,
            applying::applying_create,
            applying::applying_list,
            applying::applying_get,
            applying::applying_leaves,
            applying::applying_save,
            applying::applying_fill,
            applying::applying_fill_all,
            applying::applying_hand_in,
            applying::applying_withdraw,
            applying::applying_assign,
            applying::applying_remove,
            applying::applying_restore,
            applying::applying_save_folder,
            applying::applying_save_dossier,
            applying::applying_save_list,
            applying::papers_uses,
            applying::applying_open_page,
            qualification::faq_search,
            qualification::window_view,
            qualification::window_save,
            qualification::letters_view,
            qualification::letter_save,
            qualification::letter_save_file,
            qualification::letter_take,
            qualification::product_listing,
            qualification::product_delisting,
            qualification::rules_view,
            qualification::rules_pick,
            qualification::rules_import,
            qualification::rules_reset,
            onboarding::onboarding_overview,
            onboarding::onboarding_checklist,
            onboarding::onboarding_facts_save,
            onboarding::onboarding_item_save,
            onboarding::onboarding_read_terms,
            onboarding::onboarding_uses,
            onboarding::onboarding_open_page,
            onboarding::eligibility_view,
            onboarding::eligibility_save,
            onboarding::eligibility_categories,
            vault::vault_entity,
            vault::vault_entity_save,
            vault::papers_list,
            vault::papers_get,
            vault::papers_save,
            vault::papers_pick,
            vault::papers_guess,
            vault::papers_take,
            vault::papers_agree,
            vault::papers_remove,
            vault::papers_restore,
            vault::papers_erase,
            vault::papers_ending,
            vault::papers_stop,
            vault::papers_check,
            vault::recording_save,
            vault_lock::vault_lock_state,
            vault_lock::vault_lock,
            vault_lock::vault_touch,
            vault_lock::vault_set_lock_minutes,
            vault_lock::vault_unlock,
            vault_lock::vault_choose_passphrase,
            vault_lock::vault_drop_passphrase,
            vault_lock::vault_reset,
            members::members_list,
            members::members_add,
            members::members_remove,
            members::members_restore,
            anchors::anchors_list,
            anchors::anchors_add,
            anchors::anchors_save,
            anchors::anchors_phone,
            anchors::anchors_pick_photo,
            anchors::anchors_set_photo,
            anchors::anchors_delete,
            anchors::anchors_restore,
            anchors::anchors_fetch_code,
            golive::golive_view,
            golive::golive_save_png,
            golive::golive_open_phone,
            live::live_view,
            live::live_push,
            live::live_switch,
            live::live_key_failed,
            live::live_open_video,
            live::live_keys_supported,
            live::live_listen,
            live::live_unlisten,
            golive::golive_pick_code,
            golive::golive_take_code,
            golive::golive_attach_code,
            golive::golive_remove_code,
            golive::golive_push_address,
            golive::golive_push_key,
            golive::golive_mark,
            golive::golive_present,
            golive::golive_close_presenter,
            backups::backups_view,
            backups::backups_take,
            backups::backups_drill,
            backups::backups_restore,
            backups::recovery_view,
            backups::recovery_make,
            backups::recovery_print,
            backups::recovery_open,
            backups::recovery_remind_no_more,
            diagnostics::diagnostics_bundle,
            diagnostics::diagnostics_save,
            diagnostics::diagnostics_level,
            diagnostics::diagnostics_set_level,
        ])
        .events(tauri_specta::collect_events![Changed, LivePressed, NoticeOpened, PresenterClosed])
        .constant("limits", Limits::of_domain())
        .constant("emptyDrafts", EmptyDrafts::default())
        .dangerously_cast_bigints_to_number()
        // One type per name: what a value looks like does not depend on its direction.
        .disable_serde_phases()
}
