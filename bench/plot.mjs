/** Line plots as SVG: small enough to need no library, and readable on light and on dark paper. */

const [WIDTH, HEIGHT] = [640, 320]
const BOX = { left: 64, right: 16, top: 40, bottom: 48 }

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const short = (value) => (value >= 1000 ? value.toLocaleString('en') : String(Math.round(value * 100) / 100))

/** `points` are [x, y]; x is drawn by its logarithm if `log` says so. The y axis starts at 0: what is flat looks flat. */
export function linePlot({ title, x, y, points, log = false }) {
  const at = (value) => (log ? Math.log10(value) : value)
  const [low, high] = [Math.min(...points.map(([value]) => at(value))), Math.max(...points.map(([value]) => at(value)))]
  const top = Math.max(...points.map(([, value]) => value)) * 1.15
  const px = (value) => BOX.left + ((at(value) - low) / (high - low || 1)) * (WIDTH - BOX.left - BOX.right)
  const py = (value) => HEIGHT - BOX.bottom - (value / top) * (HEIGHT - BOX.top - BOX.bottom)
  const ticks = points.length <= 10 ? points.map(([value]) => value) : points.filter((_, i) => i % Math.ceil(points.length / 10) === 0).map(([value]) => value)
  const levels = [0, 0.25, 0.5, 0.75, 1].map((share) => (share * top) / 1.15)
  const told = points.length <= 10 ? points.map(([a, b]) => `${short(a)}: ${short(b)}`).join(', ') : `${short(points[0][1])} at ${short(points[0][0])}, ${short(points.at(-1)[1])} at ${short(points.at(-1)[0])}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="12">
<title id="t">${escape(title)}</title>
<desc id="d">${escape(`${y} by ${x}: ${told}`)}</desc>
<style>svg{color:#222;background:#fff}@media (prefers-color-scheme:dark){svg{color:#ddd;background:#161616}}</style>
<text x="${BOX.left}" y="20" fill="currentColor" font-size="14">${escape(title)}</text>
${levels.map((level) => `<line x1="${BOX.left}" x2="${WIDTH - BOX.right}" y1="${py(level).toFixed(1)}" y2="${py(level).toFixed(1)}" stroke="currentColor" opacity="0.2"/><text x="${BOX.left - 8}" y="${(py(level) + 4).toFixed(1)}" text-anchor="end" fill="currentColor">${short(level)}</text>`).join('\n')}
${ticks.map((value) => `<text x="${px(value).toFixed(1)}" y="${HEIGHT - BOX.bottom + 18}" text-anchor="middle" fill="currentColor">${short(value)}</text>`).join('\n')}
<text x="${(WIDTH + BOX.left) / 2}" y="${HEIGHT - 8}" text-anchor="middle" fill="currentColor">${escape(x)}</text>
<text x="14" y="${HEIGHT / 2}" transform="rotate(-90 14 ${HEIGHT / 2})" text-anchor="middle" fill="currentColor">${escape(y)}</text>
<polyline fill="none" stroke="currentColor" stroke-width="2" points="${points.map(([a, b]) => `${px(a).toFixed(1)},${py(b).toFixed(1)}`).join(' ')}"/>
${points.length <= 10 ? points.map(([a, b]) => `<circle cx="${px(a).toFixed(1)}" cy="${py(b).toFixed(1)}" r="3" fill="currentColor"/>`).join('\n') : ''}
</svg>
`
}
