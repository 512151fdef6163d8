import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builderProblems } from './architecture/builders.ts'
import { circlesOf, importGraph } from './architecture/circles.ts'
import { readSources } from './architecture/sources.ts'
import { heldOutProblems } from './architecture/held-out.ts'
import { openBodyProblems } from './architecture/open-bodies.ts'
import { layerProblems } from './architecture/layers.ts'
import { noDatabase, wholeApi } from './openapi/whole-app.ts'
import type { Access } from '../src/http/access/access.ts'
import { createRoute, createRouter, json, jsonBody, z } from '../src/http/router.ts'
import { tableReaderProblems } from './architecture/table-readers.ts'
import { plantedProject } from './architecture/planted-project.ts'
import { taskNameProblems } from './architecture/task-names.ts'
import { tableHomes, tableWriterProblems, tableWrites } from './architecture/table-writers.ts'

const PROJECT = join(import.meta.dirname, '..')

/** Reading every source takes seconds, and longer while other tests load the machine. */
const WHOLE_PROJECT = { timeout: 120_000 }

describe('this project', WHOLE_PROJECT, () => {
  test('has no import that points upward or into the inside of a feature', () => {
    expect(layerProblems(PROJECT)).toEqual([])
  })

  test('has no circle of imports, not even through types', () => {
    const sources = readSources(PROJECT, 'src')
    expect(circlesOf(importGraph(PROJECT, sources, { withTypes: true }))).toEqual([])
  })

  test('builds nothing outside daemon.ts and main.ts', () => {
    expect(builderProblems(PROJECT)).toEqual([])
  })

  test('writes each table from one folder', () => {
    expect(tableWriterProblems(PROJECT)).toEqual([])
  })

  test('reads the tables of other folders only as those share them', () => {
    expect(tableReaderProblems(PROJECT)).toEqual([])
  })

  test('names a task type only in its own folder', () => {
    expect(taskNameProblems(PROJECT)).toEqual([])
  })
})

describe('the check of bodies that anybody may send', () => {
  const responses = { 200: json('It', z.unknown()) }
  const routeWith = (access: Access, body: ReturnType<typeof jsonBody>) =>
    createRoute({ method: 'post', path: '/api/x', access, request: { body }, responses })
  const problemsWith = (access: Access, maxBytes: number): string[] =>
    openBodyProblems(
      createRouter().openapi(routeWith(access, jsonBody(z.unknown(), { maxBytes })), (c) =>
        c.json({}, 200),
      ),
    )
  const signature = { hasForm: () => true, isValid: () => true }

  test('finds none in this project', () => {
    expect(openBodyProblems(wholeApi({ db: noDatabase(), apiKey: '' }))).toEqual([])
  })

  test('lets small ones pass, and a signed one of 1.5 megabytes', () => {
    expect(problemsWith('open', 4_096)).toEqual([])
    expect(problemsWith({ signature, maxBytes: 1 }, 1_572_864)).toEqual([])
  })

  test.for([['open'], [{ optional: 'system:read' }]] as const)(
    'refuses a route for %j with a large limit',
    ([access]) => {
      expect(problemsWith(access, 65_537)).toEqual(['POST /api/x takes a large body from anybody'])
    },
  )

  test('a route for anybody without a limit cannot even be declared', () => {
    for (const access of ['open', { optional: 'system:read' }] as const)
      expect(() => routeWith(access, jsonBody(z.unknown()))).toThrow('declare its maxBytes')
    expect(() => routeWith('creators:read', jsonBody(z.unknown()))).not.toThrow()
  })
})

test(
  'the held-out half of the labelled posts is used by the evaluation alone',
  WHOLE_PROJECT,
  () => {
    expect(heldOutProblems(PROJECT)).toEqual([])
  },
)

describe('the check of the held-out half', () => {
  const base = {
    'src/main.ts': 'export {}\n',
    'bench/main.ts': 'export {}\n',
    'sim/main.ts': "import { shown } from '../tools/evaluate/shown.ts'\nexport const a = shown\n",
    'tools/evaluate/posts/held-out/sale.json': '[]',
    'tools/evaluate/shown.ts': 'export const shown = 1\n',
    'tools/evaluate/held.ts':
      "import sale from './posts/held-out/sale.json' with { type: 'json' }\nexport const held = sale\n",
    'tools/evaluate/all.ts': "export { held } from './held.ts'\n",
    'tests/tools/evaluate/all.test.ts':
      "import { held } from '../../../tools/evaluate/all.ts'\nvoid held\n",
  }
  const problemsWith = (files: Record<string, string>): string[] =>
    heldOutProblems(plantedProject({ ...base, ...files }))

  test('lets the evaluation and its tests use it', () => {
    expect(problemsWith({})).toEqual([])
  })

  test.for([
    ['sim/x.ts', "import { held } from '../tools/evaluate/all.ts'\nvoid held\n"],
    [
      'src/x.ts',
      "export const posts = () => import('../tools/evaluate/posts/held-out/sale.json')\n",
    ],
    ['tests/x.ts', "void readFileSync('tools/evaluate/posts/held-out/sale.json')\n"],
    ['tests/y.ts', "void readFileSync('tools/evaluate/prices/held-out/kes.json')\n"],
  ] as const)('refuses its use in %s', ([path, text]) => {
    expect(problemsWith({ [path]: text }).join()).toContain(path)
  })

  test('fails when nothing uses it', () => {
    expect(() => problemsWith({ 'tools/evaluate/held.ts': 'export const held = 1\n' })).toThrow(
      'nothing uses',
    )
  })
})

describe('the check of the layers', () => {
  const task =
    "import { x } from '../../../base/errors.ts'\nexport type T = 1\nexport const y = x\n"
  const base = {
    'src/base/errors.ts': 'export const x = 1\n',
    'src/features/index.ts': "export { y } from './scrape/index.ts'\n",
    'src/features/scrape/index.ts': "export { y } from './tasks/full-scrape.ts'\n",
    'src/features/scrape/tasks/full-scrape.ts': task,
    'src/features/discover/index.ts': "export { y } from '../scrape/index.ts'\n",
    'src/daemon.ts': "import { y } from './features/index.ts'\nexport const all = y\n",
    'src/main.ts': "import { all } from './daemon.ts'\nawait all\n",
    'src/queue/claim.ts': "import { x } from '../base/errors.ts'\nexport const claim = x\n",
    'sim/main.ts': 'export {}\n',
  }
  const problemsWith = (files: Record<string, string>): string[] =>
    layerProblems(plantedProject({ ...base, ...files }))

  test('is content with a project that keeps them', () => {
    expect(problemsWith({})).toEqual([])
  })

  test('fails when there is nothing to check', () => {
    const root = plantedProject({})
    mkdirSync(join(root, 'src'))
    expect(() => layerProblems(root)).toThrow('no source file in src/')
  })

  const target = '../features/scrape/tasks/full-scrape.ts'
  test.for([
    ['a static import', `import { y } from '${target}'\nexport const z = y`],
    ['a default import', `import y from '${target}'\nexport const z = y`],
    ['a namespace import', `import * as y from '${target}'\nexport const z = y`],
    ['a side-effect import', `import '${target}'`],
    ['an import with attributes', `import y from '${target}' with { type: 'text' }\nvoid y`],
    ['a type import', `import type { T } from '${target}'\nexport type Z = T`],
    ['an inline type import', `import { type T } from '${target}'\nexport type Z = T`],
    ['a type import in place', `export type Z = import('${target}').T`],
    ['typeof import', `export type Z = typeof import('${target}')`],
    ['export from', `export { y } from '${target}'`],
    ['export all', `export * from '${target}'`],
    ['export all under a name', `export * as all from '${target}'`],
    ['a type export', `export type { T } from '${target}'`],
    ['import =', `import y = require('${target}')\nexport const z = y`],
    ['a dynamic import', `export const z = await import('${target}')`],
    ['a dynamic import of a template', `export const z = () => import(\`${target}\`)`],
    ['require', `export const z = require('${target}')`],
    ['require.resolve', `export const z = require.resolve('${target}')`],
    ['module.require', `export const z = module.require('${target}')`],
    ['createRequire', `const load = createRequire(import.meta.url)\nload('${target}')`],
    ['createRequire at once', `createRequire(import.meta.url)('${target}')`],
    ['Module.createRequire', `const r = Module.createRequire('.')\nr.resolve('${target}')`],
    ['import.meta.resolve', `export const z = import.meta.resolve('${target}')`],
    ['a worker', `export const w = () => new Worker(new URL('${target}', import.meta.url))`],
    ['an aliased loader', `const load = require\nload('${target}')`],
    ['a reference', `/// <reference path="${target}" />\nexport {}`],
    ['a path without its ending', `export const z = require('${target.replace('.ts', '')}')`],
    ['a folder', `export const z = require('../features/scrape')`],
    ['a path with a query', `import '${target}?fresh'`],
    ['a roundabout path', `import '../queue/./../features/scrape/tasks/full-scrape.ts'`],
  ] as const)('catches %s', ([, text]) => {
    expect(problemsWith({ 'src/queue/planted.ts': text })).toEqual([
      expect.stringMatching(
        /^src\/queue\/planted\.ts:\d imports src\/features\/scrape\/.*: queue must not know features$/,
      ),
    ])
  })

  test('is not misled by comments, strings and regular expressions', () => {
    const text = `// import '${target}'\n/* import '${target}' */\nexport const a = "import '${target}'"
      export const b = \`import '${target}'\`\nexport const c = /import '\\.\\.'/`
    expect(problemsWith({ 'src/queue/planted.ts': text })).toEqual([])
  })

  test.for([
    ['a computed import', 'export const z = (n: string) => import(n)', 'computes what it imports'],
    ['a computed require', "export const z = require('../' + 'x')", 'computes what it imports'],
    ['an import map', "import '#features'", 'are imported by relative path'],
    ['an absolute path', "import '/srv/gramd/src/errors.ts'", 'are imported by relative path'],
    ['a file URL', "import 'file:///srv/gramd/src/errors.ts'", 'are imported by relative path'],
    ['the package itself', "import 'gramd/src/errors.ts'", 'are imported by relative path'],
    ['a path that leads nowhere', "void import('../nowhere.ts')", 'leads nowhere'],
    ['the stand-ins', "import '../../sim/main.ts'", 'src/ must not know it'],
  ] as const)('refuses %s', ([, text, reason]) => {
    expect(problemsWith({ 'src/queue/planted.ts': text })).toEqual([
      expect.stringContaining(reason),
    ])
  })

  test.for([
    ['src/base/a.ts', "import '../queue/claim.ts'", 'base must not know queue'],
    ['src/base/a.ts', "import type { A } from '../main.ts'", 'base must not know main'],
    ['src/base/a.ts', "import type { A } from '../db/a.ts'", 'base must not know db'],
    ['src/creators/a.ts', "import '../db/a.ts'", 'creators must not know db'],
    ['src/other.ts', "import type { A } from './db/a.ts'", 'config must not know db'],
    ['src/db/a.ts', "import type { A } from '../queue/claim.ts'", 'db must not know queue'],
    ['src/scheduler/a.ts', "import '../http/a.ts'", 'scheduler must not know http'],
    ['src/http/a.ts', "import '../features/index.ts'", 'http must not know features'],
    ['src/pool/a.ts', "import '../queue/claim.ts'", 'pool must not know queue'],
    ['src/platforms/a.ts', "import '../db/a.ts'", 'platforms must not know db'],
    ['src/ai/a.ts', "import '../features/index.ts'", 'ai must not know features'],
    ['src/cli/a.ts', "import '../http/a.ts'", 'cli must not know http'],
    ['src/features/scrape/a.ts', "import '../../daemon.ts'", 'features must not know daemon'],
    ['src/features/scrape/a.ts', "import '../../cli/a.ts'", 'features must not know cli'],
    ['src/features/scrape/a.ts', "import '../index.ts'", 'only daemon.ts knows everything'],
    ['src/features/scrape/a.ts', "import '../discover/b.ts'", 'the inside of another feature'],
    ['src/features/index.ts', "import './discover/b.ts'", 'the inside of another feature'],
    [
      'src/features/scrape/a.ts',
      "import '../../platforms/x/b.ts'",
      'only daemon.ts knows an adapt',
    ],
    ['src/platforms/y/a.ts', "import '../x/b.ts'", 'only daemon.ts knows an adapter'],
    ['src/daemon.ts', "import './features/discover/b.ts'", 'daemon.ts names no feature'],
    ['src/daemon.ts', "import './features/discover/index.ts'", 'daemon.ts names no feature'],
    ['src/services.ts', "import './features/scrape/index.ts'", 'daemon.ts names no feature'],
    ['src/daemon.ts', "import './main.ts'", 'daemon must not know main'],
    ['src/main.ts', "import './queue/claim.ts'", 'main must not know queue'],
    ['src/console/a.ts', "import '../features/index.ts'", 'console must not know features'],
    [
      'src/console/a.ts',
      "import '../features/operations.ts'",
      'console must not know operation types',
    ],
    ['src/features/scrape/pages/a.ts', "import '../b.ts'", 'pages must not know features'],
    ['src/features/scrape/pages/a.ts', "import type { B } from '../b.ts'", 'pages must not know'],
    ['src/features/scrape/fields/a.ts', "import '../b.ts'", 'fields must not know features'],
    ['src/features/scrape/pages/a.ts', "import '../../discover/fields/a.ts'", 'another feature'],
    ['src/features/scrape/a.ts', "import '../discover/pages/a.ts'", 'inside of another feature'],
    ['src/features/scrape/a.ts', "import '../discover/feature.ts'", 'inside of another feature'],
    ['src/features/scrape/a.ts', "import '../../console/a.ts'", 'features must not know console'],
  ] as const)('refuses in %s: %j', ([path, text, reason]) => {
    const targets = {
      'src/db/a.ts': '',
      'src/http/a.ts': '',
      'src/cli/a.ts': '',
      'src/console/a.ts': '',
      'src/features/operations.ts': '',
      'src/features/scrape/b.ts': '',
      'src/features/discover/b.ts': '',
      'src/features/discover/feature.ts': '',
      'src/features/discover/pages/a.ts': '',
      'src/features/discover/fields/a.ts': '',
      'src/platforms/x/b.ts': '',
    }
    expect(problemsWith({ ...targets, [path]: text })).toEqual([expect.stringContaining(reason)])
  })

  test.for([
    ['src/pool/a.ts', "import '../platforms/reading/b.ts'"],
    ['src/pool/a.ts', "import '../platforms/ports/x/b.ts'"],
    ['src/cli/a.ts', "import type { A } from '../http/a.ts'"],
    ['src/console/a.ts', "import type { A } from '../features/operations.ts'"],
    ['src/features/scrape/pages/a.ts', "import '../../../console/b.ts'"],
    ['src/features/scrape/feature.ts', "import './pages/a.ts'"],
    ['src/features/scrape/pages/a.ts', "import '../fields/a.ts'"],
    ['src/features/scrape/commands.ts', "import './fields/a.ts'"],
    ['src/features/index.ts', "import './scrape/feature.ts'"],
    [
      'src/features/operations.ts',
      "import type { operations } from './scrape/operations/index.ts'",
    ],
    ['src/features/scrape/a.ts', "import '../discover/index.ts'\nimport '../../http/a.ts'"],
    ['src/daemon.ts', "import './platforms/x/b.ts'\nimport './features/index.ts'"],
    ['src/queue/a.ts', "import 'kysely'\nexport const path = '../../migrations'"],
  ] as const)('allows in %s: %j', ([path, text]) => {
    const targets = {
      'src/db/a.ts': '',
      'src/http/a.ts': '',
      'src/console/b.ts': '',
      'src/features/operations.ts': '',
      'src/features/scrape/feature.ts': '',
      'src/features/scrape/operations/index.ts': '',
      'src/features/scrape/pages/a.ts': '',
      'src/features/scrape/fields/a.ts': '',
      'src/platforms/reading/b.ts': '',
      'src/platforms/ports/x/b.ts': '',
      'src/platforms/x/b.ts': '',
    }
    expect(problemsWith({ ...targets, [path]: text })).toEqual([])
  })

  test.for(['src/utils/text.ts', 'src/leaves/text.ts', 'src/main/notes.md'])(
    'refuses %s, which is in no folder of the design',
    (path) => {
      expect(problemsWith({ [path]: '' })).toEqual([
        `${path} is in no folder that the design knows`,
      ])
    },
  )
})

describe('the check of the builders', () => {
  const problemsWith = (text: string): string[] =>
    builderProblems(plantedProject({ 'src/pool/planted.ts': text, 'src/db/a.ts': '' }))

  test.for([
    ['a connection', 'export const db = new Pool({})', 'builds a Pool'],
    ['a timer', 'setInterval(() => {}, 1000)', 'calls setInterval'],
    ['a logger', 'export const log = pino()', 'calls pino'],
    ['a client made by a function', 'export const api = http.createClient()', 'calls createClient'],
    ['a changeable variable', 'let current = 1\nexport const get = () => current', '(let)'],
    ['waiting', 'export const rows = await load()', 'awaits'],
    ['a static field', 'export class A { static db = openDatabase() }', 'calls openDatabase'],
    [
      'a class of another folder',
      "import { A } from '../db/a.ts'\nexport const f = () => new A()",
      'only daemon.ts builds',
    ],
  ] as const)('catches %s', ([, text, reason]) => {
    expect(problemsWith(text)).toEqual([expect.stringContaining(reason)])
  })

  test.for([
    'export const known = new Set([1])\nexport const shape = z.string().startsWith("a")',
    'export const start = () => new Pool(setInterval(() => {}, 1))',
    'export class A { timer = setInterval(() => {}, 1); run() { let x = 1; return new Map([[x, 2]]) } }',
    "import { LostError } from '../db/a.ts'\nexport const f = () => { throw new LostError() }",
  ])('is content with %j', (text) => {
    expect(problemsWith(text)).toEqual([])
  })

  test('lets daemon.ts build', () => {
    const text = "import { A } from './db/a.ts'\nexport const a = new A()"
    expect(builderProblems(plantedProject({ 'src/daemon.ts': text, 'src/db/a.ts': '' }))).toEqual(
      [],
    )
  })
})

describe('the check of task names', () => {
  const types = `
    export const a = defineTask<Services, P>({ name: 'full_scrape', summary: '' })
    export const b = defineAiKind({ name: 'x', task: { name: 'discover' } })`
  const problemsWith = (text: string): string[] =>
    taskNameProblems(
      plantedProject({ 'src/features/scrape/a.ts': types, 'src/features/lists/b.ts': text }),
    )

  test.for([
    "queue.enqueue(tx, 'full_scrape', {})",
    'const name = `full_scrape`',
    "sql`select from scrape_tasks t where t.task_type = 'discover'`",
    "sql`select from t where task_type in ('other', 'full_scrape') and ${1}`",
  ])('catches %j', (text) => {
    expect(problemsWith(text)).toEqual([
      expect.stringMatching(/^src\/features\/lists\/b.ts:1 names \w+ of src\/features\/scrape$/),
    ])
  })

  test.for([
    "queue.enqueue(tx, fullScrape, { source: 'discover' })",
    "z.string().openapi({ example: 'full_scrape' })",
    "throw new Error('no discover')",
  ])('is content with %j', (text) => {
    expect(problemsWith(text)).toEqual([])
  })

  test('fails when there is nothing to check', () => {
    const root = plantedProject({ 'src/features/lists/b.ts': 'export {}' })
    expect(() => taskNameProblems(root)).toThrow('no task type')
  })
})

describe('the check of the writers', () => {
  const migrations = {
    'migrations/0001_scrape.sql':
      'create table blogs (id int);\n-- create table nothing (id int);\n',
    'migrations/0002_pool_care.sql': 'CREATE TABLE IF NOT EXISTS "proxies" (id int);',
  }
  const root = (files: Record<string, string>): string =>
    plantedProject({ ...migrations, ...files })

  test('knows the tables of the migrations, and whose they are', () => {
    expect([...tableHomes(root({}))]).toEqual([
      ['blogs', 'scrape'],
      ['proxies', 'pool'],
    ])
    expect(() => tableHomes(plantedProject({ 'migrations/0001_pool.sql': '' }))).toThrow('no table')
    expect(() => tableHomes(root({ 'migrations/3.sql': '' }))).toThrow('is not <number>_<folder>')
  })

  test.for([
    "db.insertInto('blogs')",
    "db.selectFrom('proxies').forUpdate(); db?.updateTable('blogs as blog')",
    "db.with('gone', (qb) => qb.deleteFrom(['blogs', 'proxies_view']))",
    "db.mergeInto('blogs')",
    'sql`insert into blogs (id) select 1`',
    'sql`INSERT\n  INTO public."blogs" default values`',
    'sql`update blogs set id = ${1} where id in (select id from proxies for update)`',
    "db.updateTable('shared.blogs')",
    'sql`delete from shared.blogs`',
    'sql`with a as (update only blogs as blog set id = 1 returning 1) select 1`',
    "sql`delete from ${sql.table('blogs')}`",
    "client.query('truncate blogs')",
    "client.query('merge into blogs using x on true when matched then delete')",
    'copyFrom("copy blogs (id) from stdin")',
  ])('finds the write in %j', (text) => {
    const project = root({ 'src/pool/a.ts': text })
    expect(tableWrites(project, tableHomes(project))).toEqual([
      { table: 'blogs', folder: 'src/pool', place: 'src/pool/a.ts:1' },
    ])
  })

  test.for([
    "db.selectFrom('blogs')",
    'sql`select 1 from blogs for update of blogs skip locked`',
    'sql`create table copy_of as select * from blogs`',
    "throw new Error('update blogs by hand, then delete from the list')",
    "db.insertInto('unknown_view')",
  ])('finds no write in %j', (text) => {
    const project = root({ 'src/pool/a.ts': text })
    expect(tableWrites(project, tableHomes(project))).toEqual([])
  })

  test('names a table that two folders write, and where they do', () => {
    const project = root({
      'src/features/scrape/store/blogs.ts': "db.insertInto('blogs')",
      'src/features/scrape/tasks/a.ts': "db.updateTable('blogs')",
      'src/features/analyze/a.ts': '\nsql`update blogs set id = 1`',
      'src/pool/a.ts': "db.updateTable('proxies')",
    })
    expect(tableWriterProblems(project)).toEqual([
      'blogs is of scrape (migrations/) and written by src/features/analyze and src/features/scrape: ' +
        'src/features/analyze/a.ts:2, src/features/scrape/store/blogs.ts:1, src/features/scrape/tasks/a.ts:1',
    ])
  })

  test('names a table that another folder writes than its migration says', () => {
    expect(tableWriterProblems(root({ 'src/pool/a.ts': "db.insertInto('blogs')" }))).toEqual([
      'blogs is of scrape (migrations/) and written by src/pool: src/pool/a.ts:1',
    ])
  })

  test.for(['db.insertInto(table)', 'sql`delete from ${sql.table(name)}`'])(
    'refuses %s, whose table nobody can tell',
    (text) => {
      expect(tableWriterProblems(root({ 'src/pool/a.ts': text }))).toEqual([
        'src/pool/a.ts:1 writes a table whose name is computed',
      ])
    },
  )
})

describe('the check of the readers', () => {
  const base = {
    'migrations/0001_scrape.sql': 'create table blogs (id int); create table posts (id int);',
    'migrations/0002_pool.sql': 'create table proxies (id int);',
    'src/features/scrape/a.ts': "db.selectFrom('blogs'); sql`select from blogs, posts`",
    'sql/functions/f.sql': 'create function derived.f() return (select from blogs, posts);',
    'sql/views/v.sql': 'create view derived.v as select from proxies, shared.blogs;',
    'sql/shared/scrape.sql': 'create view shared.blogs as select * from blogs;',
  }
  const problemsWith = (files: Record<string, string>): string[] =>
    tableReaderProblems(plantedProject({ ...base, ...files }))

  test('is content with a project that keeps the rule', () => {
    expect(problemsWith({})).toEqual([])
  })

  test.for([
    "db.selectFrom('blogs')",
    "db.selectFrom(['shared.posts', 'blogs as b'])",
    "db.with('a', (qb) => qb.selectFrom('blogs as b'))",
    "db.selectFrom('proxies').innerJoin('blogs as b', 'b.id', 'proxies.id')",
    "db.selectFrom('proxies').leftJoinLateral('blogs', join)",
    "db.updateTable('proxies').from('blogs')",
    "db.deleteFrom('proxies').using(['blogs'])",
    "db.selectFrom('proxies').where('id', 'in', db.selectFrom('blogs').select('id'))",
    'sql`SELECT 1\n  FROM public."blogs" b`',
    'sql`select from proxies p left join only blogs on true`',
    'sql`select from proxies p, lateral (select p.id) x, blogs b`',
    'sql`select from unnest(${ids}::int[]) as given (id), blogs`',
    'sql`update proxies set id = (select max(id) from blogs)`',
    'sql`delete from proxies p using blogs b where b.id = p.id`',
    'sql`insert into proxies select id from blogs`',
    'sql`select ${sql`(select count(*) from blogs)`}`',
    'sql`select from ${sql.table(`blogs`)}`',
    'const source = sql`blogs b where b.id = 1`',
    "client.query('table blogs')",
    "client.query('select from ' + 'x join blogs')",
    'copyTo(`copy (select id from blogs) to stdout`)',
  ])('finds the read in %j', (text) => {
    expect(problemsWith({ 'src/pool/a.ts': text })).toEqual([
      'src/pool/a.ts:1 reads blogs of scrape: src/pool may read shared.blogs (sql/shared)',
    ])
  })

  test.for([
    "db.selectFrom('shared.blogs as b').innerJoin('proxies', 'proxies.id', 'b.id')",
    'sql`select blogs.id from shared.blogs, proxies`',
    'sql`with blogs as (select 1 as id) select from blogs`',
    "sql`select 'from blogs' -- from blogs`",
    'sql`select extract(epoch from blogs.at) from ${rows} blogs`',
    "throw new Error('no blogs')",
  ])('finds no read in %j', (text) => {
    expect(problemsWith({ 'src/pool/a.ts': text })).toEqual([])
  })

  test('refuses a table whose name is computed', () => {
    const text = 'sql`select from ${sql.table(name)}`'
    expect(problemsWith({ 'src/pool/a.ts': text })).toEqual([
      'src/pool/a.ts:1 reads a table whose name is computed',
    ])
  })

  test.for([
    ['sql/views/w.sql', 'create view derived.w as select from proxies join blogs on true;'],
    ['sql/functions/g.sql', 'create function derived.g() return (select from blogs, proxies);'],
    ['sql/shared/pool.sql', 'create view shared.blogs as select id from blogs;'],
  ] as const)('refuses %s with tables of two folders', ([path, text]) => {
    expect(problemsWith({ [path]: text })).toEqual([`${path} reads tables of pool and scrape`])
  })
})

describe('the check of circles', () => {
  test('finds a circle that only types close, and none without them', () => {
    const root = plantedProject({
      'src/one.ts': "import { two } from './two.ts'\nexport type One = typeof two",
      'src/two.ts': "import type { One } from './one.ts'\nexport const two: One | number = 2",
      'src/three.ts': "import { two } from './two.ts'\nexport const three = two",
    })
    const sources = readSources(root, 'src')
    const [circle = [], ...others] = circlesOf(importGraph(root, sources, { withTypes: true }))
    expect(circle.toSorted()).toEqual(['src/one.ts', 'src/two.ts'])
    expect(others).toEqual([])
    expect(circlesOf(importGraph(root, sources, { withTypes: false }))).toEqual([])
  })
})
