//! The generated TypeScript bindings are the committed ones. `cargo xtask bindings` writes them.

#[test]
fn bindings_are_current() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/backend/bindings.ts");
    let fresh = std::env::temp_dir().join(format!("kaibo-bindings-{}.ts", std::process::id()));
    let header = "// Generated from the shell's commands by `cargo xtask bindings`; do not edit.\n/* eslint-disable */";
    let language = specta_typescript::Typescript::default().header(header);
    kaibo_lib::specta().export(language, &fresh).unwrap();
    let text = std::fs::read_to_string(&fresh).unwrap();
    std::fs::remove_file(&fresh).unwrap();
    if std::env::var_os("KAIBO_WRITE_BINDINGS").is_some() {
        std::fs::write(file, &text).unwrap();
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(committed == text, "ui/src/backend/bindings.ts is not current: run `cargo xtask bindings`");
}
