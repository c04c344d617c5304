/** The package as a user has it: packed, and installed into an empty project. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

export const root = resolve(import.meta.dirname, '../..')

export interface Ended {
  readonly status: number | null
  /** Standard output and error. */
  readonly text: string
}

export interface Packed {
  /** Bytes of the tarball. */
  readonly size: number
  /** Bytes of what is in it. */
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

/** npm tells its children about the project that it runs for, and vitest about its own run. */
export const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$|VITEST|NODE_ENV$|TEST$|FORCE_COLOR$)/i.test(name)))

const run = (cwd: string, program: string, args: readonly string[]): Ended => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env: { ...environment, NO_COLOR: '1' }, encoding: 'utf8' })
  return { status, text: `${stdout}${stderr}` }
}

/** Runs a file of a package that this checkout has. */
export const tool = (cwd: string, file: string, ...args: readonly string[]): Ended => run(cwd, process.execPath, [join(root, 'node_modules', file), ...args])

/** What comes with TypeScript is the same under every resolution: read once. */
const libraries = new Map<string, ts.SourceFile | undefined>()

function hostFor(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (file, ...more) => {
    if (!/\/lib\.[\w.]*d\.ts$/.test(file)) return read(file, ...more)
    if (!libraries.has(file)) libraries.set(file, read(file, ...more))
    return libraries.get(file)
  }
  return host
}

export class Project {
  readonly folder: string
  readonly tarball: string
  readonly packed: Packed

  /** Packs what `npm run build` made, and installs it: some seconds, from npm's cache where that has the packages. */
  constructor() {
    const base = mkdtempSync(join(realpathSync(tmpdir()), 'cmdqv-check-package-'))
    this.folder = join(base, 'project')
    const said = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', base], { cwd: root, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const [packed] = JSON.parse(said) as (Packed & { readonly filename: string })[] // one for the one package
    if (packed === undefined) throw new Error(`npm pack said nothing of a package: ${said}`)
    this.packed = packed
    this.tarball = join(base, packed.filename)
    this.write({ 'package.json': '{ "name": "user", "private": true, "type": "module" }' })
    const { status, text } = this.run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', this.tarball)
    if (status !== 0) throw new Error(`npm install fails in an empty project:\n${text}`)
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true })
      writeFileSync(join(this.folder, name), text)
    }
  }

  /** A peer of the package, which users bring along: this checkout's. */
  link(name: string): void {
    symlinkSync(join(root, 'node_modules', name), join(this.folder, 'node_modules', name))
  }

  /** What the compiler says of some of its files. */
  compiled(files: readonly string[], options: ts.CompilerOptions): readonly string[] {
    const program = ts.createProgram(files.map((file) => join(this.folder, file)), options, hostFor(options))
    return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const where = file ? `${relative(this.folder, file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1}` : ''
      return `${where}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
  }

  /** Starts a program that goes on until it is killed; what it says is told as it comes. */
  started(file: string, args: readonly string[], hear: (text: string) => void): ReturnType<typeof spawn> {
    const child = spawn(process.execPath, [join(root, 'node_modules', file), ...args], { cwd: this.folder, env: { ...environment, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => hear(chunk.toString()))
    return child
  }

  run(program: string, ...args: readonly string[]): Ended {
    return run(this.folder, program, args)
  }

  remove(): void {
    rmSync(dirname(this.folder), { recursive: true, force: true })
  }
}

interface Locked {
  readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>
}

/** Every package that comes with this one, by package-lock.json. Optional peers are the user's. */
export function packagesPulledIn(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Locked // npm's own format, version 3
  const found = new Set<string>()
  const follow = (from: string): void => {
    for (const name of Object.keys(packages[from]?.dependencies ?? {})) {
      // As Node looks: the nearest folder that has it.
      const places = from.split(/(?<=node_modules\/(?:@[^/]+\/)?[^/]+)\//).map((_, i, all) => [...all.slice(0, all.length - i), `node_modules/${name}`].filter((part) => part !== '').join('/'))
      const place = [...places, `node_modules/${name}`].find((one) => packages[one] !== undefined)
      if (place === undefined) throw new Error(`package-lock.json does not know ${name}, which ${from || 'this package'} needs: npm install`)
      if (found.has(place)) continue
      found.add(place)
      follow(place)
    }
  }
  follow('')
  return [...found].sort()
}
