import { AUDIENCE_AGES, AUDIENCE_GENDERS, AUDIENCE_REGIONS } from '../../creators/fields.ts'
import type { Config } from '../declarations.ts'
// The one that knows `openapi`, which the API's docs need.
import { z } from '../../http/router.ts'

type InsightSection = Config['aiSections'][number]

/** Limits of what is stored, checked here alone: strict schemas cannot limit a text's length. */
const MAX_TERM = 100
const MAX_NOTES = 2_000
const MAX_TERMS = 20
const MAX_EVIDENCE = 40

const flag = z.boolean().nullable()
const choice = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values).nullable()
const term = z.string().refine((text) => text.trim() !== '' && text.length <= MAX_TERM, {
  error: `expected 1 to ${MAX_TERM} characters`,
})
const terms = z.array(term).max(MAX_TERMS)
const LEVELS = ['budget', 'middle', 'premium', 'luxury'] as const

const LifeSituation = z.strictObject({
  has_children: flag,
  children_age_group: choice(['baby', 'toddler', 'school', 'teen']),
  relationship_status: choice(['married', 'in_relationship', 'single']),
  is_young_parent: flag,
})
const Lifestyle = z.strictObject({
  has_car: flag,
  car_class: choice(LEVELS),
  travel_style: choice(LEVELS),
  travels_frequently: flag,
  has_pets: flag,
  pet_types: terms,
  has_real_estate: flag,
  lifestyle_level: choice(LEVELS),
})
const Content = z.strictObject({
  primary_topic: term.describe('One common English noun in lower case, such as motherhood'),
  secondary_topics: terms.describe('At most five, worded like primary_topic'),
  content_language: terms.describe('ISO 639-1 codes, most used first'),
  content_tone: choice(['positive', 'neutral', 'educational', 'humor', 'inspirational']),
  posts_in_russian: flag,
  posts_in_kazakh: flag,
})
const Commercial = z.strictObject({
  has_brand_collaborations: flag,
  detected_brand_categories: terms,
  has_affiliate_links: flag,
  ad_frequency: choice(['rare', 'moderate', 'frequent']),
})
const AudienceInference = z.strictObject({
  estimated_audience_gender: choice(AUDIENCE_GENDERS),
  estimated_audience_age: choice(AUDIENCE_AGES),
  estimated_audience_geo: choice(AUDIENCE_REGIONS),
  geo_mentions: terms,
})

/** Returns the schema of evidence for one of these fields. evidence.ts limits quotes. */
const evidenceOf = <Field extends z.ZodEnum>(field: Field) =>
  z
    .array(
      z.strictObject({
        field,
        quote: z.string().nullable().describe('Words of the profile, copied exactly'),
        post_id: z.string().nullable().describe('The id of a post or reel'),
      }),
    )
    .max(MAX_EVIDENCE)
    .describe('One or two signs for each field that is answered')

/**
 * Returns the schema of a section, for requests and for storage. Evidence is a list beside the
 * fields, so that these retain their names and plain values wherever they are queried; it comes
 * first, because a model writes in the order of the schema and should check before it answers.
 */
function section<Shape extends z.ZodRawShape>(fields: z.ZodObject<Shape, z.core.$strict>) {
  const evidence = evidenceOf(fields.keyof())
  const optional = evidence
    .optional()
    .describe('Where the answers can be checked; absent from those to prompt version 1')
  return {
    fields,
    requested: z.strictObject({ evidence, ...fields.shape }),
    stored: fields.extend({ evidence: optional }).optional(),
  }
}

/** The sections of an answer about a creator; fields are null where the profile gives no ground. */
const SECTIONS = {
  life_situation: section(LifeSituation),
  lifestyle: section(Lifestyle),
  content: section(Content),
  commercial: section(Commercial),
  audience_inference: section(AudienceInference),
} as const satisfies Record<InsightSection, unknown>

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
export const AIInsights = z.strictObject({
  life_situation: SECTIONS.life_situation.stored,
  lifestyle: SECTIONS.lifestyle.stored,
  content: SECTIONS.content.stored,
  commercial: SECTIONS.commercial.stored,
  audience_inference: SECTIONS.audience_inference.stored.describe(
    'Inferred from topics, not measured',
  ),
  unsupported: z
    .array(z.string())
    .optional()
    .describe('Answered fields without valid evidence, as section.field'),
  ...General,
})
export type AIInsights = z.output<typeof AIInsights>

/** The request for an answer: its sections and the version of its prompt. */
export type RequestedSections = { sections: readonly string[]; promptVersion: string }

/**
 * The schema of an answer: all of these sections required, no other allowed, each with evidence
 * since prompt version 2. Anything beyond ranges, enumerations and sections is refused.
 */
export function answerSchema({
  sections,
  promptVersion,
}: RequestedSections): z.ZodType<AIInsights> {
  const chosen = Object.entries(SECTIONS)
    .filter(([name]) => sections.includes(name))
    .map(
      ([name, { fields, requested }]) =>
        [name, promptVersion === '1' ? fields : requested] as const,
    )
  return z.strictObject({ ...Object.fromEntries(chosen), ...General })
}
