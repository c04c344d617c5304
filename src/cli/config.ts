/** `cmdqv-check.json` in the current folder: what would otherwise be typed each time. What is typed wins. */
import { existsSync } from 'node:fs'
import type { Command, Option } from 'commander'
import { nearest } from '../designs/nearest.js'
import { UsageError } from './usage.js'
import { isObject, jsonIn, textOf } from './user-json.js'

export const CONFIG_FILE = 'cmdqv-check.json'
const FORM = 'the settings of a check are JSON such as { "device": "./my-device.mjs", "queues": 2 }'

/** What may be set, named as the options are. */
const SETTINGS = ['device', 'base', 'timeout', 'queues', 'kernel', 'attach', 'seed', 'runs', 'time', 'workers', 'property', 'clause', 'authority', 'waivers', 'save'] as const
/** What every command that takes a device follows; the rest is about `check`. */
const OF_A_DEVICE: readonly string[] = ['device', 'base', 'timeout', 'attach']
const FOLLOW: readonly string[] = ['replay', 'shrink', 'prove']

/** What may be a list, as its option may be repeated. */
const LISTS: readonly string[] = ['property', 'clause', 'authority']

/** What the file set in this command line. */
const set = new Set<string>()

/** A complaint about an option that nobody typed names the file that it comes from. */
export const placedInConfig = (message: string): string => ([...set].some((name) => message.startsWith(`--${name} `)) ? `${CONFIG_FILE}: ${message}` : message)

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'

/** One value, or the values of an option that may be repeated, as they would be typed. */
function typed(name: string, value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  const isList = LISTS.includes(name)
  if (values.length === 0 || !values.every(isText) || (Array.isArray(value) && !isList)) throw new UsageError(`${CONFIG_FILE}: ${name} must be a text or a number${isList ? ', or a list of them' : ''}`)
  return values.map(String)
}

/** A value as the command line would have read it. */
function parsed(option: Option, texts: readonly string[]): unknown {
  const { parseArg } = option
  return parseArg ? texts.reduce<unknown>((before, text) => parseArg(text, before), undefined) : texts.at(-1)
}

/** Sets what was not typed. Throws UsageError for a file with a mistake in it. */
export function applyConfig(command: Command): void {
  set.clear()
  const about = command.name()
  if (about !== 'check' && !FOLLOW.includes(about)) return
  if (!existsSync(CONFIG_FILE)) return
  const settings = jsonIn(textOf(CONFIG_FILE, 'settings', FORM), CONFIG_FILE, FORM)
  if (!isObject(settings) || Array.isArray(settings)) throw new UsageError(`${CONFIG_FILE}: ${FORM}`)
  for (const [name, value] of Object.entries(settings)) {
    if (!SETTINGS.some((one) => one === name)) throw new UsageError(`${CONFIG_FILE}: no such setting as ${name}${nearest(name, SETTINGS)}; known are ${SETTINGS.join(', ')}`)
    const option = command.options.find((one) => one.attributeName() === name)
    if (!option || (about !== 'check' && !OF_A_DEVICE.includes(name))) continue
    const source = command.getOptionValueSource(name)
    if (source !== undefined && source !== 'default') continue
    set.add(name)
    command.setOptionValueWithSource(name, parsed(option, typed(name, value)), 'config')
  }
}
