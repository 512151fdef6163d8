import type { Ages } from './ages.ts'
import { APP_BUILDS } from './app-builds.ts'
import { GRAPH_VERSIONS } from './graph-versions.ts'
import { OPENAI_MODELS } from './openai-models.ts'
import { LIMITS_THAT_AGE } from './platform-limits.ts'
import { POSTGRES_MINORS } from './postgres-minors.ts'

/**
 * Every assumption of gramd about the outside world that will change; docs/what-ages.md is
 * generated from it.
 */
export const WHAT_AGES: readonly Ages<unknown>[] = [
  APP_BUILDS,
  GRAPH_VERSIONS,
  OPENAI_MODELS,
  LIMITS_THAT_AGE,
  POSTGRES_MINORS,
]
