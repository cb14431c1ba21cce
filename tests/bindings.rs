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

/// What is secret goes into the program and never comes out of it: types that are answered only say that it is there.
#[test]
fn no_view_carries_a_secret() {
    let bindings = include_str!("../ui/src/backend/bindings.ts");
    let types = bindings.split("export type ").skip(1).filter_map(|text| text.split_once(" = "));
    let (mut views, mut told) = (0, Vec::new());
    for (name, body) in
        types.filter(|(name, _)| ["View", "Line", "Step", "State"].iter().any(|end| name.ends_with(end)))
    {
        views += 1;
        let body = body.split("\n};").next().unwrap_or_default();
        for field in body.lines().map(str::trim).filter(|line| line.contains(": ") && !line.starts_with(['*', '/'])) {
            let (field, kind) = field.split_once(": ").unwrap();
            let is_secret =
                ["secret", "password", "passphrase", "token"].iter().any(|word| field.to_lowercase().contains(word));
            let says_that = ["boolean", "number"].iter().any(|only| kind.starts_with(only));
            if is_secret && !says_that {
                told.push(format!("{name}.{field}: {kind}"));
            }
        }
    }
    assert!(views > 60, "{views} views: the bindings are written otherwise than this test reads");
    assert_eq!(told, Vec::<String>::new());
    assert!(bindings.contains("secretSet: boolean"));
}
