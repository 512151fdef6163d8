import { defineMessages } from '../messages.ts'
import en from '../texts/metrics/en.json' with { type: 'json' }

/** The names of the metrics of a post, and the units of their numbers. */
export const metricMessages = defineMessages(en, new URL('../texts/metrics/', import.meta.url))
