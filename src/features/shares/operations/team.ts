import { ConflictError, invalidField, NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { json, problem, rawBody, z } from '../../../http/router.ts'
import { readLogo } from '../read-logo.ts'
import { TeamProfileView, tags } from '../share-view.ts'
import { getTeamProfile, nameTeam, readTeamLogo, setTeamLogo } from '../store/team-profile.ts'
import type { ShareParts } from './shares.ts'

const operation = operationsFor<ShareParts>()

const LOGO_BYTES = 1_000_000
const access = 'lists:write'
const nameless = 'The team has no name yet'

/** The name and the logo on reports. */
export const teamProfileOperations = {
  getTeamProfile: operation.get({
    path: '/api/shares/team',
    access: { either: ['lists:read', 'creators:read'] },
    tags,
    summary: 'The name and the logo that reports show',
    answer: TeamProfileView,
    success: 'The profile',
    run: async (_, { db }) => await getTeamProfile(db),
  }),

  nameTeam: operation.act({
    method: 'put',
    path: '/api/shares/team',
    access,
    tags,
    summary: 'Give the team the name that reports show',
    body: z
      .strictObject({ name: z.string().trim().normalize('NFC').min(1).max(80) })
      .openapi('TeamName'),
    answer: TeamProfileView,
    success: 'The profile',
    async run({ body: { name } }, { db }) {
      await nameTeam(db, name)
      return await getTeamProfile(db)
    },
  }),

  getTeamLogo: operation.raw({
    method: 'get',
    path: '/api/shares/team/logo',
    access: { either: ['lists:read', 'creators:read'] },
    tags,
    summary: 'The logo that reports show',
    responses: {
      200: {
        description: 'A PNG of at most 256 px',
        content: { 'image/png': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      404: problem('There is none'),
    },
    async run(_, { db }, { http }) {
      const logo = await readTeamLogo(db)
      if (!logo) throw new NoSuchRecordError('the team has no logo')
      return http.body(new Uint8Array(logo), 200, {
        'content-type': 'image/png',
        'cache-control': 'private, no-cache',
        'content-security-policy': 'sandbox',
      })
    },
  }),

  setTeamLogo: operation.raw({
    method: 'put',
    path: '/api/shares/team/logo',
    access,
    tags,
    summary: 'Set the logo that reports show',
    description: 'A JPEG, PNG or WebP; it is kept as a PNG of at most 256 px.',
    body: rawBody('application/octet-stream', {
      maxBytes: LOGO_BYTES,
      schema: { type: 'string', format: 'binary' },
    }),
    responses: {
      200: json('The profile', TeamProfileView),
      409: problem(nameless),
      422: problem('The file is no picture'),
    },
    async run(_, { db }, { http, respond }) {
      const logo = await readLogo(Buffer.from(await http.req.arrayBuffer()))
      if (!logo) throw invalidField('body', 'is no JPEG, PNG or WebP', { code: 'not_a_picture' })
      if (!(await setTeamLogo(db, logo))) throw new ConflictError(nameless)
      return respond(await getTeamProfile(db), 200)
    },
  }),

  removeTeamLogo: operation.act({
    method: 'delete',
    path: '/api/shares/team/logo',
    access,
    tags,
    summary: 'Remove the logo that reports show',
    answer: TeamProfileView,
    success: 'The profile',
    async run(_, { db }) {
      await setTeamLogo(db, null)
      return await getTeamProfile(db)
    },
  }),
}
