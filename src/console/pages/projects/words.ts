import { defineWords } from '../../words.ts'
import { en } from './words-en.ts'
import { ru } from './words-ru.ts'

/** The API's names, in the order of the forms. */
export const METRIC_NAMES = [
  'views',
  'reach',
  'retention',
  'saves',
  'shares',
  'likes',
  'comments',
  'follows',
  'profile_visits',
  'skip_rate',
  'interactions',
  'watch_time_ms',
  'avg_watch_time_ms',
] as const
export type MetricName = (typeof METRIC_NAMES)[number]

export const projectsWords = defineWords({ en, ru })
