//! What the process does with memory that pictures have taken.

/// Gives large pieces back to the system as soon as they are freed, from now on; to be called before there are threads.
///
/// By itself glibc keeps them: after the first picture it takes pieces of up to 32 MiB from its own store, one for each
/// thread, of which nothing goes back (mallopt(3), `M_MMAP_THRESHOLD`). Two hundred papers left 250 MiB there. And eight
/// stores for each processor, each with its own leftovers (`M_ARENA_MAX`), are more than a window needs.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back() {
    for (what, most) in
        [(libc::M_MMAP_THRESHOLD, LARGE), (libc::M_TRIM_THRESHOLD, 2 * LARGE), (libc::M_ARENA_MAX, STORES)]
    {
        // SAFETY: plain numbers; one that is not taken leaves things as they were.
        unsafe { libc::mallopt(what, most) };
    }
}

/// Other systems take large pieces from the system alone.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}

/// Large, in bytes: most files of photos, and the pixels of all.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 1 << 20;

/// Stores for small pieces that threads share.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const STORES: libc::c_int = 2;
