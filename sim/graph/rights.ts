import { forbidden, GraphProblem } from './errors.ts'
import type { Login } from './grants.ts'
import type { Token } from './tokens.ts'

/** The rights that Meta's dialogs know, by login. */
export const RIGHTS: Readonly<Record<Login, readonly string[]>> = {
  facebook: [
    'instagram_basic',
    'instagram_manage_insights',
    'instagram_content_publish',
    'instagram_manage_comments',
    'instagram_manage_messages',
    'instagram_manage_contents',
    'pages_show_list',
    'pages_read_engagement',
    'pages_manage_metadata',
    'business_management',
    'ads_management',
    'ads_read',
    'public_profile',
    'email',
  ],
  instagram: [
    'instagram_business_basic',
    'instagram_business_manage_insights',
    'instagram_business_content_publish',
    'instagram_business_manage_comments',
    'instagram_business_manage_messages',
  ],
}

/** The rights that calls need, by login; undefined where the login has no such right. */
const NEEDS = {
  basic: { facebook: 'instagram_basic', instagram: 'instagram_business_basic' },
  insights: {
    facebook: 'instagram_manage_insights',
    instagram: 'instagram_business_manage_insights',
  },
  publish: {
    facebook: 'instagram_content_publish',
    instagram: 'instagram_business_content_publish',
  },
  comments: {
    facebook: 'instagram_manage_comments',
    instagram: 'instagram_business_manage_comments',
  },
  contents: { facebook: 'instagram_manage_contents', instagram: undefined },
  pages: { facebook: 'pages_show_list', instagram: undefined },
  pageContent: { facebook: 'pages_read_engagement', instagram: undefined },
  pageHooks: { facebook: 'pages_manage_metadata', instagram: undefined },
  businesses: { facebook: 'business_management', instagram: undefined },
} as const satisfies Record<string, Record<Login, string | undefined>>
export type Need = keyof typeof NEEDS

/** Throws code 10, or for pages code 200, unless the person granted the right. */
export function requireRight({ login, grant }: Token, need: Need): void {
  const right = NEEDS[need][login]
  if (right !== undefined && grant.granted.has(right)) return
  if (!need.startsWith('page')) throw forbidden(right)
  throw new GraphProblem(
    { message: `(#200) Requires ${right ?? 'another'} permission to manage the object`, code: 200 },
    403,
  )
}
