import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { CLAIMS } from '../../properties/claims/index.js'
import { milled } from './mill.js'
import { trial } from './trial.js'
test('mutants', () => {
  const out: string[] = []
  for (const file of ['backing.ts', 'slots.ts', 'errors.ts', 'mapping.ts', 'rings.ts', 'optimised.ts', 'routing.ts']) {
    const lines = readFileSync(`src/device/${file}`, 'utf8').split('\n')
    lines.forEach((line, i) => {
      const t = line.trim()
      if (!/^ {4,}/.test(line) || /^(\*|\/\/|\/\*|return|const|case|default|private|\}|\[)/.test(t) || /[{,([|&]$/.test(t) || t === '') return
      let n = 0
      const text = (a: number): string => lines.slice(a, i + 1).join('\n') + '\n'
      while (n < 6 && lines.join('\n').split(text(i - n)).length !== 2) n++
      const find = text(i - n)
      const replace = lines.slice(i - n, i).join('\n') + '\n'
      try {
        const r = trial(milled({ file, find, replace }), CLAIMS, 1, ({ forbidden }) => forbidden.length > 0)
        if (!r.caught) out.push(`SURVIVES ${file}:${i + 1}: ${t}`)
      } catch (e) { out.push(`ERR ${file}:${i + 1} ${t} ${String(e).slice(0, 60)}`) }
    })
    // conditions
    lines.forEach((line, i) => {
      for (const m of line.matchAll(/( && [^&|()]*(\([^()]*\)[^&|()]*)*(?=[)&|]|$))|( \|\| [^&|()]*(\([^()]*\)[^&|()]*)*(?=[)&|]|$))/g)) {
        const t = line.trim()
        if (/^(\*|\/\/)/.test(t)) continue
        const changed = line.slice(0, m.index) + line.slice((m.index ?? 0) + m[0].length)
        let n = 0
        const text = (a: number): string => lines.slice(a, i + 1).join('\n') + '\n'
        while (n < 6 && lines.join('\n').split(text(i - n)).length !== 2) n++
        try {
          const r = trial(milled({ file, find: text(i - n), replace: [...lines.slice(i - n, i), changed].join('\n') + '\n' }), CLAIMS, 1, ({ forbidden }) => forbidden.length > 0)
          if (!r.caught) out.push(`SURVIVES ${file}:${i + 1}: without ${m[0]}`)
        } catch (e) { out.push(`ERR ${file}:${i + 1} ${m[0]} ${String(e).slice(0, 60)}`) }
      }
    })
  }
  console.log(out.join('\n'))
}, 400000)
