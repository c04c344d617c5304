import { describe, expect, it } from 'vitest'
import { CheckerHost, GUEST_MEMORY } from '../../src/host/index.js'
import { header } from './scene.js'

describe('guest RAM', () => {
  it.each([
    // address           length             RAM
    [0x4000_0000n,       1n,                true],
    [0x3fff_ffffn,       1n,                false],
    [0x3fff_fff0n,       0x20n,             false],
    [0xbfff_ffffn,       1n,                true],
    [0xbfff_ffffn,       2n,                false],
    [0xc000_0000n,       1n,                false],
    [0x4000_0000n,       0x8000_0000n,      true],
    [0x4000_0000n,       0x8000_0001n,      false],
    [0x4000_0000n,       0n,                false],
    [0x4000_0010n,       -0x10n,            false],
    [0n,                 0x20n,             false],
    [-0x20n,             0x20n,             false],
    [1n << 64n,          0x20n,             false],
    [0x4000_0000n,       1n << 64n,         false],
  ])('%x + %x: %s', (address, length, isRam) => {
    const host = new CheckerHost(header())
    expect(host.port.isRam(address, length)).toBe(isRam)
    expect(host.takeLog()).toEqual([{ kind: 'isRam', address, length, answer: isRam }])
  })
})

describe('physical contiguity', () => {
  it.each([
    // address           length        one piece
    [0x4000_0000n,       0x80_0000n,   true],
    [0x4000_0010n,       0x80_0000n,   false],
    [0x407f_fff0n,       0x10n,        true],
    [0x407f_fff0n,       0x11n,        false],
    [0xbf00_0000n,       0x80_0000n,   true],
    [0xbf7f_fff0n,       0x20n,        false],
    [0xbf80_0000n,       0x1000n,      true],
    [0xbf80_0000n,       0x1001n,      false],
    [0xbf80_0ff0n,       0x20n,        false],
    [0xbfff_f000n,       0x1000n,      true],
  ])('%x + %x: %s', (address, length, isOne) => {
    expect(GUEST_MEMORY.isContiguous(address, length)).toBe(isOne)
  })
})
