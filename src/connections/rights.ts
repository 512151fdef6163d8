import type { GraphLogin } from '../platforms/graph-call.ts'
import type { EXTRA_RIGHTS } from '../settings/graph.ts'

type ExtraRight = (typeof EXTRA_RIGHTS)[number]

/** The rights needed for reading. */
const BASIC: Readonly<Record<GraphLogin, readonly string[]>> = {
  facebook: [
    'instagram_basic',
    'pages_show_list',
    'pages_read_engagement',
    'instagram_manage_insights',
  ],
  instagram: ['instagram_business_basic', 'instagram_business_manage_insights'],
}

/** The names of the additional rights in Instagram Login; it has no equivalent of the others. */
const OF_INSTAGRAM: Partial<Record<ExtraRight, string>> = {
  instagram_content_publish: 'instagram_business_content_publish',
  instagram_manage_comments: 'instagram_business_manage_comments',
}

/** Returns the rights that a login asks for. */
export function rightsWanted(login: GraphLogin, extra: readonly ExtraRight[]): string[] {
  const further = login === 'facebook' ? extra : extra.flatMap((right) => OF_INSTAGRAM[right] ?? [])
  return [...BASIC[login], ...further]
}

/** The rights of a Facebook Login that Business Discovery needs. */
export const RIGHTS_FOR_DISCOVERY = [
  'instagram_basic',
  'instagram_manage_insights',
  'pages_read_engagement',
]
