// SPDX-License-Identifier: Apache-2.0
//! The Rust kit of cmdqv-check: connects your model of the Tegra241 CMDQV device to the checker.
//!
//! You implement [`Device`] and call [`serve`] in `main()`. The checker plays the guest, the host kernel and the hardware;
//! what a VMM would ask iommufd, your device asks through its [`Host`]. One file, std only, rustc 1.63 or later; take it in
//! with `mod cmdqv_kit;`. The protocol is in docs/remote-devices.md.

#![forbid(unsafe_code)]
// No device needs all of it.
#![allow(dead_code)]

use std::collections::VecDeque;
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of the host's VINTF Page0.
pub const PAGE_BYTES: u32 = 0x1_0000;

const WORDS: usize = PAGE_BYTES as usize / 4;
/// No line of the checker is nearly as long.
const INPUT_BYTES: usize = 0x1_0000;
/// Output that waits for company is sent when there is so much of it.
const OUTPUT_BYTES: usize = 0x1_0000;

// ---- What you implement and what you are given ----

/// Your device. Offsets count from the start of the region; sizes are 4 or 8, offsets multiples of 4.
pub trait Device {
    fn read(&mut self, offset: u64, size: u32) -> u64;
    fn write(&mut self, offset: u64, size: u32, value: u64);
    /// The first passed-through device comes.
    fn attach(&mut self);
    /// The last passed-through device goes.
    fn detach(&mut self);
    /// System reset.
    fn reset(&mut self);
    /// One vEVENT record: bit l of `map0` is logical queue l, of `map1` 64 + l. `lost`: records before it were dropped.
    fn event(&mut self, map0: u64, map1: u64, lost: bool);
}

/// Why the host refused: a positive error number of Linux, as in `io::Error::raw_os_error()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno(pub i32);

/// A hardware queue that the host has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HwQueueId(u64);

/// What a VMM asks of the kernel. Ask within the methods of [`Device`] only, and while the device is made. Clones reach the
/// same host, from any thread.
#[derive(Clone)]
pub struct Host {
    link: Arc<Mutex<Link>>,
    /// The device that this was made for. What one still asks while it is dropped belongs to no program.
    life: u64,
}

/// VINTF Page0 as it was mapped. Loads follow the hardware's words; a store is told at once, and the next load finds what
/// the hardware made of it.
pub struct Page {
    host: Host,
}

impl Host {
    pub fn viommu_alloc(&self) -> Result<(), Errno> {
        self.ask(format_args!("viommu_alloc")).map(drop)
    }

    pub fn viommu_destroy(&self) -> Result<(), Errno> {
        self.ask(format_args!("viommu_destroy")).map(drop)
    }

    /// Maps VINTF Page0, all of it.
    pub fn mmap(&self) -> Result<Page, Errno> {
        let mut link = self.link_to_host()?;
        if !link.mapped {
            // Words that are not zero come before the answer.
            link.page.fill(0);
        }
        link.ask(format_args!("mmap"))?;
        link.mapped = true;
        Ok(Page { host: self.clone() })
    }

    /// A [`Page`] that is left must not be used any more; the checker finds stores through it.
    pub fn munmap(&self) -> Result<(), Errno> {
        let mut link = self.link_to_host()?;
        link.ask(format_args!("munmap"))?;
        link.mapped = false;
        Ok(())
    }

    pub fn hw_queue_alloc(
        &self,
        index: u32,
        address: u64,
        length: u64,
    ) -> Result<HwQueueId, Errno> {
        self.ask(format_args!(
            "hw_queue_alloc {} {:#x} {:#x}",
            index, address, length
        ))
        .map(HwQueueId)
    }

    pub fn hw_queue_destroy(&self, id: HwQueueId) -> Result<(), Errno> {
        self.ask(format_args!("hw_queue_destroy {}", id.0))
            .map(drop)
    }

    /// Whether all of a range of guest-physical addresses is RAM.
    pub fn is_ram(&self, address: u64, length: u64) -> bool {
        self.ask(format_args!("is_ram {:#x} {:#x}", address, length)) == Ok(1)
    }

    /// From now on the guest reaches the page itself at `offset` of the region.
    pub fn guest_map(&self, offset: u64, length: u64) -> Result<(), Errno> {
        self.ask(format_args!("guest_map {:#x} {:#x}", offset, length))
            .map(drop)
    }

    pub fn guest_unmap(&self, offset: u64, length: u64) -> Result<(), Errno> {
        self.ask(format_args!("guest_unmap {:#x} {:#x}", offset, length))
            .map(drop)
    }

    /// One edge of the device's interrupt.
    pub fn raise_interrupt(&self) {
        if let Ok(mut link) = self.link_to_host() {
            link.say(format_args!("IRQ raise 0"));
        }
    }

    fn ask(&self, request: fmt::Arguments<'_>) -> Result<u64, Errno> {
        self.link_to_host()?.ask(request)
    }

    /// The connection, for the device that is in use.
    fn link_to_host(&self) -> Result<MutexGuard<'_, Link>, Errno> {
        let link = locked(&self.link);
        if link.life == self.life {
            Ok(link)
        } else {
            Err(Errno::ENODEV)
        }
    }
}

impl Page {
    /// The word at a byte offset, a multiple of 4 below [`PAGE_BYTES`]; panics at any other.
    pub fn load(&self, offset: u32) -> u32 {
        let word = word_at(offset);
        match self.host.link_to_host() {
            Ok(link) if link.mapped => link.page[word],
            _ => 0,
        }
    }

    /// Stores a word; the offset is as in [`Page::load`].
    pub fn store(&self, offset: u32, value: u32) {
        let word = word_at(offset);
        if let Ok(mut link) = self.host.link_to_host() {
            if let Ok(left) = link.ask(format_args!("page {:#x} {:#x}", offset, value)) {
                link.page[word] = left as u32;
            }
        }
    }
}

fn word_at(offset: u32) -> usize {
    assert!(
        offset % 4 == 0 && offset < PAGE_BYTES,
        "the page has no word at {:#x}",
        offset
    );
    offset as usize / 4
}

impl Errno {
    pub const ENOENT: Errno = Errno(2);
    pub const EIO: Errno = Errno(5);
    pub const ENXIO: Errno = Errno(6);
    pub const ENOMEM: Errno = Errno(12);
    pub const EFAULT: Errno = Errno(14);
    pub const EBUSY: Errno = Errno(16);
    pub const EEXIST: Errno = Errno(17);
    pub const ENODEV: Errno = Errno(19);
    pub const EINVAL: Errno = Errno(22);
    pub const ENOSPC: Errno = Errno(28);
    pub const EOVERFLOW: Errno = Errno(75);

    /// A name that is not known here is still a refusal.
    fn named(name: &str) -> Errno {
        ERRNOS
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(Errno::EIO, |&(_, number)| Errno(number))
    }
}

/// By Linux's numbers whatever the machine, as the device under test would get them.
const ERRNOS: [(&str, i32); 36] = [
    ("EPERM", 1),
    ("ENOENT", 2),
    ("ESRCH", 3),
    ("EINTR", 4),
    ("EIO", 5),
    ("ENXIO", 6),
    ("E2BIG", 7),
    ("EBADF", 9),
    ("EAGAIN", 11),
    ("ENOMEM", 12),
    ("EACCES", 13),
    ("EFAULT", 14),
    ("EBUSY", 16),
    ("EEXIST", 17),
    ("EXDEV", 18),
    ("ENODEV", 19),
    ("EINVAL", 22),
    ("ENFILE", 23),
    ("EMFILE", 24),
    ("ENOTTY", 25),
    ("EFBIG", 27),
    ("ENOSPC", 28),
    ("EROFS", 30),
    ("EDOM", 33),
    ("ERANGE", 34),
    ("EDEADLK", 35),
    ("ENOSYS", 38),
    ("ENODATA", 61),
    ("ETIME", 62),
    ("EPROTO", 71),
    ("EOVERFLOW", 75),
    ("EOPNOTSUPP", 95),
    ("ETIMEDOUT", 110),
    ("ESTALE", 116),
    ("EREMOTEIO", 121),
    ("ECANCELED", 125),
];

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match ERRNOS.iter().find(|(_, number)| *number == self.0) {
            Some((name, _)) => f.write_str(name),
            None => write!(f, "errno {}", self.0),
        }
    }
}

impl std::error::Error for Errno {}

impl From<Errno> for io::Error {
    fn from(errno: Errno) -> io::Error {
        io::Error::from_raw_os_error(errno.0)
    }
}

/// Serves the checker until it has finished. `make` makes a new device with so many VCMDQs, 1, 2, 4 ... 128, as at power-on;
/// it may call the host already, and answers `None` where it cannot.
///
/// Arguments of the command line: none, for standard input and output; `--unix PATH` to listen on a socket; `--base ADDR` for
/// a region that does not start at address 0. What your code prints on standard output would be taken for answers: print
/// on standard error.
pub fn serve(make: impl Fn(Host, u32) -> Option<Box<dyn Device>>) {
    let mut path = None;
    let mut base = 0;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next()) {
            ("--unix", Some(given)) => path = Some(given),
            ("--base", Some(given)) => base = number(&given).unwrap_or_else(|error| die(&error)),
            _ => die(&format!(
                "unknown argument {}; known are --unix PATH and --base ADDRESS",
                argument
            )),
        }
    }
    match path {
        None => serve_one(
            &make,
            base,
            Link::new(Box::new(io::stdin()), Box::new(io::stdout()), true),
        ),
        Some(path) => serve_socket(&make, base, &path)
            .unwrap_or_else(|error| die(&format!("{}: {}", path, error))),
    }
}

// ---- The connection ----

struct Link {
    input: Box<dyn Read + Send>,
    output: Box<dyn Write + Send>,
    /// What came in and was not looked at yet is `arrived[seen..end]`.
    arrived: Vec<u8>,
    seen: usize,
    end: usize,
    said: Vec<u8>,
    /// Commands that came while an answer was waited for, in order.
    aside: VecDeque<String>,
    /// The hardware's words as far as they were told.
    page: Vec<u32>,
    mapped: bool,
    /// Counts the devices.
    life: u64,
    /// The process has nothing to do without this checker.
    only_one: bool,
    /// The checker has gone; what the device still asks is refused until it comes back.
    gone: bool,
}

impl Link {
    fn new(input: Box<dyn Read + Send>, output: Box<dyn Write + Send>, only_one: bool) -> Link {
        Link {
            input,
            output,
            arrived: vec![0; INPUT_BYTES],
            seen: 0,
            end: 0,
            said: Vec::with_capacity(OUTPUT_BYTES),
            aside: VecDeque::new(),
            page: vec![0; WORDS],
            mapped: false,
            life: 0,
            only_one,
            gone: false,
        }
    }

    /// Waits in the buffer: many lines cost one call of the system.
    fn say(&mut self, line: fmt::Arguments<'_>) {
        // A vector takes all that is written.
        let _ = writeln!(self.said, "{}", line);
        if self.said.len() >= OUTPUT_BYTES {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self
            .output
            .write_all(&self.said)
            .and_then(|()| self.output.flush())
            .is_err()
        {
            self.gone = true;
        }
        self.said.clear();
    }

    /// The next line as it comes in, without its end; `None` at the end of input. Only before waiting is anything sent.
    fn next_line(&mut self) -> Option<String> {
        loop {
            let fresh = &self.arrived[self.seen..self.end];
            if let Some(length) = fresh.iter().position(|&byte| byte == b'\n') {
                let line = String::from_utf8_lossy(&fresh[..length]).into_owned();
                self.seen += length + 1;
                return Some(line);
            }
            self.arrived.copy_within(self.seen..self.end, 0);
            self.end -= self.seen;
            self.seen = 0;
            if self.end == INPUT_BYTES {
                self.fail("a line without end came");
            }
            self.flush();
            if self.gone || !self.receive() {
                self.gone = true;
                return None;
            }
        }
    }

    /// Waits for more input; false at its end.
    fn receive(&mut self) -> bool {
        let count = loop {
            match self.input.read(&mut self.arrived[self.end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // A connection that fails has ended.
                result => break result.unwrap_or(0),
            }
        };
        self.end += count;
        count > 0
    }

    /// The next command; words of the page on the way to it are taken.
    fn next_command(&mut self) -> Option<String> {
        if let Some(line) = self.aside.pop_front() {
            return Some(line);
        }
        loop {
            let line = self.next_line()?;
            if !self.take_page(&line) {
                return Some(line);
            }
        }
    }

    /// Asks the host; 0 stands for an OK without a value.
    fn ask(&mut self, request: fmt::Arguments<'_>) -> Result<u64, Errno> {
        if self.gone {
            return Err(Errno::EIO);
        }
        self.say(format_args!("HOST {}", request));
        loop {
            let line = match self.next_line() {
                Some(line) => line,
                None if self.only_one => process::exit(0),
                None => return Err(Errno::EIO),
            };
            if self.take_page(&line) {
                continue;
            }
            if line == "OK" {
                return Ok(0);
            }
            if let Some(value) = line.strip_prefix("OK ") {
                return Ok(number(value).unwrap_or_else(|error| self.fail(&error)));
            }
            if let Some(name) = line.strip_prefix("ERR ") {
                return Err(Errno::named(name));
            }
            self.aside.push_back(line);
        }
    }

    /// Takes a word that the hardware has changed; false for any other line.
    fn take_page(&mut self, line: &str) -> bool {
        let words = match line.strip_prefix("PAGE ") {
            Some(words) => words,
            None => return false,
        };
        let (offset, value) = numbers2(words).unwrap_or_else(|error| self.fail(&error));
        if offset % 4 != 0 || offset >= u64::from(PAGE_BYTES) {
            self.fail(&format!("a word of the page at {:#x} came", offset));
        }
        self.page[offset as usize / 4] = value as u32;
        true
    }

    /// The checker says what it never should. What was answered before is not lost.
    fn fail(&mut self, why: &str) -> ! {
        self.flush();
        die(why)
    }
}

/// A panic of the device is no reason not to talk to the checker: the panic is on its way up already.
fn locked(link: &Mutex<Link>) -> MutexGuard<'_, Link> {
    link.lock().unwrap_or_else(PoisonError::into_inner)
}

fn die(why: &str) -> ! {
    eprintln!("cmdqv_kit: {}", why);
    process::exit(1)
}

/// A number, hex with 0x or decimal, that is all of a word.
fn number(word: &str) -> Result<u64, String> {
    let (digits, radix) = match word.strip_prefix("0x") {
        Some(digits) => (digits, 16),
        None => (word, 10),
    };
    // The library's parser would take a sign.
    let is_digits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = if is_digits {
        u64::from_str_radix(digits, radix).ok()
    } else {
        None
    };
    value.ok_or_else(|| format!("'{}' came where a number belongs", word))
}

fn next_number<'a>(words: &mut impl Iterator<Item = &'a str>) -> Result<u64, String> {
    number(words.next().unwrap_or(""))
}

fn numbers2(text: &str) -> Result<(u64, u64), String> {
    let mut words = text.split(' ');
    Ok((next_number(&mut words)?, next_number(&mut words)?))
}

// ---- Commands ----

/// Makes a device with so many VCMDQs.
type Make<'a> = &'a dyn Fn(Host, u32) -> Option<Box<dyn Device>>;

struct Server<'a> {
    make: Make<'a>,
    base: u64,
    link: Arc<Mutex<Link>>,
    device: Option<Box<dyn Device>>,
}

impl Server<'_> {
    /// The reply to a command; an error for one that cannot be read.
    fn reply(&mut self, line: &str) -> Result<String, String> {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or("");
        if name == "cmdqv_power_on" {
            return Ok(self.power_on(next_number(&mut words)?));
        }
        let known = [
            "readl",
            "readq",
            "writel",
            "writeq",
            "cmdqv_attach",
            "cmdqv_detach",
            "cmdqv_reset",
            "cmdqv_event",
        ];
        if !known.contains(&name) {
            return Ok(format!("FAIL Unknown command '{}'", name));
        }
        let device = match &mut self.device {
            Some(device) => device,
            None => return Ok("FAIL there is no device; cmdqv_power_on makes one".to_string()),
        };
        match name {
            "cmdqv_attach" => device.attach(),
            "cmdqv_detach" => device.detach(),
            "cmdqv_reset" => device.reset(),
            "cmdqv_event" => {
                let (map0, map1) = (next_number(&mut words)?, next_number(&mut words)?);
                device.event(map0, map1, next_number(&mut words)? != 0);
            }
            _ => {
                let address = next_number(&mut words)?;
                let size = if name.ends_with('q') { 8 } else { 4 };
                let offset = match address.checked_sub(self.base) {
                    Some(offset) => offset,
                    None => {
                        return Ok(format!(
                            "FAIL {:#x} lies below the region, which begins at {:#x}",
                            address, self.base
                        ))
                    }
                };
                if name.starts_with("read") {
                    return Ok(format!("OK {:#018x}", device.read(offset, size)));
                }
                device.write(offset, size, next_number(&mut words)?);
            }
        }
        Ok("OK".to_string())
    }

    fn power_on(&mut self, queues: u64) -> String {
        self.power_off();
        let life = locked(&self.link).life;
        let host = Host {
            link: Arc::clone(&self.link),
            life,
        };
        self.device = u32::try_from(queues)
            .ok()
            .and_then(|queues| (self.make)(host, queues));
        match self.device {
            Some(_) => "OK".to_string(),
            None => format!("FAIL the device cannot be made with {} queues", queues),
        }
    }

    /// The device is thrown away. The host does not hear what it asks on its way out.
    fn power_off(&mut self) {
        let mut link = locked(&self.link);
        link.life += 1;
        link.mapped = false;
        drop(link);
        self.device = None;
    }
}

/// A device that panics ends on this way too: what was answered before is sent first, so that the checker knows by which
/// command it did.
impl Drop for Server<'_> {
    fn drop(&mut self) {
        locked(&self.link).flush();
        self.power_off();
    }
}

/// Until this checker has nothing more to say.
fn serve_one(make: Make<'_>, base: u64, link: Link) {
    let link = Arc::new(Mutex::new(link));
    let mut server = Server {
        make,
        base,
        link: Arc::clone(&link),
        device: None,
    };
    loop {
        // In a statement of its own: in the head of a loop or match the lock would be held while the device works.
        let command = locked(&link).next_command();
        let reply = match command {
            Some(command) => server.reply(&command),
            None => return,
        };
        match reply {
            Ok(reply) => locked(&link).say(format_args!("{}", reply)),
            Err(error) => locked(&link).fail(&error),
        }
    }
}

/// One checker after another.
fn serve_socket(make: Make<'_>, base: u64, path: &str) -> io::Result<()> {
    // One that an earlier run has left would be in the way; anything else at that path is not ours to remove.
    if fs::symlink_metadata(path).map_or(false, |found| found.file_type().is_socket()) {
        fs::remove_file(path)?;
    }
    for connection in UnixListener::bind(path)?.incoming() {
        let output: UnixStream = connection?;
        serve_one(
            make,
            base,
            Link::new(Box::new(output.try_clone()?), Box::new(output), false),
        );
    }
    Ok(())
}
