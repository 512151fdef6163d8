import { pages } from '../../src/console/pages/index.ts'
import { features } from '../../src/features/index.ts'
import type { ConsolePage } from '../../src/console/page.ts'

/** Those of features, and those of none. */
export const everyPage: readonly ConsolePage[] = [
  ...pages,
  ...features.flatMap((feature) => feature.pages ?? []),
]
