import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plantedProject } from './planted-project.ts'
import { SHARED_TABLES } from './shared-tables.ts'
import { sharedTableProblems } from './table-homes.ts'

const PROJECT = join(import.meta.dirname, '..', '..')

/** Reading every source takes seconds, and longer while other tests load the machine. */
test('each table is written by one file', { timeout: 120_000 }, () => {
  expect(sharedTableProblems(PROJECT, SHARED_TABLES)).toEqual([])
})

describe('the check of the writers of a table', () => {
  const base = {
    'migrations/0001_scrape.sql': 'create table blogs (id int); create table blog_posts (id int);',
    'sql/functions/f.sql': '-- delete from blogs\nselect 1 from blogs for update;',
    'src/features/scrape/store/blogs.ts': "db.insertInto('blogs'); sql`update blogs b set x = 1`",
    'src/features/scrape/store/blog-posts/insert.ts': "db.insertInto('blog_posts')",
    'src/features/scrape/store/blog-posts/remove.ts': 'sql`delete from blog_posts`',
  }
  const problemsWith = (
    files: Record<string, string>,
    exceptions: Parameters<typeof sharedTableProblems>[1] = {},
  ): string[] => sharedTableProblems(plantedProject({ ...base, ...files }), exceptions)

  test('accepts one file, and several of the folder of the table', () => {
    expect(problemsWith({})).toEqual([])
  })

  test.for([
    ['src/features/scrape/tasks/a.ts', "db.updateTable('blogs')"],
    ['src/features/scrape/tasks/a.ts', "db.deleteFrom('blogs as b')"],
    ['src/features/scrape/tasks/a.ts', "db.mergeInto('blogs')"],
    ['src/features/scrape/tasks/a.ts', 'sql`insert into blogs select`'],
    ['src/features/scrape/tasks/a.ts', 'sql`copy blogs (id) from stdin`'],
    ['sql/functions/f.sql', 'update public.blogs b\n set x = 1;'],
  ] as const)('refuses a second writer: %s with %s', ([path, text]) => {
    expect(problemsWith({ [path]: text })).toEqual(
      [path, 'src/features/scrape/store/blogs.ts']
        .sort()
        .map((file) => `blogs has its own file of statements: ${file} must not write it`),
    )
  })

  test('refuses a file beside the folder of a table, and a folder that is named after no table', () => {
    expect(
      problemsWith({
        'src/features/scrape/store/posts.ts': "db.updateTable('blog_posts')",
        'src/features/scrape/store/blogs.ts': '',
        'src/features/scrape/store/creators/a.ts': "db.updateTable('blogs')",
        'src/features/scrape/store/creators/b.ts': "db.updateTable('blogs')",
      }),
    ).toHaveLength(4)
  })

  test('accepts what an exception names, and refuses exceptions that are longer than need be', () => {
    const second = { 'src/features/scrape/a.ts': "db.updateTable('blogs')" }
    const files = ['src/features/scrape/a.ts', 'src/features/scrape/store/blogs.ts']
    const reason = 'one statement'
    expect(problemsWith(second, { blogs: { reason, files } })).toEqual([])
    expect(problemsWith({}, { blogs: { reason, files } })).toEqual([
      'blogs has one writer: remove its exception',
    ])
    expect(problemsWith(second, { blogs: { reason, files: [...files, 'src/b.ts'] } })).toEqual([
      'src/b.ts does not write blogs: remove it from the exception',
    ])
  })
})
