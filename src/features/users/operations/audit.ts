import { listAudit } from '../../../http/access/audit.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { findPictures, type PictureSubject } from '../../../media/subject-pictures.ts'
import type { Services } from '../../services.ts'
import { nameIn, nameSubjects, subjectsIn, type SubjectRef } from '../store/audit-subjects.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

type Row = Awaited<ReturnType<typeof listAudit>>[number]

const Fields = z.record(z.string(), z.unknown())

const Subject = z
  .object({
    kind: z.string().openapi({ example: 'list' }),
    ref: z.string().openapi({ description: 'Its id or name in the path' }),
    name: z.string().nullable().openapi({
      description: 'As it is called now; null when it is gone, or has no name',
    }),
  })
  .nullable()

const AuditEntry = z
  .object({
    id: z.string(),
    at: Timestamp,
    principal: z.string().openapi({ example: 'user:019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44' }),
    name: z.string().openapi({ description: 'Of the user or token, as it was then' }),
    action: z.string().openapi({ description: 'The operationId', example: 'changeUser' }),
    object: z.string().nullable().openapi({
      description: 'The path of what was changed; null once it was erased',
      example: '/api/users/aigerim',
    }),
    person: z.string().nullable().openapi({
      description: 'The name of the user as it is now; null for the service and its tokens',
    }),
    subject: Subject.openapi({ description: 'The thing that was changed' }),
    picture: z
      .object({ sha256: z.string().nullable(), upload_id: z.uuid().nullable() })
      .nullable()
      .openapi({ description: 'Of a creator, post, reel or product, where it is known' }),
    parent: Subject.openapi({ description: 'The thing that it belongs to, such as a list' }),
    before: Fields.nullable().openapi({ description: 'The fields that changed' }),
    after: Fields.nullable(),
    status: z.int().nullable().openapi({
      description: 'Of the answer; null when the process died, and the change may have happened',
    }),
    request_id: z.string(),
    address: z.string().nullable(),
  })
  .openapi('AuditEntry')

export const auditOperations = {
  listAudit: operation.list({
    path: '/api/audit',
    access: 'audit:read',
    tags: ['users'],
    summary: 'Who changed what, newest first',
    filter: {
      principal: z.string().min(1).max(100).optional(),
      action: z.string().min(1).max(100).optional(),
      object: z.string().min(1).max(500).optional(),
      since: z.iso.datetime().optional(),
      until: z.iso.datetime().optional(),
    },
    answer: pageOf(AuditEntry).openapi('AuditLog'),
    success: 'A page of the audit log',
    key: z.tuple([z.string().regex(/^\d{1,15}$/)]),
    async run({ query, page }, { db }) {
      const rows = await listAudit(db, { ...query, limit: page.take, after: page.after?.[0] })
      return page.cut(await withSubjects(db, rows), ({ id }) => [id])
    },
  }),
}

const userOf = ({ principal }: Row): SubjectRef[] =>
  principal.startsWith('user:') ? [{ kind: 'user', ref: principal.slice('user:'.length) }] : []

/** Kinds of things that have pictures. */
const PICTURED = ['post', 'reel', 'product', 'creator'] as const

const pictured = ({ kind: name, ref }: SubjectRef): PictureSubject[] => {
  const kind = PICTURED.find((each) => each === name)
  return kind === undefined ? [] : [{ kind, ref }]
}

/** Adds the names of who changed what and the pictures of things, by one query each. */
async function withSubjects(db: Services['db'], rows: readonly Row[]) {
  const found = rows.map((row) => ({
    row,
    person: userOf(row)[0],
    things: row.object === null ? [] : subjectsIn(row.object),
  }))
  const refs = found.flatMap(({ person, things }) => [...(person ? [person] : []), ...things])
  const [nameOf, pictureOf] = await Promise.all([
    nameSubjects(db, refs),
    findPictures(db, refs.flatMap(pictured)),
  ])
  return found.map(({ row, person, things }) => {
    const [subject, parent] = things.toReversed()
    const named = (ref: SubjectRef | undefined) => ref && { ...ref, name: nameOf(ref) }
    const own = named(subject)
    return {
      ...row,
      person: person ? nameOf(person) : null,
      subject: own ? { ...own, name: own.name ?? nameIn(row.before) ?? nameIn(row.after) } : null,
      parent: named(parent) ?? null,
      picture: (subject && pictured(subject).map(pictureOf)[0]) ?? null,
    }
  })
}
