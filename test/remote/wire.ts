/** What checker and device say in a document: lines that begin with < are the checker's, with > the device's. */
export function wireIn(document: string): { readonly design: string; readonly said: string; readonly heard: string } {
  const [, design = '', block = ''] = /^```wire (\S+)\n([^]*?)^```$/m.exec(document) ?? []
  const lines = block.trimEnd().split('\n')
  const of = (mark: string): string => lines.filter((line) => line.startsWith(`${mark} `)).map((line) => `${line.slice(2)}\n`).join('')
  return { design, said: of('<'), heard: of('>') }
}
