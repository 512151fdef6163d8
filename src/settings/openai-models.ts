/** Prices are of direct calls, in USD per million tokens; a batch costs half. */
export type KnownModel = {
  inputUsdPerMillion: number
  outputUsdPerMillion: number
  /** The day (UTC) on which OpenAI shuts it down, if that is announced. */
  endsOn?: string
}

/** As of 2026-11-21. Source: OpenAI, Pricing and Deprecations. */
const KNOWN: ReadonlyMap<string, KnownModel> = new Map<string, KnownModel>([
  ['gpt-6-luna', { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5 }],
  ['gpt-5.6-luna', { inputUsdPerMillion: 0.2, outputUsdPerMillion: 1.2 }],
  ['gpt-5.4-nano', { inputUsdPerMillion: 0.2, outputUsdPerMillion: 1.25, endsOn: '2027-04-01' }],
  ['gpt-5-nano', { inputUsdPerMillion: 0.05, outputUsdPerMillion: 0.4, endsOn: '2026-12-11' }],
])

/** Models without a price of ours whose end is known all the same. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ['gpt-4.1-nano', '2026-10-23'],
  ['gpt-4.1-mini', '2027-01-14'],
  ['gpt-4o-mini', '2027-01-14'],
])

const SNAPSHOT = /-\d{4}-\d{2}-\d{2}$/

/** A dated snapshot counts as its model: `gpt-6-luna-2026-09-22` as `gpt-6-luna`. */
const familyOf = (model: string): string => model.replace(SNAPSHOT, '')

/** Null for a model that is not in the table. */
export const knownModel = (model: string): KnownModel | null => KNOWN.get(familyOf(model)) ?? null

/** The day (UTC, `YYYY-MM-DD`) on which a model is shut down; null when none is known. */
export const modelEndsOn = (model: string): string | null =>
  knownModel(model)?.endsOn ?? ENDS.get(familyOf(model)) ?? null
