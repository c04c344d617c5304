/**
 * A report in SARIF 2.1.0, as editors and code hosts read it: a result points at the clause that is broken, or at the line
 * of a log. That the value has the standard's types is checked where the tests are compiled: its types are not installed.
 */
import type { Place, Result, Results } from './results.js'

export interface SarifContext {
  readonly version: string
  /** The file with the clauses, below the folder of the package, and the line of each. */
  readonly spec: { readonly file: string; readonly lines: ReadonlyMap<string, number> }
}

/** Where the package is installed differs from machine to machine: places in it are told from its folder on. */
const PACKAGE = 'CMDQV_CHECK'

/** A file name as a URI reference: blanks and the like are escaped, slashes stay. */
const uriOf = (file: string): string => file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/').replace(/^\.\//, '')

/** A place in a file: whole, or a line of it. */
interface Location {
  readonly id?: number
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string }; readonly region?: { readonly startLine: number } }
}

const clausePlace = (clause: string, { file, lines }: SarifContext['spec']): Location => {
  const startLine = lines.get(clause)
  return { physicalLocation: { artifactLocation: { uri: file, uriBaseId: PACKAGE }, ...(startLine !== undefined && { region: { startLine } }) } }
}

const filePlace = ({ file, line }: Place, id?: number): Location => ({ ...(id !== undefined && { id }), physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(line !== undefined && { region: { startLine: line } }) } })

/** The steps that lead there, one after another. */
const flowOf = (steps: readonly string[]) => ({ threadFlows: [{ locations: steps.map((text) => ({ location: { message: { text } } })) }] })

function resultOf({ clause, advice, waiver, rule, observed, allowed, about, again, steps, place, fingerprint }: Result, context: SarifContext, index: number | undefined) {
  const onLine = place?.line !== undefined
  return {
    ruleId: clause,
    ...(index !== undefined && { ruleIndex: index }),
    level: advice ? ('note' as const) : ('error' as const),
    message: { text: `${observed}; allowed: ${allowed}. ${rule} (${about})${again === undefined ? '' : ` See it again: ${again}`}` },
    locations: [onLine ? filePlace(place) : clausePlace(clause, context.spec)],
    ...(place && !onLine && { relatedLocations: [filePlace(place, 1)] }),
    ...(steps.length > 0 && { codeFlows: [flowOf(steps)] }),
    partialFingerprints: { 'counterexample/v1': fingerprint },
    ...(waiver && { suppressions: [{ kind: 'external' as const, status: 'accepted' as const, justification: `${waiver.owner}, until ${waiver.expires}: ${waiver.reason}` }] }),
  }
}

function runOf({ subject, verdict, about, figures, results, clauses, notes }: Results, context: SarifContext) {
  const rules = clauses.map(({ id, rule, source, authority }) => ({
    id,
    shortDescription: { text: rule },
    help: { text: `${rule} Authority: ${authority}. Source: ${source}. cmdqv-check explain ${id} tells more.` },
    defaultConfiguration: { level: authority === 'judgement' ? ('note' as const) : ('error' as const) },
    properties: { authority, source },
  }))
  const placeOf = (clause: string): number | undefined => (rules.some(({ id }) => id === clause) ? rules.findIndex(({ id }) => id === clause) : undefined)
  return {
    tool: { driver: { name: 'cmdqv-check', version: context.version, semanticVersion: context.version, rules } },
    originalUriBaseIds: { [PACKAGE]: { description: { text: 'the folder in which the package cmdqv-check is installed' } } },
    invocations: [{ executionSuccessful: verdict !== 'undecided', toolExecutionNotifications: notes.map(({ text, fails }) => ({ level: fails ? ('error' as const) : ('note' as const), message: { text } })) }],
    results: results.map((result) => resultOf(result, context, placeOf(result.clause))),
    properties: { subject, verdict, about, figures },
  }
}

/** One log with a run for each report, as a value. */
export const sarifLog = (all: readonly Results[], context: SarifContext) => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0' as const,
  runs: all.map((results) => runOf(results, context)),
})

/** The same as text. */
export const formatSarif = (all: readonly Results[], context: SarifContext): string => `${JSON.stringify(sarifLog(all, context), null, 2)}\n`
