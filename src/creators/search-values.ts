import { BLOG_MEASURES, type BlogMeasure } from './fields.ts'

/** The measures by the parameter of the API. */
export const MEASURES: ReadonlyMap<string, BlogMeasure> = new Map(
  Object.values(BLOG_MEASURES).map((measure) => [measure.parameter, measure]),
)

const FACTORS: Readonly<Record<string, number>> = {
  k: 1e3,
  к: 1e3,
  тыс: 1e3,
  m: 1e6,
  м: 1e6,
  млн: 1e6,
}

/**
 * Returns a value of an address of the creators' page as the API takes it: bounds of measures are
 * numbers as people write them, such as `10 000`, `10k` or `3,5 %`. Others, and what is no number,
 * stay as they are.
 */
export function apiValueOf(name: string, value: string): string {
  const measure = MEASURES.get(name.replace(/^(min|max)_/, ''))
  return measure && /^m(in|ax)_/.test(name) ? numberOf(value, measure) : value
}

function numberOf(text: string, { isPercent, type }: BlogMeasure): string {
  const found = /^(-?\d+(?:[.,]\d+)?)(k|к|тыс|m|м|млн)?\.?%?$/i.exec(text.replaceAll(/\s/g, ''))
  if (!found) return text
  const [, digits = '', unit = ''] = found
  const value = Number(digits.replace(',', '.')) * (FACTORS[unit.toLowerCase()] ?? 1)
  if (isPercent) return String(Number((value / 100).toFixed(6)))
  return type === 'double precision' ? String(value) : String(Math.round(value))
}
