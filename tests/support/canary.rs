//! What must not be found, in every form in which it could stand in a file.

/// The marker as UTF-8, UTF-16 of both orders, and hexadecimal.
pub fn forms(marker: &str) -> Vec<Vec<u8>> {
    let wide = marker.encode_utf16();
    let little: Vec<u8> = wide.clone().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = wide.flat_map(u16::to_be_bytes).collect();
    let hex = marker.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    vec![marker.as_bytes().to_vec(), little, big, hex.clone().into_bytes(), hex.to_uppercase().into_bytes()]
}
