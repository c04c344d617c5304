/** How the report looks: one style sheet, light and dark, from 360 px on. No meaning hangs on a colour alone. */

const COLOURS = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --quiet: #545d68; --line: #c9d1d9; --soft: #f4f6f8; --good: #116329; --bad: #a8182e; --bad-soft: #fdecee; --link: #0550ae; --strong: #7a3e00 }
@media (prefers-color-scheme: dark) { :root { --paper: #11151a; --ink: #e6edf3; --quiet: #9fabb8; --line: #3a444e; --soft: #1a2027; --good: #5bd67f; --bad: #ff9aa5; --bad-soft: #38181d; --link: #86bfff; --strong: #ffc27a } }
`

const TEXT = `
* { box-sizing: border-box }
html { scroll-behavior: auto; scroll-padding-top: 1rem }
body { margin: 0 auto; padding: 0 1rem 4rem; max-width: 76rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere }
code, .number, .offset { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .9em }
.command { user-select: all; background: var(--soft); padding: .1rem .3rem; border-radius: 3px }
h1 { font-size: 1.7rem; line-height: 1.25; margin: .2rem 0 } h2 { font-size: 1.4rem; margin: 0 0 .5rem } h3 { font-size: 1.1rem; margin: 1.4rem 0 .4rem } h4 { font-size: 1rem; margin: .6rem 0 .2rem }
section { margin-top: 2.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line) }
a { color: var(--link); text-underline-offset: .15em }
p, li, dd { max-width: 48rem } p { margin: .5rem 0 }
.rule, .source, .note, figcaption, caption { color: var(--quiet) } .source { font-style: italic }
.sign { color: var(--bad); font-weight: 700 } .sign.good { color: var(--good) } .sign.calm { color: var(--quiet) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px } :target { outline: 2px dashed var(--link); outline-offset: 3px } section:target { outline: none } section:target > h2 { text-decoration: underline dashed 2px var(--link); text-underline-offset: .25em } [tabindex="-1"]:not(:target):focus { outline: none }
[hidden] { display: none }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; background: var(--paper); padding: .5rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
`

const TOP = `
header { margin-top: 1rem; padding: .7rem 1rem; border: 2px solid var(--line); border-left-width: 10px; border-radius: 6px; background: var(--soft) }
header.conforms { border-color: var(--good) } header.diverges { border-color: var(--bad); border-left-style: double } header.undecided { border-color: var(--strong); border-left-style: dashed }
header.conforms h1 .sign { color: var(--good) } header.undecided h1 .sign { color: var(--strong) }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.2rem, 1fr)); gap: .2rem 1rem; margin: .8rem 0 0 } dt { color: var(--quiet); font-size: .85rem } dd { margin: 0 }
.warning { border-left: 6px dashed var(--strong); padding: .3rem 1rem; margin-top: 1rem } .warning h2 { font-size: 1.1rem }
#start { border-top: 0; margin-top: 1rem } .answer { font-size: 1.08rem } .sections { padding-left: 1.2rem }
`

const TABLES = `
.scroll { overflow-x: auto; max-width: 100%; margin: .6rem 0; border: 1px solid var(--line); border-radius: 4px }
.scroll::-webkit-scrollbar { height: 10px; background: var(--soft) } .scroll::-webkit-scrollbar-thumb { background: var(--quiet); border-radius: 5px } @supports not selector(::-webkit-scrollbar) { .scroll { scrollbar-color: var(--quiet) var(--soft) } }
pre { overflow-x: auto; background: var(--soft); padding: .5rem; border-radius: 3px; max-width: 100% } .words dt { color: var(--ink); font-weight: 600; font-size: 1rem; margin-top: .5rem } .word { text-decoration-style: dotted; color: inherit }
table { border-collapse: collapse; min-width: 100%; font-size: .9rem } caption { text-align: left; padding: .4rem .6rem; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-top: 1px solid var(--line); overflow-wrap: normal } thead th { background: var(--soft) } tbody th { font-weight: 600 }
.number { text-align: right; white-space: nowrap } code { white-space: pre-wrap } td code { white-space: nowrap }
tr.wrong { background: var(--bad-soft) } tr.wrong > :first-child { box-shadow: inset 4px 0 var(--bad) }
.program td { white-space: nowrap } @media (max-width: 40rem) { table { font-size: .8rem } th, td { padding: .3rem } .program { font-size: .74rem } .program td, .program td code { white-space: normal } .program td:nth-child(4) { overflow-wrap: anywhere } .program th, .program td { padding: .3rem .11rem } .program .sign { white-space: nowrap } } .clauses .rule { min-width: 24rem; max-width: 40rem } .clauses .caught { min-width: 11rem } .clauses .outcome, .matrix td { white-space: nowrap }
.matrix tbody th { position: sticky; left: 0; background: var(--paper) } .matrix .held { color: var(--quiet) } .matrix thead th { min-width: 5.5rem }
.verdicts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem .8rem; margin: .6rem 0 }
article { border-left: 4px solid var(--bad); padding-left: 1rem; margin: 1.2rem 0 } article.advice { border-left-style: dotted }
details { margin: .4rem 0 } summary { cursor: pointer; padding: .25rem 0 } .inner { border-left: 4px solid var(--line); padding-left: .8rem; margin-left: .2rem } .design > div { padding-left: .8rem } .inner { scroll-margin-top: 4rem } .inner:target, article:target { outline: none; border-left: 4px dashed var(--link) }
`

const PICTURES = `
.figures, .compare { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1rem } .compare { max-width: 56rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)) }
figure { margin: 0 } .region svg { width: 100%; max-width: 27rem; height: auto; font: 12px system-ui, "DejaVu Sans", sans-serif }
svg text { fill: var(--ink) } svg .lane, svg .offset { fill: var(--quiet) } svg .offset { font-size: 11px }
.page rect { fill: var(--soft); stroke: var(--quiet) } .body rect { fill: none; stroke: var(--line); stroke-width: 1.5 }
.route path { stroke: var(--ink); stroke-width: 1.6; fill: none } .route .dot { fill: var(--ink) } .route .trap { fill: var(--paper); stroke: var(--ink); stroke-width: 1.6 }
.route.direct path { stroke: var(--strong); stroke-width: 5 } .route.direct .dot, .route.direct text:not(.bad) { fill: var(--strong) } .route.dropped path:first-child { stroke-dasharray: 6 4 }
.route path.stop, .route.direct path.stop { stroke: var(--ink); stroke-width: 3; stroke-dasharray: none } svg text.bad { fill: var(--bad); font-weight: 700 } .route text { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round }
path.alias { fill: none; stroke: var(--link); stroke-width: 1.6 } text.alias { fill: var(--link); font-weight: 700 } path.alias.bad { stroke: var(--bad); stroke-dasharray: 3 3 }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; font-size: .9rem } .legend svg { width: 46px; height: 16px; vertical-align: middle } .twin { color: var(--link) }
`

/** Lanes are four equal columns; an arrow spans from the middle of one to the middle of another. */
const ARROWS = [0, 1, 2, 3].flatMap((from) => [0, 1, 2, 3].filter((to) => to > from).map((to) => `.w${from}${to} { margin-left: ${12.5 + 25 * from}%; width: ${25 * (to - from)}% }`)).join('\n')
const SELF = [0, 1, 2, 3].map((lane) => `.w${lane}${lane} { margin-left: calc(${12.5 + 25 * lane}% - 5px); width: 10px }`).join('\n')

const STEPPER = `
.stepper { border: 1px solid var(--line); border-radius: 6px; padding: .6rem; margin: .8rem 0 }
.controls { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center } .controls button { font: inherit; min-width: 2.75rem; min-height: 2.75rem; padding: .2rem .7rem; border: 1px solid var(--quiet); border-radius: 4px; background: var(--soft); color: var(--ink); cursor: pointer } .controls button[aria-disabled=true] { color: var(--quiet); border-style: dotted; cursor: default }
.now { font-weight: 600; margin: .5rem 0; min-height: 1.5em } .held { color: var(--quiet); margin: .3rem 0 } .wrongs { list-style: none; padding: 0; margin: .3rem 0; color: var(--bad); font-weight: 600; font-size: .9rem }
.panes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1rem; align-items: start }
.lanes { border: 1px solid var(--line); border-radius: 4px; max-height: 34rem; overflow: auto; position: relative }
.heads { display: grid; grid-template-columns: repeat(4, 1fr); text-align: center; font-size: .85rem; font-weight: 600; position: sticky; top: 0; z-index: 1; background: var(--soft); border-bottom: 1px solid var(--line); overflow-wrap: normal }
.steps { list-style: none; margin: 0; padding: 0; background: linear-gradient(var(--line), var(--line)) 12.5% 0 / 1px 100% no-repeat, linear-gradient(var(--line), var(--line)) 37.5% 0 / 1px 100% no-repeat, linear-gradient(var(--line), var(--line)) 62.5% 0 / 1px 100% no-repeat, linear-gradient(var(--line), var(--line)) 87.5% 0 / 1px 100% no-repeat }
.steps > li { padding: .3rem 0 .5rem; border-bottom: 1px dotted var(--line); max-width: none; cursor: pointer } .steps > li[aria-current] { box-shadow: inset 5px 0 var(--link); background-color: color-mix(in srgb, var(--link) 12%, transparent) } .steps > li.later { color: var(--quiet) }
.steps strong, .hop span, .steps .bad { display: inline-block; background: var(--paper); border-radius: 3px; padding: 0 .2rem; margin-left: .6rem }
.hop { font-size: .85rem; margin-top: .25rem } .hop small { color: var(--quiet) } .hop i { display: block; height: 2px; margin-top: .4rem; margin-bottom: .4rem; background: currentColor; position: relative }
.hop.past i { height: 5px; background: var(--strong) } .later .hop i { background: var(--line) }
.hop i::after { content: ""; position: absolute; top: 50%; transform: translateY(-50%); border: 6px solid transparent } .hop i.right::after { right: -2px; border-left: 9px solid currentColor; border-right: 0 } .hop i.left::after { left: -2px; border-right: 9px solid currentColor; border-left: 0 } .hop i.self { height: 10px; border-radius: 5px } .hop i.self::after { display: none }
.steps .bad { color: var(--bad); font-size: .9rem; margin-block: .3rem 0 }
.state th, .state td { padding: .3rem .35rem } .state tbody th { font-size: .8rem } .state td { white-space: nowrap; font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85rem } .state td.changed { font-weight: 700; text-decoration: underline; text-underline-offset: .2em } .state td.owed { background: var(--bad-soft); color: var(--bad); box-shadow: inset 0 0 0 2px var(--bad); white-space: normal; min-width: 6rem }
`

const HEAT = `
.heat canvas { display: block; image-rendering: pixelated } .heat .cursor { min-height: 3em; margin: .3rem 0 }
@media print { .stepper, .heat, .skip { display: none } details::details-content { content-visibility: visible; display: block } }
`

export const STYLE = [COLOURS, TEXT, TOP, TABLES, PICTURES, ARROWS, SELF, STEPPER, HEAT].join('')
