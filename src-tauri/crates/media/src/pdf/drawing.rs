//! Who draws: a program of its own, which is asked through its standard input and answers through its output. Where none was
//! named, as in tests, a thread of this program does it the same way, without its limits.
//!
//! Asked: the PDF's length and bytes, then the number of a page, again and again; numbers are 32 bits, the lowest byte
//! first. Answered: a byte that says what, and what belongs to it.

use super::{PDF_PAGES_MAX, PdfError, scan};
use crate::{
    error::PictureError,
    fit::{Fitted, contained},
    memory,
    page::{LONGEST_PX, PAGE_BYTES, within_bytes},
    poster::font::chinese_face,
    probe::MAX_BYTES,
};
use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::{InterpreterSettings, font::FontQuery},
    hayro_syntax::{DecryptionError, LoadPdfError, Pdf},
    render,
    vello_cpu::color::palette::css::WHITE,
};
use image::RgbImage;
use std::{
    io::{self, Read, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc, OnceLock,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

/// The argument by which a program is asked to [`serve`].
pub const ARGUMENT: &str = "--draw-pdf";

/// Memory that it may take for itself: ten times what a page of a contract takes.
#[cfg(target_os = "linux")]
const MEMORY_BYTES: u64 = 1 << 30;

/// The program that draws.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Names the program that draws from now on: one that calls [`serve`] when it is started with [`ARGUMENT`] alone.
pub fn draw_in(program: PathBuf) {
    // The first that was named stays.
    let _ = PROGRAM.set(program);
}

/// Draws what is asked for at the standard input until that ends.
pub fn serve() {
    memory::give_back();
    limit();
    // Whoever asked is gone: there is nobody to tell.
    let _ = answer_all(io::stdin().lock(), io::stdout().lock());
}

/// No more memory than that, and no dump of what papers say when it ends for want of it.
#[cfg(target_os = "linux")]
fn limit() {
    for (what, most) in [(libc::RLIMIT_DATA, MEMORY_BYTES), (libc::RLIMIT_CORE, 0)] {
        let limits = libc::rlimit { rlim_cur: most, rlim_max: most };
        // SAFETY: a plain value, which the call only reads.
        unsafe { libc::setrlimit(what, &raw const limits) };
    }
}

/// Other systems have no such limit for a program by itself.
#[cfg(not(target_os = "linux"))]
fn limit() {}

/// What is answered.
#[derive(Debug, PartialEq)]
enum Answer {
    Opened(usize),
    Page(Fitted),
    No(PdfError),
}

const OPENED: u8 = 0;
const PAGE: u8 = 1;
const LOCKED: u8 = 2;
const TOO_MANY_PAGES: u8 = 3;
const DAMAGED: u8 = 4;

fn answer_all(mut asked: impl Read, mut answers: impl Write) -> io::Result<()> {
    let length = number(&mut asked)? as usize;
    if length > MAX_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    asked.read_exact(&mut bytes)?;
    let pdf = match opened(bytes) {
        Ok(pdf) => pdf,
        Err(error) => return write(&mut answers, &Answer::No(error)),
    };
    write(&mut answers, &Answer::Opened(pdf.pages().len()))?;
    loop {
        let page = number(&mut asked)? as usize;
        let drawn = contained(|| drawn(&pdf, page));
        write(&mut answers, &drawn.map_or(Answer::No(PdfError::Damaged), Answer::Page))?;
    }
}

fn number(from: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

fn write(to: &mut impl Write, answer: &Answer) -> io::Result<()> {
    // As many pages as a file can have, and a page of bounded size.
    let put = |to: &mut dyn Write, value: usize| to.write_all(&(value as u32).to_le_bytes());
    match answer {
        Answer::Opened(pages) => {
            to.write_all(&[OPENED])?;
            put(to, *pages)?;
        }
        Answer::Page(Fitted { jpeg, width, height, quality }) => {
            to.write_all(&[PAGE, *quality])?;
            for value in [*width as usize, *height as usize, jpeg.len()] {
                put(to, value)?;
            }
            to.write_all(jpeg)?;
        }
        Answer::No(PdfError::Locked) => to.write_all(&[LOCKED])?,
        Answer::No(PdfError::TooManyPages(pages)) => {
            to.write_all(&[TOO_MANY_PAGES])?;
            put(to, *pages)?;
        }
        Answer::No(_) => to.write_all(&[DAMAGED])?,
    }
    to.flush()
}

fn read(from: &mut impl Read) -> io::Result<Answer> {
    let mut what = [0];
    from.read_exact(&mut what)?;
    Ok(match what[0] {
        OPENED => Answer::Opened(number(from)? as usize),
        PAGE => {
            let mut quality = [0];
            from.read_exact(&mut quality)?;
            let (width, height, length) = (number(from)?, number(from)?, number(from)? as usize);
            if length > PAGE_BYTES {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let mut jpeg = vec![0; length];
            from.read_exact(&mut jpeg)?;
            Answer::Page(Fitted { jpeg, width, height, quality: quality[0] })
        }
        LOCKED => Answer::No(PdfError::Locked),
        TOO_MANY_PAGES => Answer::No(PdfError::TooManyPages(number(from)? as usize)),
        _ => Answer::No(PdfError::Damaged),
    })
}

/// One that has a PDF open; it ends with this value.
pub(super) struct Drawer {
    asks: Box<dyn Write + Send>,
    /// Ends when it does.
    answers: Receiver<Answer>,
    program: Option<Child>,
}

impl Drawer {
    /// Has a PDF opened, and says how many pages it has.
    pub fn open(bytes: Vec<u8>, patience: Duration) -> Result<(Drawer, usize), PdfError> {
        // Without a program or a thread of its own, as when memory is short, nothing can be drawn.
        let mut drawer = Drawer::start().map_err(|_| PdfError::TooHeavy)?;
        let ask = |to: &mut dyn Write| {
            to.write_all(&(bytes.len() as u32).to_le_bytes())?;
            to.write_all(&bytes)?;
            to.flush()
        };
        ask(&mut *drawer.asks).map_err(|_| PdfError::TooHeavy)?;
        drop(bytes);
        match drawer.answer(patience)? {
            Answer::Opened(pages) => Ok((drawer, pages)),
            Answer::No(error) => Err(error),
            Answer::Page(_) => Err(PdfError::Damaged),
        }
    }

    /// Has a page drawn.
    pub fn draw(&mut self, page: usize, patience: Duration) -> Result<Fitted, PdfError> {
        let page = u32::try_from(page).map_err(|_| PdfError::Damaged)?;
        let asked = self.asks.write_all(&page.to_le_bytes()).and_then(|()| self.asks.flush());
        asked.map_err(|_| PdfError::TooHeavy)?;
        match self.answer(patience)? {
            Answer::Page(page) => Ok(page),
            Answer::No(error) => Err(error),
            Answer::Opened(_) => Err(PdfError::Damaged),
        }
    }

    fn answer(&mut self, patience: Duration) -> Result<Answer, PdfError> {
        // It took too long, or it has ended: it took more memory than it may.
        self.answers.recv_timeout(patience).map_err(|_| PdfError::TooHeavy)
    }

    fn start() -> io::Result<Drawer> {
        let Some(program) = PROGRAM.get() else {
            let (asked, asks) = io::pipe()?;
            let (answered, answers) = io::pipe()?;
            thread::Builder::new().name("pdf pages".into()).spawn(|| answer_all(asked, answers))?;
            return Ok(Drawer { asks: Box::new(asks), answers: heard(answered)?, program: None });
        };
        let mut command = Command::new(program);
        command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut program = command.spawn()?;
        let (Some(asks), Some(answered)) = (program.stdin.take(), program.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(Drawer { asks: Box::new(asks), answers: heard(answered)?, program: Some(program) })
    }
}

impl Drop for Drawer {
    fn drop(&mut self) {
        if let Some(program) = &mut self.program {
            // It may have ended by itself.
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

/// Hears answers until there are no more.
fn heard(mut from: impl Read + Send + 'static) -> io::Result<Receiver<Answer>> {
    let (tell, answers) = mpsc::channel();
    let hear = move || while read(&mut from).is_ok_and(|answer| tell.send(answer).is_ok()) {};
    thread::Builder::new().name("pdf answers".into()).spawn(hear)?;
    Ok(answers)
}

fn opened(bytes: Vec<u8>) -> Result<Pdf, PdfError> {
    let opened = contained(|| Ok(Pdf::new(Arc::new(bytes)))).map_err(|_| PdfError::Damaged)?;
    let pdf = opened.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => PdfError::Locked,
        _ => PdfError::Damaged,
    })?;
    match pdf.pages().len() {
        0 => Err(PdfError::Damaged),
        pages if pages > PDF_PAGES_MAX => Err(PdfError::TooManyPages(pages)),
        _ => Ok(pdf),
    }
}

fn drawn(pdf: &Pdf, number: usize) -> Result<Fitted, PictureError> {
    let page = pdf.pages().get(number).ok_or(PictureError::Damaged)?;
    if let Some(Ok(photo)) = scan::photo(page).map(|jpeg| crate::page(&jpeg)) {
        return Ok(photo);
    }
    let (width, height) = page.render_dimensions();
    let scale = LONGEST_PX as f32 / width.max(height);
    // A page so narrow that nothing of it is left has no size either.
    if !scale.is_finite() || width.min(height) * scale < 1.0 {
        return Err(PictureError::Damaged);
    }
    let size = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixels = render(page, &RenderCache::new(), &settings(), &RenderSettings::default(), &size);
    let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
    let mut colours = Vec::with_capacity(width as usize * height as usize * 3);
    pixels.data_as_u8_slice().chunks_exact(4).for_each(|pixel| colours.extend_from_slice(&pixel[..3]));
    drop(pixels);
    within_bytes(RgbImage::from_raw(width, height, colours).ok_or(PictureError::Damaged)?)
}

/// Chinese letters of a font that is not in the file are drawn in the system's.
fn settings() -> InterpreterSettings {
    InterpreterSettings {
        font_resolver: Arc::new(|query| match query {
            FontQuery::Standard(standard) => Some(standard.get_font_data()),
            FontQuery::Fallback(wanted) if wanted.character_collection.is_some() => {
                chinese_face().map(|(file, face)| (file as _, face))
            }
            FontQuery::Fallback(wanted) => Some(wanted.pick_standard_font().get_font_data()),
        }),
        ..InterpreterSettings::default()
    }
}
