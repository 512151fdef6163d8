import { z } from 'zod'
import type { Config } from '../../config.ts'

export type InsightSection = Config['AI_SECTIONS'][number]

/** Limits of what is stored. They are checked here alone: strict schemas have no word for a text's length. */
const MAX_TERM = 100
const MAX_NOTES = 2_000
const MAX_TERMS = 20

const flag = z.boolean().nullable()
const choice = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values).nullable()
const term = z.string().refine((text) => text.trim() !== '' && text.length <= MAX_TERM, {
  error: `expected 1 to ${MAX_TERM} characters`,
})
const terms = z.array(term).max(MAX_TERMS)
const LEVELS = ['budget', 'middle', 'premium', 'luxury'] as const

/**
 * What a model says of a creator, section by section: the source of the request's schema, of the parser and of the API
 * docs. Fields are null where the profile gives no ground for an answer; lists may be empty, never null.
 */
const SECTIONS = {
  life_situation: z.strictObject({
    has_children: flag,
    children_age_group: choice(['baby', 'toddler', 'school', 'teen']),
    relationship_status: choice(['married', 'in_relationship', 'single']),
    is_young_parent: flag,
  }),
  lifestyle: z.strictObject({
    has_car: flag,
    car_class: choice(LEVELS),
    travel_style: choice(LEVELS),
    travels_frequently: flag,
    has_pets: flag,
    pet_types: terms,
    has_real_estate: flag,
    lifestyle_level: choice(LEVELS),
  }),
  content: z.strictObject({
    primary_topic: term.describe('One common English noun in lower case, such as motherhood'),
    secondary_topics: terms.describe('At most five, worded like primary_topic'),
    content_language: terms.describe('ISO 639-1 codes, most used first'),
    content_tone: choice(['positive', 'neutral', 'educational', 'humor', 'inspirational']),
    posts_in_russian: flag,
    posts_in_kazakh: flag,
  }),
  commercial: z.strictObject({
    has_brand_collaborations: flag,
    detected_brand_categories: terms,
    has_affiliate_links: flag,
    ad_frequency: choice(['rare', 'moderate', 'frequent']),
  }),
  audience_inference: z.strictObject({
    estimated_audience_gender: choice(['mostly_female', 'mostly_male', 'mixed']),
    estimated_audience_age: choice(['18-24', '25-34', '35-44', 'mixed']),
    estimated_audience_geo: choice(['kz', 'ru', 'uz', 'cis_mixed']),
    geo_mentions: terms,
  }),
} as const satisfies Record<InsightSection, z.ZodType>

const General = {
  confidence: z.number().min(0).max(1).describe('How well the profile supports this answer'),
  notes: z
    .string()
    .refine((text) => text.length <= MAX_NOTES, {
      error: `expected at most ${MAX_NOTES} characters`,
    })
    .nullable(),
}

/** Insights as they are stored: a section that was switched off is absent. */
export const AIInsights = z.strictObject(SECTIONS).partial().extend(General)
export type AIInsights = z.output<typeof AIInsights>

/**
 * The schema of an answer with these sections: all of them required, no other allowed. Anything beyond ranges,
 * enumerations and sections is refused.
 */
export function insightsSchema(sections: readonly InsightSection[]): z.ZodType<AIInsights> {
  const chosen = Object.entries(SECTIONS).filter(([name]) =>
    sections.some((section) => section === name),
  )
  return z.strictObject({ ...Object.fromEntries(chosen), ...General })
}
