// SPDX-License-Identifier: Apache-2.0
//! A model of the CMDQV device on the Rust kit, as an example: the design `fixed-2026-07`, with its faults. Copy the
//! structure, not the choices: the checker finds what is wrong with them.
//!
//! ```text
//! rustc --edition 2021 -O -o example example.rs
//! npx cmdqv-check --device exec:./example --attach first
//! ```
#![deny(warnings)]

mod cmdqv_kit;

use cmdqv_kit::{serve, Device, Host, HwQueueId, Page, PAGE_BYTES};

const SIDS: usize = 16;
const MAP_WORDS: usize = 4;
const MOST_QUEUES: u32 = 128;

/// Byte 0 of a VCMDQ's Page0 or Page1 slot to byte 0 of the next one's.
const SLOT_BYTES: u32 = 0x80;
/// Where the guest gets its own window onto the page: VINTF Page0.
const WINDOW: u64 = 0x30000;

/// Offsets in the Config page.
mod config_page {
    pub const CONFIG: u32 = 0x0000;
    pub const PARAM: u32 = 0x0004;
    pub const STATUS: u32 = 0x0008;
    pub const VI_ERR_MAP: u32 = 0x0014;
    pub const VI_INT_MASK: u32 = 0x001c;
    pub const CMDQ_ERR_MAP: u32 = 0x0024;
    pub const CMDQ_ALLOC_MAP: u32 = 0x0200;
    pub const VINTF0_CONFIG: u32 = 0x1000;
    pub const VINTF0_STATUS: u32 = 0x1004;
    pub const VINTF0_SID_MATCH: u32 = 0x1040;
    pub const VINTF0_SID_REPLACE: u32 = 0x1080;
    pub const VINTF0_LVCMDQ_ERR_MAP: u32 = 0x10c0;
}
const CMDQV_EN: u32 = 1;
/// CMDQV_EN, PER_CMD_OFFSET 1, MAX_CLK_BATCH 8, MAX_CMD_BATCH 32.
const CONFIG_RESET: u32 = 0x0002_0083;
/// VER 1, one VINTF, 16 SIDs; NUM_CMDQ_LOG2 goes above bit 4.
const PARAM_FIXED: u32 = 0x4001;
const ALLOC: u32 = 1;
const VINTF_ENABLE: u32 = 1;
const HYP_OWN: u32 = 1 << 17;

/// Words of a Page0 slot.
mod page0 {
    pub const CONS_INDX: usize = 0;
    pub const PROD_INDX: usize = 1;
    pub const CONFIG: usize = 2;
    pub const STATUS: usize = 3;
    pub const GERROR: usize = 4;
    pub const GERRORN: usize = 5;
    pub const REGISTERS: usize = 6;
}
const CMDQ_EN: u32 = 1;
const CMDQ_EN_OK: u32 = 1;
const CMDQ_INIT_ERR: u32 = 1 << 2;

/// Registers of a Page1 slot, of 64 bits each.
mod page1 {
    pub const BASE: usize = 0;
    /// After BASE comes CONS_INDX_BASE_DRAM.
    pub const REGISTERS: usize = 2;
}
const BASE_LOG2SIZE: u64 = 0x1f;
const BASE_ADDR: u64 = 0x0000_ffff_ffff_ffe0;
const BYTES_PER_COMMAND: u64 = 16;

/// What the guest programs for one VCMDQ.
#[derive(Clone, Default)]
struct Vcmdq {
    alloc_map: u32,
    /// The cache: Page0 as long as no hardware queue stands behind it.
    page0: [u32; page0::REGISTERS],
    page1: [u64; page1::REGISTERS],
}

/// What the guest programs: one structure, so that a system reset cannot miss a register.
struct Registers {
    config: u32,
    vi_err_map: [u32; 2],
    vi_int_mask: [u32; 2],
    /// Serves CMDQ_ERR_MAP and LVCMDQ_ERR_MAP: VCMDQ q is always LVCMDQ q here, so they mirror each other.
    err_map: [u32; MAP_WORDS],
    vintf_config: u32,
    vcmdqs: Vec<Vcmdq>,
}

impl Registers {
    fn at_power_on(queues: usize) -> Registers {
        Registers {
            config: CONFIG_RESET,
            vi_err_map: [0; 2],
            vi_int_mask: [0; 2],
            err_map: [0; MAP_WORDS],
            vintf_config: 0,
            vcmdqs: vec![Vcmdq::default(); queues],
        }
    }
}

/// What was got from the host for the passed-through device.
struct Attachment {
    page: Page,
    /// The guest has its window onto the page.
    window: bool,
    hw_queues: Vec<Option<HwQueueId>>,
}

struct Model {
    host: Host,
    registers: Registers,
    /// This design's system reset leaves these alone, which is why they are not among the registers.
    sid_match: [u32; SIDS],
    sid_replace: [u32; SIDS],
    attachment: Option<Attachment>,
    /// The host has a vIOMMU for it.
    viommu: bool,
}

/// Where an access falls. Slot q is VCMDQ q through both apertures: this design looks at neither LVCMDQ nor ALLOC.
enum Place {
    Config {
        offset: u32,
    },
    Page0 {
        q: usize,
        word: usize,
    },
    Page1 {
        q: usize,
        register: usize,
        is_high: bool,
    },
    Nowhere,
}

/// Which of `count` registers from `first` on lies at `offset`, if one does.
fn index_of(offset: u32, first: u32, count: usize) -> Option<usize> {
    let index = offset.checked_sub(first)? as usize / 4;
    (index < count).then_some(index)
}

impl Model {
    fn new(host: Host, queues: u32) -> Option<Model> {
        if !queues.is_power_of_two() || queues > MOST_QUEUES {
            return None;
        }
        let registers = Registers::at_power_on(queues as usize);
        Some(Model {
            host,
            registers,
            sid_match: [0; SIDS],
            sid_replace: [0; SIDS],
            attachment: None,
            viommu: false,
        })
    }

    fn queues(&self) -> usize {
        self.registers.vcmdqs.len()
    }

    // ---- Routing ----

    fn decode(&self, offset: u64, size: u32) -> Place {
        if (size != 4 && size != 8) || offset % u64::from(size) != 0 {
            return Place::Nowhere;
        }
        let in_page = (offset % u64::from(PAGE_BYTES)) as u32;
        let (q, in_slot) = ((in_page / SLOT_BYTES) as usize, in_page % SLOT_BYTES);
        match offset / u64::from(PAGE_BYTES) {
            0 => Place::Config { offset: in_page },
            1 | 3 if q < self.queues() => Place::Page0 {
                q,
                word: in_slot as usize / 4,
            },
            2 | 4 if q < self.queues() => {
                let register = in_slot as usize / 8;
                if register < page1::REGISTERS {
                    Place::Page1 {
                        q,
                        register,
                        is_high: in_slot % 8 != 0,
                    }
                } else {
                    Place::Nowhere
                }
            }
            _ => Place::Nowhere,
        }
    }

    /// The hardware's page, where it is what serves trapped accesses to the queue; none where the cache does.
    fn page_of(&self, q: usize) -> Option<&Page> {
        self.attachment
            .as_ref()
            .filter(|attachment| attachment.hw_queues[q].is_some())
            .map(|attachment| &attachment.page)
    }

    // ---- Hardware queues ----

    fn release_queue(&mut self, q: usize) {
        let id = self
            .attachment
            .as_mut()
            .and_then(|attachment| attachment.hw_queues[q].take());
        if let Some(id) = id {
            // What the host answers changes nothing: this design forgets the handle even if the queue stays.
            let _ = self.host.hw_queue_destroy(id);
            self.registers.vcmdqs[q].page0 = Default::default();
        }
    }

    /// Downwards, as the kernel wants it.
    fn release_all(&mut self) {
        for q in (0..self.queues()).rev() {
            self.release_queue(q);
        }
    }

    fn may_have_queue(&self, q: usize) -> bool {
        let vcmdq = &self.registers.vcmdqs[q];
        self.attachment.is_some()
            && self.registers.config & CMDQV_EN != 0
            && self.registers.vintf_config & VINTF_ENABLE != 0
            && vcmdq.alloc_map & ALLOC != 0
            && vcmdq.page1[page1::BASE] != 0
    }

    /// From cache to hardware. False where the host refuses; a queue that may not have one yet is no failure.
    fn set_up_queue(&mut self, q: usize) -> bool {
        if !self.may_have_queue(q) {
            return true;
        }
        // BASE may be another one: a hardware queue cannot be moved, only made again.
        self.release_queue(q);

        let base = self.registers.vcmdqs[q].page1[page1::BASE];
        let length = BYTES_PER_COMMAND << (base & BASE_LOG2SIZE);
        let answer = self.host.hw_queue_alloc(q as u32, base & BASE_ADDR, length);
        let cache = &mut self.registers.vcmdqs[q].page0;
        match (answer, &mut self.attachment) {
            (Ok(id), Some(attachment)) => {
                attachment.hw_queues[q] = Some(id);
                cache[page0::STATUS] |= CMDQ_EN_OK;
                // CONFIG last: the queue runs from then on. GERRORN is left as the kernel gives it, equal to GERROR from
                // 6.18.9 on.
                for word in [page0::CONS_INDX, page0::PROD_INDX, page0::CONFIG] {
                    attachment.page.store(offset_in_page(q, word), cache[word]);
                }
                true
            }
            _ => {
                cache[page0::GERROR] |= CMDQ_INIT_ERR;
                cache[page0::STATUS] &= !CMDQ_EN_OK;
                false
            }
        }
    }

    /// Upwards, and not past a failure: the kernel refuses a queue whose lower neighbour is missing.
    fn set_up_all(&mut self) {
        for q in 0..self.queues() {
            if !self.set_up_queue(q) {
                return;
            }
        }
    }

    // ---- The guest's own window onto the page ----

    fn open_window(&mut self) {
        if let Some(attachment) = &mut self.attachment {
            if !attachment.window {
                attachment.window = self.host.guest_map(WINDOW, PAGE_BYTES.into()).is_ok();
            }
        }
    }

    fn close_window(&mut self) {
        if let Some(attachment) = &mut self.attachment {
            if attachment.window {
                let _ = self.host.guest_unmap(WINDOW, PAGE_BYTES.into());
                attachment.window = false;
            }
        }
    }

    // ---- Config page ----

    fn read_config(&self, offset: u32) -> u32 {
        use config_page::*;
        let r = &self.registers;
        let tables: [(u32, &[u32]); 6] = [
            (VI_ERR_MAP, &r.vi_err_map),
            (VI_INT_MASK, &r.vi_int_mask),
            (CMDQ_ERR_MAP, &r.err_map),
            (VINTF0_SID_MATCH, &self.sid_match),
            (VINTF0_SID_REPLACE, &self.sid_replace),
            (VINTF0_LVCMDQ_ERR_MAP, &r.err_map),
        ];
        for (first, words) in tables {
            if let Some(i) = index_of(offset, first, words.len()) {
                return words[i];
            }
        }
        if let Some(q) = index_of(offset, CMDQ_ALLOC_MAP, self.queues()) {
            return r.vcmdqs[q].alloc_map;
        }
        match offset {
            CONFIG => r.config,
            PARAM => PARAM_FIXED | self.queues().trailing_zeros() << 4,
            // CMDQV_ENABLED and ENABLE_OK, as soon as they are asked for.
            STATUS => r.config & CMDQV_EN,
            VINTF0_CONFIG => r.vintf_config,
            VINTF0_STATUS => r.vintf_config & VINTF_ENABLE,
            _ => 0,
        }
    }

    fn write_config(&mut self, offset: u32, value: u32) {
        use config_page::*;
        if let Some(i) = index_of(offset, VI_INT_MASK, self.registers.vi_int_mask.len()) {
            self.registers.vi_int_mask[i] = value;
        } else if let Some(i) = index_of(offset, VINTF0_SID_MATCH, SIDS) {
            self.sid_match[i] = value;
        } else if let Some(i) = index_of(offset, VINTF0_SID_REPLACE, SIDS) {
            self.sid_replace[i] = value;
        } else if let Some(q) = index_of(offset, CMDQ_ALLOC_MAP, self.queues()) {
            self.write_alloc_map(q, value);
        } else if offset == CONFIG {
            self.registers.config = value;
            if value & CMDQV_EN != 0 {
                self.set_up_all();
            } else {
                self.release_all();
            }
        } else if offset == VINTF0_CONFIG {
            // A guest is no hypervisor, whatever it says.
            self.registers.vintf_config = value & !HYP_OWN;
            if value & VINTF_ENABLE != 0 {
                self.set_up_all();
                self.open_window();
            } else {
                self.close_window();
                self.release_all();
            }
        }
    }

    fn write_alloc_map(&mut self, q: usize, value: u32) {
        let before = std::mem::replace(&mut self.registers.vcmdqs[q].alloc_map, value);
        match (before & ALLOC != 0, value & ALLOC != 0) {
            (false, true) => {
                self.set_up_queue(q);
            }
            (true, false) => self.release_queue(q),
            _ => {}
        }
    }

    // ---- Page0 and Page1 of a VCMDQ ----

    fn read_page0(&self, q: usize, word: usize) -> u32 {
        match self.page_of(q) {
            Some(page) => page.load(offset_in_page(q, word)),
            None => self.registers.vcmdqs[q]
                .page0
                .get(word)
                .copied()
                .unwrap_or(0),
        }
    }

    fn write_page0(&mut self, q: usize, word: usize, value: u32) {
        // STATUS and GERROR are the hardware's, and the rest of the slot is nobody's.
        if ![
            page0::CONS_INDX,
            page0::PROD_INDX,
            page0::CONFIG,
            page0::GERRORN,
        ]
        .contains(&word)
        {
            return;
        }
        if let Some(page) = self.page_of(q) {
            page.store(offset_in_page(q, word), value);
            return;
        }
        let cache = &mut self.registers.vcmdqs[q].page0;
        cache[word] = value;
        if word == page0::CONFIG {
            let is_on = value & CMDQ_EN != 0 && cache[page0::GERROR] & CMDQ_INIT_ERR == 0;
            cache[page0::STATUS] = if is_on { CMDQ_EN_OK } else { 0 };
        }
    }

    fn write_page1(&mut self, q: usize, register: usize, written: u64, mask: u64) {
        let whole = &mut self.registers.vcmdqs[q].page1[register];
        *whole = *whole & !mask | written & mask;
        if register == page1::BASE {
            // A half is tried too, unfinished as the address may be.
            self.set_up_queue(q);
        }
    }
}

/// The byte of the page where a word of a queue's slot lies: LVCMDQ q is VCMDQ q.
fn offset_in_page(q: usize, word: usize) -> u32 {
    q as u32 * SLOT_BYTES + word as u32 * 4
}

impl Device for Model {
    fn read(&mut self, offset: u64, size: u32) -> u64 {
        match self.decode(offset, size) {
            Place::Config { offset } => self.read_config(offset).into(),
            Place::Page0 { q, word } => self.read_page0(q, word).into(),
            Place::Page1 {
                q,
                register,
                is_high,
            } => {
                let whole = self.registers.vcmdqs[q].page1[register];
                match (size, is_high) {
                    (8, _) => whole,
                    (_, true) => whole >> 32,
                    (_, false) => whole & u64::from(u32::MAX),
                }
            }
            Place::Nowhere => 0,
        }
    }

    fn write(&mut self, offset: u64, size: u32, value: u64) {
        match (self.decode(offset, size), size) {
            (Place::Page1 { q, register, .. }, 8) => self.write_page1(q, register, value, u64::MAX),
            (
                Place::Page1 {
                    q,
                    register,
                    is_high,
                },
                _,
            ) => {
                let shift = if is_high { 32 } else { 0 };
                self.write_page1(q, register, value << shift, u64::from(u32::MAX) << shift);
            }
            (Place::Config { offset }, 4) => self.write_config(offset, value as u32),
            (Place::Page0 { q, word }, 4) => self.write_page0(q, word, value as u32),
            // A register of 32 bits takes no wider write.
            _ => {}
        }
    }

    fn attach(&mut self) {
        if self.attachment.is_some() {
            return;
        }
        self.viommu = self.viommu || self.host.viommu_alloc().is_ok();
        if !self.viommu {
            return;
        }
        match self.host.mmap() {
            Ok(page) => {
                self.attachment = Some(Attachment {
                    page,
                    window: false,
                    hw_queues: vec![None; self.queues()],
                })
            }
            // No use without its page: the device stays an emulated one.
            Err(_) => self.viommu = self.host.viommu_destroy().is_err(),
        }
    }

    fn detach(&mut self) {
        self.close_window();
        self.release_all();
        // What the host does not take back is still held.
        if self.attachment.is_some() && self.host.munmap().is_err() {
            return;
        }
        self.attachment = None;
        self.viommu = self.viommu && self.host.viommu_destroy().is_err();
    }

    fn reset(&mut self) {
        self.close_window();
        self.release_all();
        self.registers = Registers::at_power_on(self.queues());
    }

    /// One vEVENT record. Nothing but another record or a reset changes the maps, acknowledgements do not.
    fn event(&mut self, map0: u64, map1: u64, _lost: bool) {
        let r = &mut self.registers;
        r.err_map = [
            map0 as u32,
            (map0 >> 32) as u32,
            map1 as u32,
            (map1 >> 32) as u32,
        ];
        r.vi_err_map[0] = u32::from(map0 | map1 != 0);
        if r.vi_int_mask[0] & 1 == 0 {
            self.host.raise_interrupt();
        }
    }
}

fn main() {
    serve(|host, queues| Model::new(host, queues).map(|model| Box::new(model) as Box<dyn Device>));
}
