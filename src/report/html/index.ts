/** The report of a check as one HTML file: nothing is loaded from anywhere, and without scripts it can still be read. */
import type { CheckReport } from '../../check/report.js'
import { clausesSection } from './clauses.js'
import { designsSection } from './designs.js'
import { directSection } from './direct.js'
import { divergencesSection } from './divergences.js'
import type { HtmlContext } from './facts.js'
import { glossarySection } from './glossary.js'
import { coverageSection, heatData } from './heat.js'
import { data, html, ours } from './markup.js'
import type { Markup } from './markup.js'
import { LEGEND, regionPictures } from './picture.js'
import { HEAT_MAP } from './script/heat.js'
import { REVEAL } from './script/reveal.js'
import { STEPPER } from './script/stepper.js'
import { Stories } from './story-data.js'
import { STYLE } from './style.js'
import { startHere, verdictHeader } from './verdict.js'

/** Forbids every request: what an author of a device smuggled in would load nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

function routesSection({ routed }: HtmlContext): Markup {
  const body = routed.modes.length > 0 ? html`${LEGEND}${regionPictures(routed)}` : html`<p>The device could not be run again: there is nothing to draw.</p>`
  return html`<section id="routes" tabindex="-1" aria-labelledby="routes-title"><h2 id="routes-title">How this device routes the region</h2>
<p>At several moments of a guest's life one value was written to each of the five pages of <bdi>${routed.device}</bdi>, read back, and looked for through the other aperture. Each picture is what was seen.</p>${body}</section>`
}

const script = (text: string): Markup => html`<script>"use strict";(() => {\n${ours(text)}\n})()</script>\n`
const dataScript = (id: string, value: unknown): Markup => html`<script type="application/json" id="${id}">${data(value)}</script>\n`

/** The whole file. */
export function formatHtml(report: CheckReport, context: HtmlContext): string {
  const stories = new Stories(context)
  const sections = [directSection(context, stories), divergencesSection(report, context, stories), routesSection(context), clausesSection(report, context), coverageSection(report, context), designsSection(context, stories), glossarySection()]
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${report.verdict}: ${report.device} – cmdqv-check</title><style>${ours(STYLE)}</style></head>
<body><a class="skip" href="#start">To “start here”</a>
${verdictHeader(report, context)}
<main>${startHere(report, context)}
${sections}</main>
<footer><p class="note">Made by cmdqv-check ${context.version}. All of it is in this one file; nothing is loaded from anywhere.</p></footer>
${dataScript('stories-data', stories.data())}${dataScript('heat-data', heatData(context.heat))}${[STEPPER, HEAT_MAP, REVEAL].map(script)}</body></html>
`
  return page.text
}
