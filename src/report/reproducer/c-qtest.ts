/** The program as a C function in the style of libqtest. */
import type { Operation } from '../../check/contract.js'
import type { Reproduction, Spoken } from '../../check/transcript.js'
import type { Region } from '../../check/region.js'
import { hex } from '../story.js'
import { aroundIn, askedOf, briefly, commandIn, expectationOf, heading, nameOf } from './sentence.js'

const text = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
/** No comment ends early. */
const comment = (line: string): string => line.replaceAll('*/', '* /')

const PREAMBLE = (base: bigint): string => `#include "libqtest.h"

#ifndef CMDQV_BASE
#define CMDQV_BASE ${hex(base)}ull
#endif
/*
 * cmdqv_command(qts, line) sends a command that libqtest has no function for, cmdqv_hardware(qts, line) what the hardware
 * changed before it, cmdqv_answer(qts, line) is what the host will answer to the next command's requests, and cmdqv_asked(qts)
 * tells what the device has asked since the beginning. Where iommufd is real, or mocked inside of QEMU, the host answers by
 * itself: define CMDQV_HOST_INSIDE.
 */
#ifdef CMDQV_HOST_INSIDE
#define cmdqv_hardware(qts, line) ((void)(qts))
#define cmdqv_answer(qts, line) ((void)(qts))
#endif`

const at = ({ offset }: Extract<Operation, { offset: number }>): string => `CMDQV_BASE + ${hex(offset)}`

function access(operation: Operation | undefined, variable: string | undefined): string | undefined {
  if (operation?.op === 'write') return `qtest_write${operation.size === 8 ? 'q' : 'l'}(qts, ${at(operation)}, ${hex(operation.value)}${operation.size === 8 ? 'ull' : 'u'});`
  if (operation?.op !== 'read') return undefined
  const read = `qtest_read${operation.size === 8 ? 'q' : 'l'}(qts, ${at(operation)})`
  return variable === undefined ? `${read};` : `${variable} = ${read};`
}

function step(spoken: Spoken, isLast: boolean, about: string): readonly string[] {
  const command = commandIn(spoken)
  if (command === undefined) return [`/* ${comment(about)}: not the device's to do */`]
  const { before, after } = aroundIn(spoken)
  return [
    `/* ${comment(about)} */`,
    ...before.map((line) => `cmdqv_hardware(qts, ${text(line)});`),
    // Said first: the call returns when the device has replied.
    ...after.map((line) => `cmdqv_answer(qts, ${text(line)});`),
    access(spoken.operation, isLast ? 'value' : undefined) ?? `cmdqv_command(qts, ${text(command)});`,
  ]
}

function assertion(reproduction: Reproduction): readonly string[] {
  const expected = expectationOf(reproduction)
  if (expected !== undefined) return [`g_assert_cmphex(value & ${hex(expected.mask)}ull, ${expected.kind === 'equal' ? '==' : '!='}, ${hex(expected.value)}ull);`]
  if (reproduction.broken === undefined) return []
  const asked = askedOf(reproduction)
  return [
    '/* No value is wrong, but what was asked: the same again is wrong again. */',
    `g_assert(strcmp(cmdqv_asked(qts), ${asked.length === 0 ? '""' : `\n        ${asked.map((line) => text(`${line}\n`).replaceAll('\n', '\\n')).join('\n        ')}`}) != 0);`,
  ]
}

export function formatCQtest(reproduction: Reproduction, region: Region): string {
  const { spoken, program, base } = reproduction
  const isRead = expectationOf(reproduction) !== undefined
  const body = [
    ...(isRead ? ['uint64_t value = 0;'] : []),
    'QTestState *qts = qtest_init("");',
    '',
    ...spoken.flatMap((one, i) => step(one, isRead && i === spoken.length - 1, briefly(one, region, program.queues))),
    ...assertion(reproduction),
    'qtest_quit(qts);',
  ]
  return [
    ...heading(reproduction).map((line) => `/* ${comment(line)} */`),
    PREAMBLE(base),
    '',
    `static void test_${nameOf(reproduction)}(void)`,
    '{',
    ...body.map((line) => (line === '' ? '' : `    ${line}`)),
    '}',
    '',
    '#ifndef CMDQV_NO_MAIN',
    'int main(int argc, char **argv)',
    '{',
    '    g_test_init(&argc, &argv, NULL);',
    `    qtest_add_func("/cmdqv/${nameOf(reproduction)}", test_${nameOf(reproduction)});`,
    '    return g_test_run();',
    '}',
    '#endif',
    '',
  ].join('\n')
}
