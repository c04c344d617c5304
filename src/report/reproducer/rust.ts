/** The program as a Rust test: it starts a device that was built with the kit, and says what host and guest said. */
import type { Reproduction } from '../../check/transcript.js'
import type { Region } from '../../check/region.js'
import { hex } from '../story.js'
import { askedOf, briefly, expectationOf, heading, nameOf } from './sentence.js'


function assertion(reproduction: Reproduction): readonly string[] {
  const expected = expectationOf(reproduction)
  if (expected !== undefined) return ['let reply = said.iter().rev().find(|line| line.starts_with("OK")).expect("a reply to the last read");', 'let value = u64::from_str_radix(reply.trim_start_matches("OK 0x"), 16).expect("a value");', `assert_${expected.kind === 'equal' ? 'eq' : 'ne'}!(value & ${hex(expected.mask)}, ${hex(expected.value)}, "{:?}", said);`]
  if (reproduction.broken === undefined) return ['assert!(said.iter().any(|line| line.starts_with("OK")), "{:?}", said);']
  return [
    '// No value is wrong, but what was asked: the same again is wrong again.',
    'let asked: Vec<&str> = said.iter().map(String::as_str).filter(|line| line.starts_with("HOST") || line.starts_with("IRQ")).collect();',
    `assert_ne!(asked, [${askedOf(reproduction).map((line) => JSON.stringify(line)).join(', ')}] as [&str; ${askedOf(reproduction).length}]);`,
  ]
}

export function formatRust(reproduction: Reproduction, region: Region): string {
  const { spoken, program } = reproduction
  const lines = spoken.flatMap((one) => [`    // ${briefly(one, region, program.queues)}`, ...one.said.map((line) => `    ${JSON.stringify(line)},`)])
  return [
    ...heading(reproduction).map((line) => `// ${line}`),
    '// CMDQV_DEVICE names the program that was built with the kit: CMDQV_DEVICE=./my-device cargo test',
    'use std::io::{Read, Write};',
    'use std::process::{Command, Stdio};',
    '',
    'const LINES: &[&str] = &[',
    ...lines,
    '];',
    '',
    '#[test]',
    `fn ${nameOf(reproduction)}() {`,
    '    let device = std::env::var("CMDQV_DEVICE").expect("CMDQV_DEVICE names the device");',
    '    let mut child = Command::new(device).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the device starts");',
    '    let mut input = child.stdin.take().expect("its input");',
    '    for line in LINES {',
    '        writeln!(input, "{}", line).expect("the device reads");',
    '    }',
    '    drop(input);',
    '    let mut output = String::new();',
    '    child.stdout.take().expect("its output").read_to_string(&mut output).expect("what the device says");',
    '    child.wait().expect("the device ends");',
    '    let said: Vec<String> = output.lines().map(String::from).collect();',
    ...assertion(reproduction).map((line) => `    ${line}`),
    '}',
    '',
  ].join('\n')
}
