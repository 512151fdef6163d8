import { ages, factOf, type Ages } from './ages.ts'

/** Prices of direct calls, in USD per million tokens; a batch costs half. */
type ModelPrice = { inputUsdPerMillion: number; outputUsdPerMillion: number }

const price = (inputUsdPerMillion: number, outputUsdPerMillion: number): ModelPrice => ({
  inputUsdPerMillion,
  outputUsdPerMillion,
})

/** The remedy for a model that ends, including those that only OpenAI's list has. */
export const MODEL_REMEDY = 'set GRAMD_OPENAI_MODEL to another model'

/**
 * Models of OpenAI with their prices; null where gramd knows none and a setting must provide it.
 */
export const OPENAI_MODELS: Ages<ModelPrice | null> = ages<ModelPrice | null, string>(
  {
    title: 'Models of OpenAI',
    about:
      'Prices and ends of models. GRAMD_OPENAI_INPUT_USD_PER_MILLION and ' +
      'GRAMD_OPENAI_OUTPUT_USD_PER_MILLION replace the prices. `read_models` reads the ends ' +
      "from OpenAI's list of models every day; where the list is not known, or older than a " +
      'row, the row decides.',
    checkedOn: '2026-11-21',
    source: 'https://developers.openai.com/api/docs/pricing and …/deprecations',
    alert: 'openai_model_ending',
    pages: '`gramd doctor`',
    remedy: MODEL_REMEDY,
    show: (value) =>
      value === null
        ? 'no price'
        : `${value.inputUsdPerMillion} USD per million input tokens, ` +
          `${value.outputUsdPerMillion} per million output tokens`,
  },
  {
    'gpt-6-luna': { value: price(0.1, 0.5) },
    'gpt-5.6-luna': { value: price(0.2, 1.2) },
    'gpt-5.4-nano': { value: price(0.2, 1.25), endsOn: '2027-04-01' },
    'gpt-5.1': { value: null, endsOn: '2027-04-01', checkedOn: '2026-11-05' },
    'gpt-5': { value: null, endsOn: '2026-12-11', checkedOn: '2026-11-05' },
    'gpt-5-mini': { value: null, endsOn: '2026-12-11', checkedOn: '2026-11-05' },
    'gpt-5-nano': { value: price(0.05, 0.4), endsOn: '2026-12-11' },
    'gpt-4.1': { value: null, endsOn: '2027-01-14', checkedOn: '2026-11-05' },
    'gpt-4.1-mini': { value: null, endsOn: '2027-01-14' },
    'gpt-4.1-nano': { value: null, endsOn: '2026-10-23' },
    'gpt-4o': { value: null, endsOn: '2027-01-14', checkedOn: '2026-11-05' },
    'gpt-4o-mini': { value: null, endsOn: '2027-01-14' },
  },
)

const SNAPSHOT = /-\d{4}-\d{2}-\d{2}$/

/** Returns the model of a dated snapshot: `gpt-6-luna` for `gpt-6-luna-2026-09-22`. */
const familyOf = (model: string): string => model.replace(SNAPSHOT, '')

/** Returns the prices of a model in direct calls; null when they are unknown. */
export const modelPrice = (model: string): ModelPrice | null =>
  factOf(OPENAI_MODELS, familyOf(model))?.value ?? null

/**
 * Returns the end of a model in this table: the day (UTC, YYYY-MM-DD), and when that was checked.
 */
export function tabledEnd(model: string): { endsOn: string | null; checkedOn: string } | null {
  const known = factOf(OPENAI_MODELS, familyOf(model))
  return known && { endsOn: known.endsOn, checkedOn: known.checkedOn }
}
