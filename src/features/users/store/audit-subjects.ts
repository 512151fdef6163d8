import { sql } from 'kysely'
import { isUuid } from '../../../base/text.ts'
import type { Db } from '../../../db/handles.ts'

/** Paths of many things, which look like those of one. */
const MANY = [
  '/api/accounts/app-profile',
  '/api/accounts/bulk',
  '/api/accounts/import',
  '/api/blogs/import',
  '/api/campaigns/currency',
  '/api/ig/bind',
  '/api/instagram/scan/estimate',
  '/api/products/batch-delete',
  '/api/products/batch-update',
  '/api/products/drafts/batch-approve',
  '/api/products/drafts/batch-reject',
  '/api/products/import',
  '/api/relations/pairs',
  '/api/tasks/analyze',
  '/api/tasks/bulk',
  '/api/tasks/discover',
  '/api/tasks/retry',
  '/api/tasks/scrape',
  '/api/tasks/update',
  '/api/watches/news',
]

/** The paths of things that people change; a name in braces is the kind of a thing. */
const TEMPLATES = [
  ...MANY,
  '/api/accounts/{account}',
  '/api/batches/{batch}',
  '/api/blogs/{creator}',
  '/api/campaigns/{list}',
  '/api/campaigns/{list}/promises/{creator}',
  '/api/campaigns/{list}/results/{result}',
  '/api/categories/{category}',
  '/api/groups/{group}',
  '/api/hashtags/{hashtag}',
  '/api/ig/accounts/{connection}',
  '/api/ig/{connection}',
  '/api/ig/media/{reel}',
  '/api/instagram/scan/{scan}',
  '/api/lists/{list}',
  '/api/lists/{list}/members/{creator}',
  '/api/pool/targets/{creator}',
  '/api/posts/{post}',
  '/api/posts/{post}/captions/{caption}',
  '/api/posts/{post}/executions/{publication}',
  '/api/products/conflicts/{product}',
  '/api/products/drafts/{draft}',
  '/api/products/pictures/{product}',
  '/api/products/source/{product}',
  '/api/products/{product}',
  '/api/projects/{project}',
  '/api/projects/{project}/versions/{version}',
  '/api/proxies/{proxy}',
  '/api/relations/pairs/{pair_check}',
  '/api/relations/{check}',
  '/api/schedule/{job}',
  '/api/stores/{store}',
  '/api/stores/{store}/posts/{store_post}',
  '/api/story-lists/{list}',
  '/api/task-types/{task_type}',
  '/api/tasks/{task}',
  '/api/tokens/{token}',
  '/api/uploads/{file}',
  '/api/users/{user}',
  '/api/views/{view}',
  '/api/watches/{list}',
].map((path) => path.split('/'))

/** A thing that was changed: its kind, and its id or name in the path. */
export type SubjectRef = { kind: string; ref: string }

/** The things in the path of a change, the changed one last; none for a path of many things. */
export function subjectsIn(path: string): SubjectRef[] {
  const segments = path.split('/')
  const template = TEMPLATES.find(
    (each) =>
      each.length === segments.length &&
      each.every((part, place) => part.startsWith('{') || part === segments[place]),
  )
  return (template ?? []).flatMap((part, place) =>
    part.startsWith('{') ? [{ kind: part.slice(1, -1), ref: decoded(segments[place] ?? '') }] : [],
  )
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch (error) {
    if (error instanceof URIError) return segment
    throw error
  }
}

/** Kinds whose path never has a name. */
const NAMELESS: ReadonlySet<string> = new Set([
  'task',
  'batch',
  'scan',
  'version',
  'caption',
  'result',
])

/** Finds the names of things by one query; null for those that are gone or have none. */
export async function nameSubjects(
  db: Db,
  refs: readonly SubjectRef[],
): Promise<(ref: SubjectRef) => string | null> {
  const ids = refs.filter(({ ref }) => isUuid(ref))
  const of = (kind: string) => {
    const found = ids.flatMap((each) => (each.kind === kind ? [each.ref] : []))
    return sql`any (${[...new Set(found)]}::uuid[])`
  }
  const { rows } = await sql<{ kind: string; id: string; name: string | null }>`
    select 'account' as kind, id::text as id, username as name from shared.instagram_accounts
      where id = ${of('account')}
    union all select 'connection', id::text, username from shared.connections where id = ${of('connection')}
    union all select 'creator', id::text, username from shared.blogs where id = ${of('creator')}
    union all select 'category', id::text, name from shared.categories where id = ${of('category')}
    union all select 'group', id::text, name from shared.groups where id = ${of('group')}
    union all select 'list', id::text, name from shared.lists where id = ${of('list')}
    union all select 'post', id::text, left(split_part(trim(caption), E'\\n', 1), 60) from shared.posts
      where id = ${of('post')}
    union all select 'product', id::text, name from shared.products where id = ${of('product')}
    union all select 'project', id::text, name from shared.projects where id = ${of('project')}
    union all select 'proxy', id::text, coalesce(label, host || ':' || port) from shared.proxies
      where id = ${of('proxy')}
    union all select 'reel', id::text, left(split_part(trim(caption), E'\\n', 1), 60) from shared.own_media
      where id = ${of('reel')}
    union all select 'check', id::text, username from shared.relation_checks where id = ${of('check')}
    union all select 'store', id::text, name from shared.stores where id = ${of('store')}
    union all select 'user', id::text, name from shared.users where id = ${of('user')}
    union all select 'user', login, name from shared.users
      where login = any (${refs.flatMap(({ kind, ref }) => (kind === 'user' ? [ref] : []))}::text[])`.execute(
    db,
  )
  const names = new Map(rows.map(({ kind, id, name }) => [`${kind} ${id}`, name]))
  return ({ kind, ref }) => {
    const name = names.get(`${kind} ${ref}`)
    if (name !== undefined) return name === '' ? null : name
    return isUuid(ref) || NAMELESS.has(kind) ? null : ref
  }
}

/** The name in what was stored of a change, such as that of a thing which is deleted by now. */
export function nameIn(fields: Readonly<Record<string, unknown>> | null): string | null {
  for (const key of ['username', 'name', 'label', 'title', 'caption', 'hashtag', 'login']) {
    const value = fields?.[key]
    if (typeof value === 'string' && value !== '') return value.split('\n')[0]?.slice(0, 60) ?? null
  }
  return null
}
