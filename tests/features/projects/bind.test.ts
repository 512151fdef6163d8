import { z } from 'zod'
import { bindTagged } from '../../../src/features/projects/store/bindings.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, testOnSharedDatabase as test } from '../../fixtures/test.ts'
import { problemIn, type TestApi } from '../../http/kit.ts'
import { aPerson, aPost, aProject, aVersion, projectsApi } from './kit.ts'

const Binding = z.looseObject({ id: z.string(), number: z.int(), kind: z.string() })
const Suggested = z.object({
  binding: Binding.nullable(),
  tags: z.array(z.object({ version_id: z.string().nullable() })),
  suggestions: z.array(z.object({ version_id: z.string(), similarity: z.number() })),
})

const SCRIPT =
  'Зелёные кроссовки для длинных пробежек: подошва держит влажный асфальт, шнурки не развязываются. Сохраните размерную сетку.'

/** Somebody with a project of one version. */
async function aMaker(db: Db, login: string, script = SCRIPT) {
  const api = projectsApi(db)
  const { id: ownerId, token } = await aPerson(db, login)
  const projectId = await aProject(api, token)
  const versionId = await aVersion(api, token, projectId, { script })
  const bind = async (igMediaId: string) =>
    await api.send('POST', '/api/ig/bind', { token, json: { projectId, versionId, igMediaId } })
  const suggested = async (mediaId: string) =>
    Suggested.parse(
      await (await api.send('GET', `/api/ig/media/${mediaId}/suggestions`, { token })).json(),
    )
  return { api, ownerId, token, projectId, versionId, bind, suggested }
}

test('a post is bound by either id, once, to one version, and unbound again', async ({ db }) => {
  const { api, token, ownerId, projectId, bind } = await aMaker(db, 'binder')
  const media = await aPost(db, { ownerId, platformId: '17900000000000001' })

  const [first, again] = [await bind(media), await bind('17900000000000001')]
  expect([first.status, again.status]).toEqual([201, 200])
  const { id, number, kind } = Binding.parse(await again.json())
  expect([number, kind]).toEqual([1, 'manual'])
  const other = await aVersion(api, token, projectId)
  const json = { projectId, versionId: other, igMediaId: media }
  const refused = await api.send('POST', '/api/ig/bind', { token, json })
  expect([refused.status, (await problemIn(refused)).code]).toEqual([409, 'post_bound'])
  const listed = await api.send('GET', `/api/ig/bind?media=${media}`, { token })
  expect(await listed.json()).toMatchObject({ data: [{ id, mediaId: media }] })

  const path = `/api/ig/bind/${id}`
  const statuses = [
    (await api.send('DELETE', path, { token })).status,
    (await api.send('GET', path, { token })).status,
    (await api.send('POST', '/api/ig/bind', { token, json })).status,
  ]
  expect(statuses).toEqual([204, 404, 201])
})

test('a binding is asked for in both spellings, and answered in one', async ({ db }) => {
  const { api, token, ownerId, projectId, versionId } = await aMaker(db, 'speller')
  const media = await aPost(db, { ownerId })
  const json = { project_id: projectId, version_id: versionId, ig_media_id: media }
  const bound = await api.send('POST', '/api/ig/bind', { token, json })

  expect(bound.status).toBe(201)
  const answer = z.record(z.string(), z.unknown()).parse(await bound.json())
  expect(answer).toMatchObject({ projectId, versionId, mediaId: media })
  expect(Object.keys(answer).filter((name) => name.includes('_'))).toEqual([])
})

test('posts and versions of others look as if they did not exist', async ({ db }) => {
  const own = await aMaker(db, 'own')
  const foreign = await aMaker(db, 'foreign')
  const media = await aPost(db, { ownerId: foreign.ownerId })
  const fieldOf = async (answer: Response) => [
    answer.status,
    (await problemIn(answer)).errors[0]?.field,
  ]

  expect(await fieldOf(await own.bind(media))).toEqual([422, 'igMediaId'])
  const { projectId, versionId } = foreign
  const json = { projectId, versionId, igMediaId: await aPost(db, { ownerId: own.ownerId }) }
  const answer = await own.api.send('POST', '/api/ig/bind', { token: own.token, json })
  expect(await fieldOf(answer)).toEqual([422, 'versionId'])
  const asService = await own.api.send('POST', '/api/ig/bind', { json })
  expect(await fieldOf(asService)).toEqual([422, 'igMediaId'])
  await foreign.bind(media)
  const seen = await own.api.send('GET', `/api/ig/bind?media=${media}`, { token: own.token })
  expect(await seen.json()).toEqual({ data: [] })
  const suggestions = `/api/ig/media/${media}/suggestions`
  expect((await own.api.send('GET', suggestions, { token: own.token })).status).toBe(404)
})

const Tagged = z.looseObject({ tag: z.string() })

const versionOf = async ({ send }: TestApi, token: string, projectId: string, version: string) =>
  Tagged.parse(
    await (await send('GET', `/api/projects/${projectId}/versions/${version}`, { token })).json(),
  )

test('a tag in a caption binds the owner’s post; tags of others and several tags bind nothing', async ({
  db,
}) => {
  const { api, token, projectId, versionId, ownerId, suggested } = await aMaker(db, 'tagger')
  const stranger = await aPerson(db, 'stranger')
  const { tag } = await versionOf(api, token, projectId, 'v1')
  const old = `#gramd:proj:${projectId}:v:1`
  await aVersion(api, token, projectId)
  const second = await versionOf(api, token, projectId, 'v2')
  const [own, older, both, foreign, several, unknown, news] = [
    await aPost(db, { ownerId, caption: `Run! ${tag}` }),
    await aPost(db, { ownerId, caption: `Run! ${old}` }),
    await aPost(db, { ownerId, caption: `${tag.toUpperCase()} ${old}` }),
    await aPost(db, { ownerId: stranger.id, caption: tag }),
    await aPost(db, { ownerId, caption: `${tag} ${second.tag}` }),
    await aPost(db, { ownerId, caption: `#gramd:proj:${projectId}:v:9` }),
    await aPost(db, { ownerId, caption: '#gramdnewsxy' }),
  ]
  const all = [own, older, both, foreign, several, unknown, news]
  const bound = async () =>
    await db.transaction().execute(async (tx) => {
      await bindTagged(tx, '#gramd', all)
    })
  await bound()
  await bound()

  const rows = await db
    .selectFrom('bindings')
    .select(['media_id', 'version_id', 'kind'])
    .where('media_id', 'in', all)
    .orderBy('media_id')
    .execute()
  expect(rows).toEqual(
    [own, older, both].map((media_id) => ({ media_id, version_id: versionId, kind: 'tagged' })),
  )
  expect((await suggested(several)).tags).toHaveLength(2)
  expect(await suggested(unknown)).toMatchObject({ binding: null, tags: [{ version_id: null }] })
  // A hashtag like others.
  expect((await suggested(news)).tags).toEqual([])
})

test('a caption like a script is a suggestion and binds nothing; other captions suggest nothing', async ({
  db,
}) => {
  const { versionId, ownerId, suggested } = await aMaker(db, 'writer')
  await aMaker(db, 'other-writer')
  const alike = await aPost(db, {
    ownerId,
    caption:
      'Кроссовки для длинной пробежки по влажному асфальту. Сохраняйте размерную сетку! #run',
  })
  const unlike = await aPost(db, { ownerId, caption: 'Сегодня готовим плов с бараниной и айвой' })

  const { suggestions, binding } = await suggested(alike)
  expect([binding, suggestions.map(({ version_id }) => version_id)]).toEqual([null, [versionId]])
  expect(suggestions[0]?.similarity).toBeGreaterThan(0.7)
  expect((await suggested(unlike)).suggestions).toEqual([])
})

test('a post is named by its link in every form, and by one name alone', async ({ db }) => {
  const { api, token, ownerId, projectId, versionId } = await aMaker(db, 'paster')
  const id = await aPost(db, { ownerId })
  await db.updateTable('own_media').set({ shortcode: 'C0-ffee_1' }).where('id', '=', id).execute()
  const bind = async (json: object) =>
    (await api.send('POST', '/api/ig/bind', { token, json: { projectId, versionId, ...json } }))
      .status
  const links = [
    'https://www.instagram.com/reel/C0-ffee_1/?igsh=abc==',
    'instagram.com/reels/C0-ffee_1',
    'https://m.instagram.com/p/C0-ffee_1#x',
    ' https://www.instagram.com/brand/tv/C0-ffee_1/ ',
  ]
  const statuses: number[] = []
  for (const permalink of links) statuses.push(await bind({ permalink }))
  expect(statuses).toEqual([201, 200, 200, 200])

  const refused = [
    await bind({ permalink: 'https://example.com/reel/C0-ffee_1/' }),
    await bind({ permalink: 'https://www.instagram.com/brand/' }),
    await bind({}),
    await bind({ permalink: links[0], igMediaId: id }),
  ]
  expect(refused).toEqual([422, 422, 422, 422])
})
